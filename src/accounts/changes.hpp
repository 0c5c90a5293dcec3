// What a change made of a document, for the audit.
#pragma once

#include "base/json.hpp"

namespace sojourn::accounts {

/// Places of one change that are told; the last one says how many more there are.
inline constexpr std::size_t most_changes_told = 50;
/// Bytes of JSON of a value before or after; a longer one is told by its length.
inline constexpr std::size_t longest_change_bytes = 400;

/// [{"pointer": "/steps/rest/for", "before": "P25D", "after": "P20D"}, …]: the innermost places in
/// which the two differ. "before" or "after" is left out where the place was not there, and a null
/// document is none. E-mail addresses and phone numbers are masked, and what members called
/// "secret", "secrets", "password" or "token" hold is not told.
[[nodiscard]] json changes_between(const json& before, const json& after);

} // namespace sojourn::accounts
