// What each type of record adds to the traits of its owner.
#include "base/decimal.hpp"
#include "records/members.hpp"
#include "records/record_type.hpp"
#include "records/traits.hpp"

#include <algorithm>

namespace sojourn::records {

namespace {

/// In thousandths: 10^12.
constexpr std::int64_t largest_amount = 1'000'000'000'000'000;
constexpr std::int64_t largest_quantity = 1'000'000;

std::string_view text(const json& data, const char* name) {
  const auto& value = member(data, name);
  return value.is_string() ? std::string_view{value.get_ref<const std::string&>()}
                           : std::string_view{};
}

std::optional<instant> moment(const json& data, const char* name) {
  const auto read = parse_instant(text(data, name));
  return read ? std::optional{*read} : std::nullopt;
}

std::int64_t thousandths(const json& amount) {
  const auto value = decimal::of(amount);
  const auto counted = value && !value->is_negative() ? value->thousandths() : std::nullopt;
  return counted && *counted <= largest_amount ? *counted : 0;
}

std::int64_t quantity(const json& line) {
  const auto& value = member(line, "quantity");
  if (value.is_null())
    return 1;
  if (!value.is_number_integer())
    return 0;
  const auto count = value.get<std::int64_t>();
  return count >= 0 && count <= largest_quantity ? count : 0;
}

bool is_called_off(const json& order) {
  const auto status = text(order, "status");
  return status == "cancelled" || status == "refunded" || status == "returned" ||
         moment(order, "cancelled_at");
}

contribution of_order(const std::string& id, const json& data) {
  const auto status = text(data, "status");
  const auto paid_at = moment(data, "paid_at");
  const auto delivered_at = moment(data, "delivered_at");
  const bool called_off = is_called_off(data);
  const bool paid = !called_off && (paid_at || status == "paid" || status == "delivered");
  const bool delivered = !called_off && (delivered_at || status == "delivered");
  contribution adds{.orders_count = 1};
  adds.orders_paid = paid;
  adds.orders_unpaid = !paid && !called_off;
  if (paid) {
    adds.amount_paid_thousandths = thousandths(member(data, "amount"));
    adds.paid_at = paid_at ? paid_at : moment(data, "placed_at");
  } else if (!called_off) {
    adds.unpaid_since = moment(data, "placed_at");
  }
  if (delivered) {
    adds.delivered_at = delivered_at;
    for (const auto& line : lines(data)) {
      if (auto sku = id_in(member(line, "sku")))
        adds.delivered_lines.push_back({id, std::move(*sku)});
    }
  }
  return adds;
}

contribution of_cart(const json& data) {
  contribution adds;
  for (const auto& line : lines(data))
    adds.cart_items += quantity(line);
  if (adds.cart_items > 0)
    adds.cart_since = moment(data, "changed_at");
  return adds;
}

contribution of_review(const json& data) {
  contribution adds;
  auto order = id_in(member(data, "order_id"));
  auto sku = id_in(member(data, "sku"));
  if (order && sku)
    adds.reviewed = order_line{std::move(*order), std::move(*sku)};
  return adds;
}

contribution of_look(const std::string& id, const json& data) {
  contribution adds;
  const auto at = moment(data, "viewed_at");
  auto product = id_in(member(data, "product_id"));
  if (at && product)
    adds.look = product_look{*at, id, std::move(*product)};
  return adds;
}

} // namespace

std::optional<payment> payment_of(const json& order) {
  const auto status = text(order, "status");
  auto at = moment(order, "paid_at");
  if (!at && (status == "paid" || status == "delivered"))
    at = moment(order, "placed_at");
  if (!at)
    return std::nullopt;
  return payment{.at = *at,
                 .amount_thousandths = thousandths(member(order, "amount")),
                 .currency = std::string{text(order, "currency")},
                 .called_off = is_called_off(order)};
}

contribution contribution_of(const subject_ref& record, const json& data) {
  if (record.type == "order")
    return of_order(record.id, data);
  if (record.type == "cart")
    return of_cart(data);
  if (record.type == "review")
    return of_review(data);
  if (record.type == "product_view")
    return of_look(record.id, data);
  if (record.type == "wishlist_item")
    return {.wishlist_count = moment(data, "removed_at") ? 0 : 1};
  if (record.type == "follow")
    return {.follows = member(data, "following") == json(false) ? 0 : 1};
  return {};
}

} // namespace sojourn::records
