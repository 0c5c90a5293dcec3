// Orders that are owed to messages, and what they brought.
#pragma once

#include "base/json.hpp"
#include "records/traits.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace sojourn::reports {

/// Sums of money by currency, in thousandths.
using money = std::map<std::string, std::int64_t>;

/// {"VND": "500000"}: decimal texts by currency.
[[nodiscard]] json as_json(const money& sums);

/// What some orders brought. What was called off since counts in `orders` and `amount`, too.
struct purchases {
  std::int64_t orders = 0;
  std::int64_t refunded_orders = 0;
  money amount{};
  money refunded{};

  void add(const records::payment& paid);
  void add(const purchases& more);
  /// {"orders", "refunded_orders", "amount", "refunded"} into `into`.
  void show(json& into) const;
  bool operator==(const purchases&) const = default;
};

} // namespace sojourn::reports
