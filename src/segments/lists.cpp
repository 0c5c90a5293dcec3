#include "segments/lists.hpp"

#include <algorithm>
#include <utility>

namespace sojourn::segments {

namespace {

using added_member = std::pair<std::string_view, std::string_view>;

constexpr auto added_members = std::to_array<added_member>({{"orders", "paid"},
                                                            {"orders", "unpaid"},
                                                            {"orders", "paid_on"},
                                                            {"orders", "unreviewed_lines"},
                                                            {"carts", "open_lines"},
                                                            {"wishlist", "bought"},
                                                            {"wishlist", "product"},
                                                            {"product_views", "product"}});

} // namespace

std::string_view type_of_list(std::string_view list) {
  if (list == paid_orders_list)
    return "order";
  const auto found = std::ranges::find(shipped_lists, list, &related_list::name);
  return found == shipped_lists.end() ? list : found->type;
}

std::string_view list_of_type(std::string_view type) {
  const auto found = std::ranges::find(shipped_lists, type, &related_list::type);
  return found == shipped_lists.end() ? type : found->name;
}

std::set<std::string> types_for(const std::set<std::string>& lists) {
  std::set<std::string> types;
  for (const auto& list : lists) {
    types.emplace(type_of_list(list));
    if (list == "wishlist" || list == "carts")
      types.emplace("order");
    if (list == "orders")
      types.emplace("review");
  }
  return types;
}

bool is_added(std::string_view list, std::string_view member) {
  return member == "id" ||
         std::ranges::find(added_members, added_member{list, member}) != added_members.end();
}

} // namespace sojourn::segments
