// The vault: seals the secrets that are stored, and opens them.
#pragma once

#include "base/json.hpp"
#include "signing/seal.hpp"

#include <string>

namespace sojourn::storage {

/// Thread-safe. Holds the key in memory; nothing of it is stored.
class vault {
public:
  explicit vault(signing::seal_key key) : key_{std::move(key)} {}

  /// `plain` as a text to store. `name` says what it is: it opens under that name alone.
  [[nodiscard]] std::string seal(const std::string& name, std::string_view plain) const;
  /// Throws corrupt_row when it does not open.
  [[nodiscard]] std::string open(const std::string& name, std::string_view sealed) const;
  /// Whether it opens at all.
  [[nodiscard]] bool opens(const std::string& name, std::string_view sealed) const;

private:
  signing::seal_key key_;
};

/// A campaign's definition as it is stored: the secrets of a webhook trigger are sealed.
[[nodiscard]] json with_sealed_secrets(json definition, const vault& with,
                                       const std::string& campaign);
/// The reverse. Without a vault (a file that is only looked at) secrets that open nothing stand in
/// their place. Throws corrupt_row.
[[nodiscard]] json with_open_secrets(json definition, const vault* with,
                                     const std::string& campaign);

} // namespace sojourn::storage
