#include "segments/view.hpp"

#include "records/record_type.hpp"
#include "records/traits.hpp"

#include <algorithm>

namespace sojourn::segments {

namespace {

using record_lists = std::map<std::string, std::vector<owned_record>>;

const json& member(const json& data, const char* name) {
  static const json nothing;
  if (!data.is_object())
    return nothing;
  const auto found = data.find(name);
  return found == data.end() ? nothing : *found;
}

const json& lines(const json& data) {
  static const json none = json::array();
  const auto& list = member(data, "lines");
  return list.is_array() ? list : none;
}

std::optional<instant> moment(const json& data, const char* name) {
  const auto& value = member(data, name);
  if (!value.is_string())
    return std::nullopt;
  const auto read = parse_instant(value.get_ref<const std::string&>());
  return read ? std::optional{*read} : std::nullopt;
}

json shown(const std::optional<instant>& at) { return at ? json(to_text(*at)) : json(); }

records::contribution order_adds(const owned_record& order) {
  return records::contribution_of({"order", order.id}, order.data);
}

/// Makes the lists of one customer.
class list_maker {
public:
  list_maker(const record_lists& records, const product_reader& product)
      : records_{records}, product_{product} {}

  json make(const std::string& list) const {
    if (list == paid_orders_list)
      return paid_orders();
    json made = json::array();
    for (const auto& one : of(std::string{type_of_list(list)})) {
      auto shown = one.data.is_object() ? one.data : json::object();
      shown["id"] = one.id;
      if (list == "orders")
        add_to_order(one, shown);
      else if (list == "carts")
        shown["open_lines"] = open_lines(one.data);
      else if (list == "wishlist")
        add_to_wish(one.data, shown);
      else if (list == "product_views")
        shown["product"] = product_of(one.data);
      made.push_back(std::move(shown));
    }
    return made;
  }

private:
  const std::vector<owned_record>& of(const std::string& type) const {
    static const std::vector<owned_record> none;
    const auto found = records_.find(type);
    return found == records_.end() ? none : found->second;
  }

  json paid_orders() const {
    json made = json::array();
    for (const auto& order : of("order")) {
      const auto adds = order_adds(order);
      if (adds.orders_paid == 0)
        continue;
      records::traits amount{.amount_paid_thousandths = adds.amount_paid_thousandths};
      made.push_back({{"id", order.id},
                      {"paid_at", shown(adds.paid_at)},
                      {"amount", records::as_json(amount).at("amount_paid")}});
    }
    return made;
  }

  void add_to_order(const owned_record& order, json& shown_order) const {
    const auto adds = order_adds(order);
    shown_order["paid"] = adds.orders_paid > 0;
    shown_order["unpaid"] = adds.orders_unpaid > 0;
    shown_order["paid_on"] = shown(adds.paid_at);
    shown_order["unreviewed_lines"] =
        std::ranges::count_if(adds.delivered_lines, [&](const records::order_line& line) {
          return std::ranges::none_of(of("review"), [&](const owned_record& review) {
            return records::contribution_of({"review", review.id}, review.data).reviewed == line;
          });
        });
  }

  /// Whether an order for which `counts` was placed at or after `since` and holds the article.
  template <class Counts>
  bool ordered(const std::string& sku, const std::optional<instant>& since, Counts counts) const {
    return std::ranges::any_of(of("order"), [&](const owned_record& order) {
      const auto placed = moment(order.data, "placed_at");
      if ((since && (!placed || *placed < *since)) || !counts(order_adds(order)))
        return false;
      return std::ranges::any_of(lines(order.data), [&](const json& line) {
        return records::id_in(member(line, "sku")) == sku;
      });
    });
  }

  std::int64_t open_lines(const json& cart) const {
    const auto since = moment(cart, "changed_at");
    return std::ranges::count_if(lines(cart), [&](const json& line) {
      const auto& quantity = member(line, "quantity");
      const auto sku = records::id_in(member(line, "sku"));
      const bool is_there = quantity.is_null() || (quantity.is_number() && quantity > json(0));
      return is_there && !(sku && ordered(*sku, since, [](const auto& adds) {
                             return adds.orders_paid > 0 || adds.orders_unpaid > 0;
                           }));
    });
  }

  void add_to_wish(const json& wish, json& shown_wish) const {
    const auto product = product_of(wish);
    const auto paid = [](const auto& adds) { return adds.orders_paid > 0; };
    const auto since = moment(wish, "added_at");
    bool bought = false;
    for (const auto& named :
         {records::id_in(member(wish, "product_id")), records::id_in(member(product, "sku"))})
      bought = bought || (named && ordered(*named, since, paid));
    shown_wish["bought"] = bought;
    shown_wish["product"] = product;
  }

  json product_of(const json& data) const {
    const auto id = records::id_in(member(data, "product_id"));
    return id ? product_(*id) : json();
  }

  const record_lists& records_;
  const product_reader& product_;
};

} // namespace

json customer_view(const std::string& id, const json& record, const json& traits,
                   const std::set<std::string>& lists, const record_lists& records,
                   const product_reader& product) {
  json view{{customer_root, record.is_object() ? record : json::object()}, {traits_root, traits}};
  view[std::string{customer_root}]["id"] = id;
  const list_maker maker{records, product};
  for (const auto& list : lists)
    view[list] = maker.make(list);
  return view;
}

} // namespace sojourn::segments
