// Secrets that campaigns name: kept sealed, all in one place, shown to nobody.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "storage/reader.hpp"

#include <map>
#include <string>

namespace sojourn::storage {

class transaction;

/// That there can be.
inline constexpr std::size_t most_named_secrets = 200;

struct named_secret {
  std::string value;
  instant changed_at{};
};
using named_secrets = std::map<std::string, named_secret>; ///< by name: "crm"

/// Those in the file. Throws read_failure.
[[nodiscard]] named_secrets read_named_secrets(reader& from);

/// Keeps `value` under the name in the place of what was there; whether the name is new. Errors:
/// wrong_state (too many).
[[nodiscard]] result<bool> put_named_secret(transaction& tx, const std::string& name,
                                            const std::string& value, instant now);
/// Errors: not_found.
[[nodiscard]] result<void> remove_named_secret(transaction& tx, const std::string& name,
                                               instant now);

} // namespace sojourn::storage
