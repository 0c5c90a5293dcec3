// The audit: who did what to what, and why.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Which lines of the audit are asked for; an empty text: any.
struct audit_query {
  std::string who;
  std::string action; ///< one that ends in '.': all that begin so
  std::string target;
  std::optional<instant> from{}; ///< the first instant
  std::optional<instant> to{};   ///< the first one after them
  std::int64_t before = 0;       ///< only lines below this number; 0: from the newest
  std::size_t limit = 100;
};
struct audit_line {
  std::int64_t number = 0;
  instant at{};
  std::string who;
  std::string action;
  std::string target;
  std::string why;
};

/// One line of the audit: who did what to what, and why.
void write_audit(transaction& tx, instant at, const std::string& who, const std::string& action,
                 const std::string& target, const std::string& why);

/// Reads the audit; see reader for what holds of all of them.
class audit_reader {
public:
  virtual ~audit_reader() = default;

  /// From new to old.
  [[nodiscard]] virtual std::vector<audit_line> find(const audit_query& what) = 0;
};

} // namespace sojourn::storage
