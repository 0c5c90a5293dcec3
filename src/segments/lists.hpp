// The records of a customer as conditions name them: orders, carts, wishlist.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace sojourn::segments {

/// A list of a customer's records, and the type that these have.
struct related_list {
  std::string_view name;
  std::string_view type;
};

/// Those of the types that come with Sojourn. Any other list is named like its type.
inline constexpr auto shipped_lists =
    std::to_array<related_list>({{"orders", "order"},
                                 {"carts", "cart"},
                                 {"wishlist", "wishlist_item"},
                                 {"follows", "follow"},
                                 {"reviews", "review"},
                                 {"product_views", "product_view"}});

/// The orders that count as paid: they are kept apart, for most segments ask for them.
inline constexpr std::string_view paid_orders_list = "paid_orders";

inline constexpr std::string_view customer_root = "customer";
inline constexpr std::string_view traits_root = "traits";

/// The type of the records of a list; "order" of paid_orders.
[[nodiscard]] std::string_view type_of_list(std::string_view list);

/// The list of the records of a type.
[[nodiscard]] std::string_view list_of_type(std::string_view type);

/// The types that must be read to make these lists: those of their records, and those that
/// what is added to the records is computed from.
[[nodiscard]] std::set<std::string> types_for(const std::set<std::string>& lists);

/// Whether a list adds a member of this name to its records.
[[nodiscard]] bool is_added(std::string_view list, std::string_view member);

} // namespace sojourn::segments
