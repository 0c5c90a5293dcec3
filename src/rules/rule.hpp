// Conditions: JsonLogic, parsed once and evaluated often.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

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
};

struct program;
struct expression;

/// A segment as conditions ask for it: its name and, where they give any, the parameters.
[[nodiscard]] std::string segment_key(const std::string& name, const json& parameters);

/// Steps one evaluation may take: an operator, or a value or 64 bytes of text copied.
/// Far beyond any real condition, it ends the nested loops of a hostile one.
inline constexpr std::size_t max_evaluation_steps = 1'000'000;

/// A parsed condition. Cheap to copy, immutable, safe to share between threads.
///
/// Operators: the whole public JsonLogic set with JavaScript's coercions (texts are
/// counted and compared by code point, not by UTF-16 unit; `log` yields its argument
/// and logs nothing; a result that is no finite number becomes null), and these:
///
/// | rule | value |
/// |---|---|
/// | {"now": []} | the present instant, RFC 3339 |
/// | {"date": x} | x as RFC 3339 in UTC |
/// | {"local_date": x} | the day of x by the wall clock of the zone, "2026-03-01" |
/// | {"date_add": [x, "P25D"]} | x plus the duration, by the calendar of the zone |
/// | {"date_diff": [a, b, "days"]} | b minus a in whole days, hours, minutes or seconds |
/// | {"within": [x, "P30D"]} | whether x <= now < x + P30D |
/// | {"count": [list, condition]} | of how many elements the condition holds; without one, all |
/// | {"in_segment": "name"} | whether the subject is in the segment |
/// | {"in_segment": ["name", {"days": 60}]} | the same with these parameters of a group |
/// | {"outcome": "step"}, {"outcome": ["step", "field"]} | the outcome of an earlier send |
///
/// A date x is RFC 3339 text, local text in the zone, or integer milliseconds since 1970.
/// Where x is null or "", there is no date: `date`, `local_date` and `date_add` are null, `within`
/// is false, and `date_diff` is NaN, which is neither less nor greater than anything.
class rule {
public:
  /// The rule that is always true (JSON `true`).
  rule();

  /// Reads JsonLogic. Unknown operators and wrong argument counts of the added
  /// operators are errors (invalid_rule), each with its JSON pointer below `pointer`;
  /// all of them are reported, not only the first. So are objects with more or less than
  /// one key (JsonLogic has no literal objects), literal durations, units and segment
  /// names that are none, and nesting beyond json_max_depth.
  [[nodiscard]] static result<rule> parse(const json& source, std::string_view pointer = "");

  /// The value of the rule over `data`. Errors (invalid_rule): a date that is none,
  /// an unknown zone, a segment that cannot be asked, more than max_evaluation_steps.
  /// Each names the operator by its JSON pointer.
  [[nodiscard]] result<json> evaluate(const json& data, const environment& env = {}) const;

  /// JsonLogic truth of evaluate().
  [[nodiscard]] result<bool> test(const json& data, const environment& env = {}) const;

  /// The dotted paths of data that the rule may read, from the top: literal `var`,
  /// `missing` and `missing_some` arguments outside of map/filter/reduce/all/some/none
  /// bodies. nullopt when a path is computed, so any path may be read.
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
