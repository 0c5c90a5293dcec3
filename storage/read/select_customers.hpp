// Which customers a condition holds for.
#pragma once

#include "storage/segments.hpp"
#include "storage/tables.hpp"

#include <chrono>

namespace sojourn::storage {

/// A part of a search: on one state of the file, and so not too long.
struct portion {
  /// Only customers up to this id; empty: all.
  std::string through{};
  /// After which it looks at no further customer.
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

struct portion_found {
  selected found;
  bool wants_more = true;              ///< the visitor wants more
  std::optional<std::string> cut_at{}; ///< the time was up behind this customer
};

/// As reader::select_customers, on the state that this connection sees.
portion_found select_customers(connection& db, table_set& tables, const selection& what,
                               const portion& part, const decision& decide,
                               const member_visitor& visit);

/// How many customers a portion goes through: as many as take about a quarter of a second.
class portion_size {
public:
  [[nodiscard]] std::size_t customers() const { return customers_; }
  /// Learns from the last portion.
  void took(std::chrono::nanoseconds time);

private:
  std::size_t customers_ = 64;
};

/// How long a portion may look at customers one by one, in all. While it does, the log cannot be
/// emptied behind what it sees.
inline constexpr std::chrono::milliseconds longest_portion{1'000};

/// As reader::customer_view.
[[nodiscard]] std::optional<json> customer_view(table_set& tables, const std::string& id,
                                                const std::set<std::string>& lists);

} // namespace sojourn::storage
