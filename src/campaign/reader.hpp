// Reads and checks a campaign definition.
#pragma once

#include "campaign/definition.hpp"

namespace sojourn::campaign {

/// What the installation knows that a definition may name; empty sets are not checked.
struct surroundings {
  std::vector<std::string> channels{}; ///< names that `via` may hold
  retry_policy default_retry{};
  /// The definition passed the schema when it was stored: it is not held against it again,
  /// for the schema takes milliseconds to prepare.
  bool passed_schema = false;
  /// The messages that steps may take from the library; nullptr: what they name is not known
  /// here, and not checked.
  std::shared_ptr<const message_library> library{};
  own_list_names own_lists{std::in_place};
};

/// Reads a definition: first the published JSON Schema, then every check beyond it.
/// Errors (invalid_definition): all mistakes at once, each with a JSON pointer and
/// what to do about it, in the order of the document's pointers.
[[nodiscard]] result<definition_ptr> read_definition(const json& source,
                                                     const surroundings& around = {});

/// What a definition took from the library, as it is stored with it; null: nothing.
[[nodiscard]] json encode_library(const message_library& taken);

/// Reads a definition that is stored, and so was checked, with what it took from the library. It
/// was checked against the channels of its day, and runs on without them.
/// Errors: invalid_definition, data_corrupt.
[[nodiscard]] result<definition_ptr> read_stored(const json& source, const json& library,
                                                 const retry_policy& default_retry);

/// The published JSON Schema (draft 7) of a definition.
[[nodiscard]] const json& definition_schema();

} // namespace sojourn::campaign
