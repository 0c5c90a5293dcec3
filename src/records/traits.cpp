#include "records/traits.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace sojourn::records {

namespace {

using optional_instant = std::optional<instant>;

/// Adds or takes away; wraps instead of overflowing, which is the same in every order.
void add(std::int64_t& sum, std::int64_t value) {
  sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) +
                                  static_cast<std::uint64_t>(value));
}
void subtract(std::int64_t& sum, std::int64_t value) {
  sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) -
                                  static_cast<std::uint64_t>(value));
}

/// Calls `visit` with each sum of the traits and the same of one contribution.
template <class Visit>
void each_sum(traits& kept, const contribution& one, const Visit& visit) {
  visit(kept.orders_count, one.orders_count);
  visit(kept.orders_paid, one.orders_paid);
  visit(kept.orders_unpaid, one.orders_unpaid);
  visit(kept.amount_paid_thousandths, one.amount_paid_thousandths);
  visit(kept.cart_items, one.cart_items);
  visit(kept.wishlist_count, one.wishlist_count);
  visit(kept.follows, one.follows);
}

constexpr auto is_earlier = std::less<instant>{};
constexpr auto is_later = std::greater<instant>{};

/// Keeps the more extreme of two.
template <class Beats>
void reach(optional_instant& kept, const optional_instant& value, Beats beats) {
  if (value && (!kept || beats(*value, *kept)))
    kept = value;
}

std::int64_t count_unreviewed(std::span<const contribution> orders,
                              std::span<const contribution> reviews) {
  std::set<order_line> reviewed;
  for (const auto& one : reviews) {
    if (one.reviewed)
      reviewed.insert(*one.reviewed);
  }
  std::int64_t count = 0;
  for (const auto& one : orders) {
    for (const auto& line : one.delivered_lines)
      count += reviewed.contains(line) ? 0 : 1;
  }
  return count;
}

void apply_last_look(traits& kept, std::span<const contribution> looks) {
  std::optional<product_look> last;
  for (const auto& one : looks) {
    if (one.look && (!last || *last < *one.look))
      last = one.look;
  }
  kept.last_viewed_at = last ? optional_instant{last->at} : std::nullopt;
  kept.last_viewed_product = last ? std::optional{last->product} : std::nullopt;
}

/// The records of the customer, each type read at most once.
class records_now {
public:
  explicit records_now(const contributions_reader& read) : read_{read} {}
  const std::vector<contribution>& of(std::string_view type) {
    const auto known = known_.find(type);
    return known != known_.end() ? known->second : known_.emplace(type, read_(type)).first->second;
  }

private:
  const contributions_reader& read_;
  std::map<std::string_view, std::vector<contribution>> known_;
};

/// An extreme after `out` went and `in` came.
template <class Beats>
void move_extreme(optional_instant& kept, optional_instant contribution::*which,
                  const contribution& out, const contribution& in, Beats beats,
                  std::string_view type, records_now& now) {
  const auto& goes = out.*which;
  const auto& comes = in.*which;
  if (goes == comes)
    return;
  if (goes && goes == kept && !(comes && beats(*comes, *kept))) {
    kept.reset();
    for (const auto& one : now.of(type))
      reach(kept, one.*which, beats);
  } else {
    reach(kept, comes, beats);
  }
}

json shown(const optional_instant& value) {
  return value ? json(sojourn::to_text(*value)) : json();
}

json amount(std::int64_t thousandths) { return decimal::of_thousandths(thousandths).as_json(); }

} // namespace

json as_json(const traits& kept) {
  return {
      {"orders_count", kept.orders_count},
      {"orders_paid", kept.orders_paid},
      {"orders_unpaid", kept.orders_unpaid},
      {"unpaid_since", shown(kept.unpaid_since)},
      {"first_paid_at", shown(kept.first_paid_at)},
      {"last_paid_at", shown(kept.last_paid_at)},
      {"amount_paid", amount(kept.amount_paid_thousandths)},
      {"cart_items", kept.cart_items},
      {"cart_since", shown(kept.cart_since)},
      {"wishlist_count", kept.wishlist_count},
      {"follows", kept.follows},
      {"unreviewed_lines", kept.unreviewed_lines},
      {"last_delivered_at", shown(kept.last_delivered_at)},
      {"last_viewed_product", kept.last_viewed_product ? json(*kept.last_viewed_product) : json()},
      {"last_viewed_at", shown(kept.last_viewed_at)}};
}

traits traits_of(std::span<const contribution> records) {
  traits all;
  for (const auto& one : records) {
    each_sum(all, one, add);
    reach(all.unpaid_since, one.unpaid_since, is_earlier);
    reach(all.first_paid_at, one.paid_at, is_earlier);
    reach(all.last_paid_at, one.paid_at, is_later);
    reach(all.cart_since, one.cart_since, is_earlier);
    reach(all.last_delivered_at, one.delivered_at, is_later);
  }
  apply_last_look(all, records);
  all.unreviewed_lines = count_unreviewed(records, records);
  return all;
}

traits changed_traits(traits before, const contribution& out, const contribution& in,
                      const contributions_reader& read) {
  auto& kept = before;
  records_now now{read};
  each_sum(kept, out, subtract);
  each_sum(kept, in, add);
  if (kept.orders_unpaid == 0)
    kept.unpaid_since.reset(); // what every payment would read all orders for
  else
    move_extreme(kept.unpaid_since, &contribution::unpaid_since, out, in, is_earlier, "order", now);
  move_extreme(kept.first_paid_at, &contribution::paid_at, out, in, is_earlier, "order", now);
  move_extreme(kept.last_paid_at, &contribution::paid_at, out, in, is_later, "order", now);
  move_extreme(kept.last_delivered_at, &contribution::delivered_at, out, in, is_later, "order",
               now);
  move_extreme(kept.cart_since, &contribution::cart_since, out, in, is_earlier, "cart", now);
  if (out.look != in.look) {
    const auto& last = kept.last_viewed_at;
    if (in.look && (!last || in.look->at > *last)) {
      kept.last_viewed_at = in.look->at;
      kept.last_viewed_product = in.look->product;
    } else if ((in.look && in.look->at == *last) || (out.look && out.look->at == last)) {
      apply_last_look(kept, now.of("product_view"));
    }
  }
  if (out.delivered_lines != in.delivered_lines || out.reviewed != in.reviewed)
    kept.unreviewed_lines = count_unreviewed(now.of("order"), now.of("review"));
  return before;
}

} // namespace sojourn::records
