// The audit: who did what to what, and why.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Which lines of the audit are asked for; an empty text: any.
struct audit_query {
  std::string who{};
  std::string action{}; ///< one that ends in '.': all that begin so
  std::string target{};
  std::string text{};            ///< occurs in the reason or the changes, whatever its case
  std::optional<instant> from{}; ///< the first instant
  std::optional<instant> to{};   ///< the first one after them
  std::int64_t before = 0;       ///< only lines below this number; 0: from the newest
  std::size_t limit = 100;
};
struct audit_line {
  std::int64_t number = 0;
  instant at{};
  std::string who{};
  std::string address{}; ///< from where, as client_network() writes it; empty: by the daemon itself
  std::string action{};
  std::string target{};
  std::string why{};
  json changes{}; ///< as of audit_entry; null: none
};

/// What a change writes into the audit.
struct audit_entry {
  std::string who{};
  std::string action{};
  std::string target{};
  std::string why{};
  /// What was before and after, as accounts::changes_between gives it; null: nothing to compare.
  json changes{};
};
void write_audit(transaction& tx, instant at, const audit_entry& entry);
/// From where the changes of this unit were asked for; the audit says so.
void set_asked_from(transaction& tx, std::string address);

/// The same of something that has a state: "draft", "active". `before` is empty where it is new.
void write_audit_of_state(transaction& tx, instant at, audit_entry entry, std::string_view before,
                          std::string_view after);

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
