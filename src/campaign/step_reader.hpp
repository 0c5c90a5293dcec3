// Reads the steps of a definition.
#pragma once

#include "campaign/reader.hpp"
#include "campaign/schema.hpp"
#include "campaign/scope.hpp"

namespace sojourn::campaign {

/// What the parts of one definition know of each other while it is read.
struct reading {
  const surroundings& around;
  const data_scope& scope;
  std::vector<std::string> step_ids; ///< sorted
  std::vector<std::string> message_names;
  retry_policy retry;   ///< of effects that say nothing else
  std::string timezone; ///< one that exists
  std::string campaign_id;
};

/// Reads the target at `place`. Where no such step exists, complains and answers the one
/// that was probably meant, so that one slip is one mistake; empty where none is near.
[[nodiscard]] std::string read_target(const node& place, const reading& context);

/// Reads a duration that is not zero; nullopt where there is none.
[[nodiscard]] std::optional<calendar::duration> read_duration(const node& place);
/// A duration without months and years, whose days count 24 hours; 0 when there is none.
[[nodiscard]] milliseconds read_length(const node& place);

/// The policy at `place`, over `inherited` where it is silent.
[[nodiscard]] retry_policy read_retry(const node& place, const retry_policy& inherited);

/// Complains where the text at `place` is more than one line.
void check_one_line(const node& place);

/// The definition in the schema for the step at `place`, whose type is one of
/// types_of("step").
[[nodiscard]] std::string step_schema(const node& place);

/// Reads the step at `place`, which the schema has checked; nullopt when its type is not
/// one that this version runs.
[[nodiscard]] std::optional<step_kind> read_step(const node& place, const reading& context);

} // namespace sojourn::campaign
