// Plans a start: which version, which re-entry key, which id.
#pragma once

#include "actors/services.hpp"

namespace sojourn::actors {

/// An instance that is to begin.
struct planned_start {
  running_version_ptr version;
  engine::started start;
  /// The number of the newest event when its start was stored: what came later, it hears. nullopt:
  /// it is stored with its first turn.
  std::optional<std::int64_t> cause{};
};

/// What the starts have in common that must begin one after another: the campaign and the re-entry
/// key; empty where the policy is `parallel`.
[[nodiscard]] std::string line_of(const planned_start& plan);

/// The same for a start that cannot be planned, where whom it is about says it all; empty: its key
/// is not known, or does not matter.
[[nodiscard]] std::string line_of_unplanned(const campaign::definition& campaign,
                                            const subject_ref& subject);

/// Errors: not_found, campaign_not_active, invalid_request (the re-entry key). Reads the subject's
/// record when the key needs it.
[[nodiscard]] result<planned_start> plan_start(services& services, const std::string& campaign,
                                               const subject_ref& subject, json trigger,
                                               const std::string& who);

/// The message that begins a planned instance; fills in `input.what`.
[[nodiscard]] begin begin_with(planned_start plan, envelope_ptr input);

} // namespace sojourn::actors
