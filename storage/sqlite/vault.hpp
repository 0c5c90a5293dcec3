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

} // namespace sojourn::storage
