// Secrets that are kept under a name, sealed.
#pragma once

#include "base/instant.hpp"

#include <optional>
#include <string>

namespace sojourn::storage {

class transaction;

/// Keeps a secret, sealed; the earlier one of the same name is gone. "check" is taken.
void put_secret(transaction& tx, const std::string& name, const std::string& plain, instant now);

/// Reads secrets; see reader for what holds of all of them.
class secret_reader {
public:
  virtual ~secret_reader() = default;

  /// A secret that was kept, opened.
  [[nodiscard]] virtual std::optional<std::string> find(const std::string& name) = 0;
};

} // namespace sojourn::storage
