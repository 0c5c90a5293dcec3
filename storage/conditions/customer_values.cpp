#include "storage/conditions/customer_values.hpp"

#include "rules/coercion.hpp"
#include "rules/rule.hpp"
#include "segments/lists.hpp"

#include <algorithm>
#include <array>

namespace sojourn::storage {

namespace {

using rules::expression;
using rules::operation;

constexpr auto whole_traits =
    std::to_array<std::string_view>({"orders_count", "orders_paid", "orders_unpaid", "cart_items",
                                     "wishlist_count", "follows", "unreviewed_lines"});
constexpr auto moment_traits =
    std::to_array<std::string_view>({"unpaid_since", "first_paid_at", "last_paid_at", "cart_since",
                                     "last_delivered_at", "last_viewed_at"});

/// A member's name that cannot be an index and needs no escape in a path of SQLite.
bool is_plain_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name[0]) && name != "length" &&
         std::ranges::all_of(
             name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

std::optional<std::vector<std::string>> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const auto dot = path.find('.');
    const auto part = path.substr(0, dot);
    if (!is_plain_name(part))
      return std::nullopt;
    parts.emplace_back(part);
    if (dot == std::string_view::npos)
      return parts;
    path.remove_prefix(dot + 1);
  }
}

/// The path in SQLite's words, from the part `first` on.
std::string json_path(const std::vector<std::string>& parts, std::size_t first) {
  std::string path = "'$";
  for (auto i = first; i < parts.size(); ++i)
    path += ".\"" + parts[i] + "\"";
  return path + "'";
}

sql_value json_at(const std::string& data, const std::vector<std::string>& parts,
                  std::size_t first) {
  return {.is = sql_value::kind::json_text,
          .sql = "(" + data + " -> " + json_path(parts, first) + ")"};
}

/// A figure; a customer without a row has none of it.
std::string trait(const std::string& name, bool over_traits) {
  return over_traits ? "t." + name : "coalesce(t." + name + ", 0)";
}

std::optional<sql_value> value_of_customer(const std::vector<std::string>& parts,
                                           bool over_traits) {
  using kind = sql_value::kind;
  if (parts.size() < 2)
    return std::nullopt;
  if (parts[0] == segments::customer_root) {
    if (parts[1] != "id")
      return json_at("r.data", parts, 1);
    return parts.size() == 2 ? std::optional{sql_value{.sql = "json_quote(r.id)"}} : std::nullopt;
  }
  if (parts[0] != segments::traits_root || parts.size() != 2)
    return std::nullopt;
  if (std::ranges::find(whole_traits, parts[1]) != whole_traits.end())
    return sql_value{.is = kind::whole, .sql = trait(parts[1], over_traits)};
  if (std::ranges::find(moment_traits, parts[1]) != moment_traits.end())
    return sql_value{.is = kind::moment, .sql = "t." + parts[1]};
  if (parts[1] == "points")
    return sql_value{.is = kind::whole,
                     .sql = "coalesce((SELECT b.balance FROM point_balance b "
                            "WHERE b.customer = r.id), 0)"};
  if (parts[1] == "amount_paid")
    return sql_value{.is = kind::amount, .sql = trait(parts[1], over_traits)};
  if (parts[1] == "last_viewed_product")
    return sql_value{.sql = "json_quote(t.last_viewed_product)"};
  return std::nullopt;
}

std::optional<sql_value> value_of_paid_order(const std::vector<std::string>& parts,
                                             const std::string& alias) {
  using kind = sql_value::kind;
  if (parts.size() != 1)
    return std::nullopt;
  if (parts[0] == "paid_at")
    return sql_value{.is = kind::moment, .sql = alias + ".paid_at"};
  if (parts[0] == "amount")
    return sql_value{.is = kind::amount, .sql = alias + ".amount"};
  if (parts[0] == "id")
    return sql_value{.sql = "json_quote(" + alias + ".record)"};
  return std::nullopt;
}

/// A member of the product that a record names.
sql_value value_of_product(const std::vector<std::string>& parts, const std::string& alias) {
  const auto link = "(" + alias + ".data -> '$.\"product_id\"')";
  const auto id = "(CASE WHEN " + link + " GLOB '\"*' THEN substr(" + link + ", 2, length(" + link +
                  ") - 2) WHEN " + link + " NOT GLOB '*[^-0-9]*' THEN " + link + " END)";
  auto value = json_at(
      "(SELECT p.data FROM record p WHERE p.type = 'product' AND p.id = " + id + ")", parts, 1);
  value.guard = "instr(coalesce(" + link + ", ''), '\\') = 0";
  return value;
}

std::optional<sql_value> value_of_record(const std::vector<std::string>& parts,
                                         const value_place& at) {
  const auto data = at.alias + ".data";
  if (!segments::is_added(at.list, parts[0]))
    return json_at(data, parts, 0);
  if (parts[0] == "product" && parts.size() > 1)
    return value_of_product(parts, at.alias);
  if (parts.size() > 1)
    return std::nullopt;
  if (parts[0] == "id")
    return sql_value{.sql = "json_quote(" + at.alias + ".id)"};
  const auto paid = " FROM paid_order p WHERE p.customer = substr(" + at.alias +
                    ".owner, 10) AND p.record = " + at.alias + ".id)";
  if (parts[0] == "paid")
    return sql_value{.sql = "(CASE WHEN EXISTS (SELECT 1" + paid + " THEN 'true' ELSE 'false' " +
                            "END)"};
  if (parts[0] == "paid_on")
    return sql_value{.is = sql_value::kind::moment, .sql = "(SELECT p.paid_at" + paid};
  return std::nullopt;
}

} // namespace

std::optional<std::vector<std::string>> path_of(const expression& e) {
  if (e.op == operation::var && e.path && e.arguments.size() <= 1)
    return parts_of(*e.path);
  const bool is_plain = (e.op == operation::val || e.op == operation::exists) && e.keys &&
                        e.keys->levels_up == 0 && !e.keys->keys.empty() &&
                        std::ranges::all_of(e.keys->keys, is_plain_name);
  return is_plain ? std::optional{e.keys->keys} : std::nullopt;
}

std::optional<sql_value> value_of(const expression& e, const value_place& at, bool over_traits) {
  const auto parts = path_of(e);
  if (!parts)
    return std::nullopt;
  switch (at.is) {
  case value_place::kind::customer:
    return value_of_customer(*parts, over_traits);
  case value_place::kind::record:
    return value_of_record(*parts, at);
  case value_place::kind::paid_order:
    return value_of_paid_order(*parts, at.alias);
  case value_place::kind::element:
    break;
  }
  return sql_value{.sql = "(CASE " + at.alias + ".type WHEN 'object' THEN " +
                          json_at(at.alias + ".value", *parts, 0).sql + " END)"};
}

bool holds_without_traits(const expression& e) {
  // A rule is not made of an expression, so the few forms that by_traits takes are asked here.
  const auto none = [](const std::string& path) {
    const auto name = path.substr(path.find('.') + 1);
    const bool counts =
        name == "amount_paid" || std::ranges::find(whole_traits, name) != whole_traits.end();
    return counts ? json(0) : json();
  };
  const auto value = [&](const expression& each) {
    return each.op == operation::literal ? each.value : none(*each.path);
  };
  switch (e.op) {
  case operation::var:
    return rules::truthy(value(e));
  case operation::within:
    return false;
  case operation::to_boolean:
    return e.arguments.empty() || rules::truthy(value(e.arguments[0]));
  default:
    break;
  }
  const auto a = value(e.arguments[0]);
  const auto b = value(e.arguments[1]);
  // What is an error holds for nobody.
  const auto order = rules::compare(a, b).value_or(std::partial_ordering::unordered);
  switch (e.op) {
  case operation::loosely_equal:
    return rules::loosely_equal(a, b).value_or(false);
  case operation::strictly_equal:
    return rules::strictly_equal(a, b);
  case operation::loosely_unequal:
    return !rules::loosely_equal(a, b).value_or(true);
  case operation::strictly_unequal:
    return !rules::strictly_equal(a, b);
  case operation::less:
    return std::is_lt(order);
  case operation::less_or_equal:
    return std::is_lteq(order);
  case operation::greater:
    return std::is_gt(order);
  default:
    return std::is_gteq(order);
  }
}

} // namespace sojourn::storage
