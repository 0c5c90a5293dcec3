#include "storage/conditions/compile_condition.hpp"

#include "rules/coercion.hpp"
#include "rules/expression.hpp"
#include "segments/lists.hpp"
#include "storage/conditions/condition_values.hpp"
#include "storage/conditions/customer_values.hpp"
#include "storage/conditions/expression_facts.hpp"

#include <algorithm>
#include <array>

namespace sojourn::storage {

namespace {

using rules::expression;
using rules::operation;
using segments::predicate;

/// The rows of a list, and where their elements are read.
struct list_rows {
  std::string from;
  std::string where;
  value_place inner;
  std::string guard{}; ///< where it does not hold, the value is no list, which is an error
};

const json* literal_of(const expression& e) {
  return e.op == operation::literal ? &e.value : nullptr;
}

class compiler {
public:
  explicit compiler(instant now) : now_{now} {}

  compiled_condition compile(const predicate& whole) {
    std::vector<std::string> must;
    std::vector<std::string> doubtful;
    bool has_set = false;
    for (const auto& [part, of] : conjuncts(whole)) {
      asked_ = of;
      const auto set = members(*part);
      has_set = has_set || set;
      if (set)
        must.push_back("r.id IN (" + set->sql + ")");
      if (set && set->certain)
        continue;
      const auto said = truth(*part, {});
      if (said.certain)
        must.push_back(said.sql);
      else
        doubtful.push_back(said.sql);
    }
    compiled_condition made{.where = joined(must, " AND ", ""),
                            .decided = joined(doubtful, " AND ", "1"),
                            .has_set = has_set};
    made.reads_traits =
        made.where.find("t.") != std::string::npos || made.decided.find("t.") != std::string::npos;
    if (made.where.size() + made.decided.size() > max_sql_bytes)
      return {.where = "", .decided = "NULL"};
    return made;
  }

private:
  struct conjunct {
    const expression* part;
    const predicate* of;
  };

  /// The parts that must all hold. An error in one of them means out, so their order is free.
  static std::vector<conjunct> conjuncts(const predicate& whole) {
    std::vector<conjunct> found;
    std::vector<conjunct> open{{&whole.condition.root(), &whole}};
    while (!open.empty()) {
      const auto [part, of] = open.back();
      open.pop_back();
      if (part->op == operation::all_of && !part->arguments.empty()) {
        for (const auto& each : part->arguments)
          open.push_back({&each, of});
      } else if (const auto* named = named_by(*part, *of)) {
        open.push_back({&named->condition.root(), named});
      } else {
        found.push_back({part, of});
      }
    }
    std::ranges::reverse(found);
    return found;
  }

  static const predicate* named_by(const expression& e, const predicate& of) {
    std::vector<rules::segment_call> calls;
    if (e.op != operation::in_segment || !rules::collect_segments(e, calls) || calls.empty())
      return nullptr;
    const auto found = of.named.find(rules::segment_key(calls[0].name, calls[0].parameters));
    return found == of.named.end() ? nullptr : found->second.get();
  }

  // ---- lists ---------------------------------------------------------------------------

  std::string new_alias() { return "e" + std::to_string(++aliases_); }

  /// The list of the customer that a `var` names.
  std::optional<std::string> list_of(const expression& e, const value_place& at) const {
    const auto parts = at.is == value_place::kind::customer && e.op != operation::exists
                           ? path_of(e)
                           : std::nullopt;
    const bool names = parts && parts->size() == 1 && asked_->lists.contains(parts->front());
    return names ? std::optional{parts->front()} : std::nullopt;
  }

  /// The rows of the list, of the customer `r` or, where `of_all`, of everybody.
  list_rows rows_of(const std::string& list, bool of_all) {
    const auto alias = new_alias();
    if (list == segments::paid_orders_list)
      return {.from = "paid_order " + alias,
              .where = of_all ? "1" : alias + ".customer = r.id",
              .inner = {value_place::kind::paid_order, alias, list}};
    const auto type = alias + ".type = " + sql_text(segments::type_of_list(list));
    const auto owner = of_all ? alias + ".owner > 'customer:' AND " + alias + ".owner < 'customer;'"
                              : alias + ".owner = 'customer:' || r.id";
    // Left to itself, SQLite goes through all records of the type for each customer.
    return {.from = "record " + alias + (of_all ? "" : " INDEXED BY record_by_owner"),
            .where = type + " AND " + owner,
            .inner = {value_place::kind::record, alias, list}};
  }

  std::optional<list_rows> rows_of(const expression& e, const value_place& at) {
    if (const auto list = list_of(e, at))
      return rows_of(*list, false);
    const auto value = value_of(e, at, over_traits_);
    if (!value || value->is != sql_value::kind::json_text || !value->guard.empty())
      return std::nullopt;
    const auto alias = new_alias();
    return list_rows{.from = "json_each(CASE WHEN " + value->sql + " GLOB '[[]*' THEN " +
                             value->sql + " ELSE '[]' END) " + alias,
                     .where = "1",
                     .inner = {value_place::kind::element, alias, {}},
                     .guard = "(coalesce(" + value->sql + ", 'null') = 'null' OR " + value->sql +
                              " GLOB '[[]*')"};
  }

  /// What is said of a list, where the value is one.
  static sql_truth guarded(const list_rows& rows, sql_truth said) {
    if (rows.guard.empty())
      return said;
    return {"(CASE WHEN " + rows.guard + " THEN " + said.sql + " END)", false, true};
  }

  /// The condition of `some`, `none`, `all` and `count` on an element.
  sql_truth body_of(const expression& e, const value_place& inner) {
    return e.arguments.size() < 2 ? constant(e.op == operation::count)
                                  : truth(e.arguments[1], inner);
  }

  sql_truth some_of(const expression& e, const value_place& at) {
    const auto rows = e.arguments.empty() ? std::nullopt : rows_of(e.arguments[0], at);
    if (!rows)
      return unsure(can_fail(e));
    const auto body = body_of(e, rows->inner);
    const auto from = " FROM " + rows->from + " WHERE " + rows->where;
    if (body.certain)
      return guarded(*rows, {"EXISTS (SELECT 1" + from + " AND " + body.sql + ")", true});
    // An element that SQL cannot judge before one that holds: where it may be an error, which
    // ends the rule, nothing is said.
    const std::string known = body.may_fail
                                  ? "count(v) < count(*) THEN NULL WHEN max(v) = 1 THEN 1"
                                  : "max(v) = 1 THEN 1 WHEN count(v) < count(*) THEN NULL";
    return guarded(*rows, {"(SELECT CASE WHEN " + known + " ELSE 0 END FROM (SELECT " + body.sql +
                               " AS v" + from + "))",
                           false, body.may_fail});
  }

  sql_truth all_of(const expression& e, const value_place& at) {
    const auto rows = e.arguments.empty() ? std::nullopt : rows_of(e.arguments[0], at);
    if (!rows)
      return unsure(can_fail(e));
    const auto body = body_of(e, rows->inner);
    const std::string known = body.may_fail
                                  ? "count(v) < count(*) THEN NULL WHEN min(v) = 0 THEN 0"
                                  : "min(v) = 0 THEN 0 WHEN count(v) < count(*) THEN NULL";
    return guarded(*rows, {"(SELECT CASE WHEN count(*) = 0 THEN 0 WHEN " + known +
                               " ELSE 1 END FROM (SELECT " + body.sql + " AS v FROM " + rows->from +
                               " WHERE " + rows->where + "))",
                           body.certain, body.may_fail});
  }

  sql_truth counted(const expression& e, const value_place& at, comparison how, bool strict,
                    const json& literal) {
    const auto rows = e.arguments.empty() ? std::nullopt : rows_of(e.arguments[0], at);
    if (!rows)
      return unsure(can_fail(e));
    const auto body = body_of(e, rows->inner);
    const auto from = " FROM " + rows->from + " WHERE " + rows->where;
    if (body.certain)
      return guarded(*rows, compared_whole("(SELECT count(*)" + from + " AND " + body.sql + ")",
                                           how, strict, literal));
    const auto low = compared_whole("low", how, strict, literal);
    const auto high = compared_whole("high", how, strict, literal);
    if (!low.certain)
      return unsure(true);
    // Between the count of those that surely hold and of those that may, an order that is the
    // same at both ends is the same in between.
    const bool is_order = how != comparison::equal && how != comparison::unequal;
    const auto agree = is_order && !body.may_fail ? low.sql + " = " + high.sql : "low = high";
    return guarded(*rows,
                   {"(SELECT CASE WHEN " + agree + " THEN " + low.sql + " END FROM (SELECT " +
                        "coalesce(sum(v), 0) AS low, coalesce(sum(v), 0) + count(*) - " +
                        "count(v) AS high FROM (SELECT " + body.sql + " AS v" + from + ")))",
                    false, body.may_fail});
  }

  // ---- truth ---------------------------------------------------------------------------

  sql_truth truth(const expression& e, const value_place& at) {
    const auto& arguments = e.arguments;
    switch (e.op) {
    case operation::literal:
      return constant(rules::truthy(e.value));
    case operation::var:
    case operation::val: {
      const auto value = value_of(e, at, over_traits_);
      return value ? truth_of(*value) : unsure(can_fail(e));
    }
    case operation::exists:
      return exists(e, at);
    case operation::negate:
    case operation::to_boolean: {
      if (arguments.empty())
        return constant(e.op == operation::negate);
      auto said = truth(arguments[0], at);
      if (e.op == operation::negate)
        said.sql = "(NOT " + said.sql + ")";
      return said;
    }
    case operation::all_of:
    case operation::any_of:
      return in_order(truths(e.arguments, at), e.op == operation::all_of);
    case operation::if_else:
      return chosen(e, at, 0);
    case operation::contains:
      return contained(e, at);
    case operation::within: {
      const auto value = value_of(arguments[0], at, over_traits_);
      const auto* length = literal_of(arguments[1]);
      return value && length ? storage::within(*value, *length, now_, asked_->zone) : unsure(true);
    }
    case operation::some:
      return some_of(e, at);
    case operation::none: {
      auto said = some_of(e, at);
      said.sql = "(NOT " + said.sql + ")";
      return said;
    }
    case operation::all:
      return all_of(e, at);
    case operation::count:
      return counted(e, at, comparison::unequal, false, json(0));
    case operation::in_segment:
      return in_segment(e, at);
    default:
      if (const auto how = comparison_of(e.op))
        return compare(e, at, *how);
      return unsure(can_fail(e));
    }
  }

  /// A member of a record is there, though it may be null, where its JSON text is.
  sql_truth exists(const expression& e, const value_place& at) const {
    const auto value = value_of(e, at, over_traits_);
    if (!value || value->is != sql_value::kind::json_text || !value->guard.empty())
      return unsure(can_fail(e));
    return {"(" + value->sql + " IS NOT NULL)", true};
  }

  sql_truth in_segment(const expression& e, const value_place& at) {
    const auto* named = named_by(e, *asked_);
    if (named == nullptr || at.is != value_place::kind::customer)
      return unsure(true);
    const auto* outer = std::exchange(asked_, named);
    auto said = truth(named->condition.root(), {});
    asked_ = outer;
    return said;
  }

  std::vector<sql_truth> truths(const std::vector<expression>& parts, const value_place& at) {
    std::vector<sql_truth> said;
    for (const auto& each : parts)
      said.push_back(truth(each, at));
    return said;
  }

  /// `and` and `or`. Where a part may fail, what comes after it counts only once it is known
  /// not to: an error ends the rule.
  static sql_truth in_order(std::vector<sql_truth> said, bool is_and) {
    if (said.empty())
      return constant(false);
    sql_truth all{.sql = "", .certain = true};
    // From the last to the first: the tail is what is said of the parts after it.
    std::string tail;
    std::vector<std::string> together; // parts in a row that cannot fail, from the last
    const char* word = is_and ? " AND " : " OR ";
    const auto close = [&] {
      if (together.empty())
        return;
      std::ranges::reverse(together);
      if (!tail.empty())
        together.push_back(std::move(tail));
      tail = joined(together, word, "1");
      together.clear();
    };
    for (auto i = said.size(); i-- > 0;) {
      all.certain = all.certain && said[i].certain;
      all.may_fail = all.may_fail || said[i].may_fail;
      const bool is_last = i + 1 == said.size();
      if (!said[i].may_fail || said[i].certain || is_last) {
        together.push_back(std::move(said[i].sql));
        continue;
      }
      close();
      tail = "(CASE " + said[i].sql +
             (is_and ? " WHEN 0 THEN 0 WHEN 1 THEN " : " WHEN 1 THEN 1 WHEN 0 THEN ") + tail +
             " END)";
    }
    close();
    all.sql = std::move(tail);
    return all;
  }

  sql_truth chosen(const expression& e, const value_place& at, std::size_t from) {
    const auto left = e.arguments.size() - from;
    if (left == 0)
      return constant(false);
    if (left == 1)
      return truth(e.arguments[from], at);
    const auto when = truth(e.arguments[from], at);
    const auto then = truth(e.arguments[from + 1], at);
    const auto otherwise = chosen(e, at, from + 2);
    return {"(CASE " + when.sql + " WHEN 1 THEN " + then.sql + " WHEN 0 THEN " + otherwise.sql +
                " END)",
            when.certain && then.certain && otherwise.certain,
            when.may_fail || then.may_fail || otherwise.may_fail};
  }

  sql_truth contained(const expression& e, const value_place& at) {
    if (e.arguments.size() < 2)
      return unsure(can_fail(e));
    const auto& needle = e.arguments[0];
    const auto& where = e.arguments[1];
    if (const auto* list = literal_of(where); list && list->is_array()) {
      const auto value = value_of(needle, at, over_traits_);
      return value ? one_of(*value, *list) : unsure(can_fail(e));
    }
    const auto* text = literal_of(needle);
    const auto value = value_of(where, at, over_traits_);
    if (text && text->is_string() && value)
      return holds_text(*value, text->get<std::string>(), new_alias());
    return unsure(can_fail(e));
  }

  sql_truth compare(const expression& e, const value_place& at, comparison how) {
    const auto& arguments = e.arguments;
    const bool strict = e.op == operation::strictly_equal || e.op == operation::strictly_unequal;
    // Each beside the next; what comes after a pair that does not hold is not looked at.
    std::vector<sql_truth> pairs;
    for (std::size_t i = 1; i < arguments.size(); ++i)
      pairs.push_back(compare(arguments[i - 1], arguments[i], at, how, strict));
    return in_order(std::move(pairs), true);
  }

  sql_truth compare(const expression& a, const expression& b, const value_place& at, comparison how,
                    bool strict) {
    const auto* left = literal_of(a);
    const auto* right = literal_of(b);
    if ((left == nullptr) == (right == nullptr))
      return unsure(!strict || can_fail(a) || can_fail(b));
    const auto& side = left ? b : a;
    const auto& literal = left ? *left : *right;
    const auto seen = left ? mirrored(how) : how;
    if (side.op == operation::count)
      return counted(side, at, seen, strict, literal);
    const auto value = value_of(side, at, over_traits_);
    return value ? compared(*value, seen, strict, literal) : unsure(!strict || can_fail(side));
  }

  // ---- sets of members -----------------------------------------------------------------

  /// SQL that gives the ids of all customers for whom `e` may hold, found without a look at
  /// each; certain: of those alone for whom it does. nullopt where there is no such way.
  std::optional<sql_truth> members(const expression& e) {
    switch (e.op) {
    case operation::some:
      return e.arguments.size() < 2 ? std::nullopt : owners(e, 1);
    case operation::any_of: {
      std::vector<std::string> parts;
      bool certain = true;
      for (const auto& each : e.arguments) {
        const auto set = members(each);
        if (!set)
          return std::nullopt;
        parts.push_back(set->sql);
        certain = certain && set->certain;
      }
      if (parts.empty() || parts.size() > 20)
        return std::nullopt;
      std::string all;
      for (const auto& part : parts)
        all += (all.empty() ? "SELECT * FROM (" : " UNION SELECT * FROM (") + part + ")";
      return sql_truth{all, certain};
    }
    case operation::count:
      return owners(e, 1);
    case operation::var:
    case operation::within:
    case operation::to_boolean:
      return by_traits(e);
    default:
      break;
    }
    const auto how = comparison_of(e.op);
    if (!how || e.arguments.size() != 2)
      return std::nullopt;
    const auto* left = literal_of(e.arguments[0]);
    const auto* right = literal_of(e.arguments[1]);
    if ((left == nullptr) == (right == nullptr))
      return std::nullopt;
    const auto& side = left ? e.arguments[1] : e.arguments[0];
    const auto& literal = left ? *left : *right;
    if (side.op != operation::count)
      return by_traits(e);
    const auto fewest = fewest_of(left ? mirrored(*how) : *how, literal);
    return fewest ? owners(side, *fewest) : std::nullopt;
  }

  /// Who owns at least so many elements of a list for which the condition may hold.
  std::optional<sql_truth> owners(const expression& e, std::int64_t fewest) {
    const auto list = e.arguments.empty() ? std::nullopt : list_of(e.arguments[0], {});
    if (!list)
      return std::nullopt;
    const auto rows = rows_of(*list, true);
    const auto body = body_of(e, rows.inner);
    const bool is_paid = rows.inner.is == value_place::kind::paid_order;
    const auto owner = rows.inner.alias + (is_paid ? ".customer" : ".owner");
    const auto sql = "SELECT " + (is_paid ? owner : "substr(" + owner + ", 10)") + " FROM " +
                     rows.from + " WHERE " + rows.where + " AND " +
                     (body.certain ? body.sql : "(" + body.sql + ") IS NOT 0") + " GROUP BY " +
                     owner + " HAVING count(*) >= " + std::to_string(fewest);
    return sql_truth{sql, body.certain};
  }

  /// Who has traits for which `e`, which looks at one of them, may hold: where it does not hold
  /// for those who have none.
  std::optional<sql_truth> by_traits(const expression& e) {
    const auto reads_one_trait = [](const expression& each) {
      return each.op == operation::literal ||
             (each.op == operation::var && each.path && each.path->starts_with("traits.") &&
              *each.path != "traits.points"); // kept elsewhere
    };
    const bool simple = e.op == operation::var ? reads_one_trait(e)
                                               : std::ranges::all_of(e.arguments, reads_one_trait);
    if (!simple || holds_without_traits(e))
      return std::nullopt;
    over_traits_ = true;
    const auto said = truth(e, {});
    over_traits_ = false;
    if (said.sql == "NULL")
      return std::nullopt;
    return sql_truth{"SELECT t.customer FROM trait t WHERE " +
                         (said.certain ? said.sql : "(" + said.sql + ") IS NOT 0"),
                     said.certain};
  }

  instant now_;
  const predicate* asked_ = nullptr; ///< whose expression is being compiled
  bool over_traits_ = false;         ///< `t` is a row that is there
  int aliases_ = 0;
};

} // namespace

compiled_condition compile_condition(const segments::predicate& asked, instant now) {
  return compiler{now}.compile(asked);
}

} // namespace sojourn::storage
