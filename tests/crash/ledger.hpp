// What the clients of all the daemon's lives asked for, and what they were answered.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace sojourn::crash {

/// Kept by the parent, which outlives every daemon; each child inherits a copy.
struct ledger {
  /// By subject: the instance that the answer named; empty while there is no answer.
  std::map<std::string, std::string> starts{};
  /// Customers whose change was acknowledged.
  std::set<std::string> changes{};
  /// By instance: the event of which an answer said that the instance hears it.
  std::map<std::string, std::string> heard{};
  /// Who was said to have left a cart, and whether it was acknowledged that they bought.
  std::map<std::string, bool> carts{};
  /// What went wrong in a child.
  std::vector<std::string> failures{};

  /// Notes a line of a child. True when it is an acknowledgement.
  bool take(const std::string& line);
  /// Subjects whose start was asked for and not answered.
  [[nodiscard]] std::vector<std::string> unanswered() const;
  [[nodiscard]] std::size_t acknowledged_starts() const;
};

} // namespace sojourn::crash
