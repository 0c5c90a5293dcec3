// Traits: what is kept of each customer, from the records that are theirs.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::records {

/// A function of a customer's records alone: in which order these arrived does not matter.
struct traits {
  std::int64_t orders_count = 0;
  std::int64_t orders_paid = 0;
  std::int64_t orders_unpaid = 0;        ///< placed, and neither paid nor called off
  std::optional<instant> unpaid_since{}; ///< placed_at of the oldest unpaid order
  std::optional<instant> first_paid_at{};
  std::optional<instant> last_paid_at{};
  /// Of the paid orders, whatever their currency. Whole numbers, for their sum does not
  /// depend on the order in which they are added.
  std::int64_t amount_paid_thousandths = 0;
  std::int64_t cart_items = 0;
  std::optional<instant> cart_since{}; ///< the earliest change of a cart that is not empty
  std::int64_t wishlist_count = 0;
  std::int64_t follows = 0;
  std::int64_t unreviewed_lines = 0; ///< delivered lines without a review of order and sku
  std::optional<instant> last_delivered_at{};
  std::optional<std::string> last_viewed_product{};
  std::optional<instant> last_viewed_at{};
  bool operator==(const traits&) const = default;
};

/// The members of the JSON below.
inline constexpr auto trait_names = std::to_array<std::string_view>(
    {"orders_count", "orders_paid", "orders_unpaid", "unpaid_since", "first_paid_at",
     "last_paid_at", "amount_paid", "cart_items", "cart_since", "wishlist_count", "follows",
     "unreviewed_lines", "last_delivered_at", "last_viewed_product", "last_viewed_at"});

/// What conditions and texts find among the traits: these, and the balance of the points ledger.
inline constexpr auto figure_names = [] {
  std::array<std::string_view, trait_names.size() + 1> names{};
  std::copy(trait_names.begin(), trait_names.end(), names.begin());
  names.back() = "points";
  return names;
}();

/// For people and conditions: each trait by its name, instants in RFC 3339, null where
/// there is none.
[[nodiscard]] json as_json(const traits& kept);

/// One line of an order, named by order and article.
struct order_line {
  std::string order;
  std::string sku;
  auto operator<=>(const order_line&) const = default;
};

/// A look at a product. The latest counts; of two at the same instant, the one with the
/// larger record id.
struct product_look {
  instant at{};
  std::string record;
  std::string product;
  auto operator<=>(const product_look&) const = default;
};

/// What one record adds to the traits of its owner.
struct contribution {
  std::int64_t orders_count = 0;
  std::int64_t orders_paid = 0;
  std::int64_t orders_unpaid = 0;
  std::int64_t amount_paid_thousandths = 0;
  std::int64_t cart_items = 0;
  std::int64_t wishlist_count = 0;
  std::int64_t follows = 0;
  std::optional<instant> unpaid_since{};
  std::optional<instant> paid_at{};
  std::optional<instant> cart_since{};
  std::optional<instant> delivered_at{};
  std::optional<product_look> look{};
  std::vector<order_line> delivered_lines{};
  std::optional<order_line> reviewed{};
  bool operator==(const contribution&) const = default;
};

/// The types whose records traits look at.
inline constexpr auto contributing_types = std::to_array<std::string_view>(
    {"order", "cart", "review", "follow", "wishlist_item", "product_view"});

/// What a record adds; nothing for a type that traits do not look at. Takes any data: what
/// the schemas refuse counts as left out. README.md says what counts as what.
[[nodiscard]] contribution contribution_of(const subject_ref& record, const json& data);

/// The traits of a customer with these records: slow and obvious.
[[nodiscard]] traits traits_of(std::span<const contribution> records);

/// All that the records of one type now contribute to the traits of the customer.
using contributions_reader = std::function<std::vector<contribution>(std::string_view type)>;

/// The traits after one record of the customer, which contributed `out`, contributes `in`.
/// `read` gives the records as they are after the change; it is asked only where what goes
/// was an extreme, and where lines were delivered or reviewed.
[[nodiscard]] traits changed_traits(traits before, const contribution& out, const contribution& in,
                                    const contributions_reader& read);

/// That an order was paid, whatever became of it later.
struct payment {
  instant at{};
  std::int64_t amount_thousandths = 0;
  std::string currency{};  ///< empty where the order names none
  bool called_off = false; ///< cancelled, refunded or returned since
  bool operator==(const payment&) const = default;
};
/// nullopt: the order was never paid, or nobody knows when.
[[nodiscard]] std::optional<payment> payment_of(const json& order);

} // namespace sojourn::records
