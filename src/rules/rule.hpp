// Conditions: JsonLogic, parsed once and evaluated often.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/work_budget.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace sojourn::rules {

/// What a rule may look at besides its data. Everything is passed in; a rule reads no clock.
struct environment {
  /// The instant that `now` and `within` speak of.
  instant now{};
  /// IANA zone in which dates without an offset are read and days are counted.
  std::string zone = "UTC";
  /// Whether the subject is in a segment, named by its segment_key; empty: `in_segment` is
  /// an error.
  std::function<result<bool>(const std::string& segment)> in_segment{};
  /// The outcome of a named earlier send as JSON: {"status": "accepted", …} or null.
  std::function<json(const std::string& step)> outcome{};
  /// What several evaluations for one question may take together; nullptr: max_evaluation_units
  /// for each.
  work_budget* work = nullptr;
};

struct program;
struct expression;

/// A segment as conditions ask for it: its name and, where they give any, the parameters.
[[nodiscard]] std::string segment_key(const std::string& name, const json& parameters);

/// Units of work that one evaluation may take where no budget is given (work_budget.hpp). Far
/// beyond any real condition, it ends the nested loops and long texts of a hostile one within a
/// tenth of a second.
inline constexpr std::uint64_t max_evaluation_units = 1'000'000;

/// A parsed condition. Cheap to copy, immutable, safe to share between threads.
///
/// Operators: the whole JsonLogic set as the community describes it (json-logic/compat-tables):
/// `-`, `/`, `%` and comparisons take any number of arguments, arithmetic is decimal, and what
/// would have to be a number and is none is an error. Texts are counted and compared by code
/// point; `log` yields its argument and logs nothing; a loop over a missing list goes over none.
/// And these:
///
/// | rule | value |
/// |---|---|
/// | {"now": []} | the present instant, RFC 3339 |
/// | {"date": x} | x as RFC 3339 in UTC |
/// | {"local_date": x} | the day of x by the wall clock of the zone, "2026-03-01" |
/// | {"date_add": [x, "P25D"]} | x plus the duration, by the calendar of the zone; "-P3D" is
/// earlier | | {"date_diff": [a, b, "days"]} | b minus a in whole days, hours, minutes or seconds |
/// | {"within": [x, "P30D"]} | whether x <= now <= x + P30D |
/// | {"count": [list, condition]} | of how many elements the condition holds; without one, all |
/// | {"in_segment": "name"} | whether the subject is in the segment |
/// | {"in_segment": ["name", {"days": 60}]} | the same with these parameters of a group |
/// | {"outcome": "step"}, {"outcome": ["step", "field"]} | the outcome of an earlier send |
///
/// A date x is RFC 3339 text, local text in the zone, or integer milliseconds since 1970, at least
/// 10^11 of them before or after: a smaller number is an error, for it is meant otherwise.
/// Where x is null or "", there is no date: `date`, `local_date` and `date_add` are null, `within`
/// is false, and `date_diff` is NaN, which is neither less nor greater than anything.
class rule {
public:
  /// The rule that is always true (JSON `true`).
  rule();

  /// Reads JsonLogic. Unknown operators and wrong argument counts are errors (invalid_rule),
  /// each with its JSON pointer below `pointer`; all of them are reported, not only the first.
  /// So are objects with more than one key (the only literal object is the empty one), literal
  /// lists, durations, units and segment names that are none, and nesting beyond json_max_depth.
  [[nodiscard]] static result<rule> parse(const json& source, std::string_view pointer = "");

  /// The value of the rule over `data`. Errors: invalid_rule for an argument that is no number,
  /// list or date and would have to be one, a division by 0, an unknown zone, a segment that
  /// cannot be asked, each with the JSON pointer of its operator; too_expensive for
  /// more work than the budget allows, and question_ended where its token ended it.
  [[nodiscard]] result<json> evaluate(const json& data, const environment& env = {}) const;

  /// JsonLogic truth of evaluate().
  [[nodiscard]] result<bool> test(const json& data, const environment& env = {}) const;

  /// The dotted paths of data that the rule may read, from the top: literal arguments of `var`,
  /// `val`, `exists`, `missing` and `missing_some`, but for those that read elements in the body
  /// of a loop. nullopt when a path is computed, so any path may be read.
  [[nodiscard]] const std::optional<std::set<std::string>>& paths() const;

  /// What it was parsed to; lives as long as the rule (rules/expression.hpp).
  [[nodiscard]] const expression& root() const;

  /// The source it was parsed from.
  [[nodiscard]] const json& source() const;

  /// Whether the rule is the literal `true`.
  [[nodiscard]] bool is_always() const;

private:
  explicit rule(std::shared_ptr<const program> program);
  std::shared_ptr<const program> program_;
};

/// JsonLogic truth: false, null, 0, "", [] are false; all else is true.
[[nodiscard]] bool truthy(const json& value);

} // namespace sojourn::rules
