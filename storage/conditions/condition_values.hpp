// Values that a compiled condition reads, and what SQL can say of one and a literal.
//
// A value of a record is handled as its JSON text, which `->` gives: records are stored as
// `dump` writes them, so equal texts are equal values, and the first letter tells the kind.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <string>
#include <vector>

namespace sojourn::storage {

/// Truth as SQL: 1, 0, or NULL for "ask the row".
struct sql_truth {
  std::string sql;
  bool certain = false;  ///< never NULL
  bool may_fail = false; ///< NULL may stand for an error of the rule
};

[[nodiscard]] inline sql_truth constant(bool truth) { return {truth ? "1" : "0", true, false}; }
[[nodiscard]] inline sql_truth unsure(bool may_fail) { return {"NULL", false, may_fail}; }

struct sql_value {
  enum class kind {
    json_text, ///< a JSON value as text; NULL where it is missing
    whole,     ///< a whole number of a trait, never NULL
    amount,    ///< thousandths, which are shown as a number, never NULL
    moment,    ///< milliseconds, which are shown as RFC 3339; NULL is null
  };
  kind is = kind::json_text;
  std::string sql;
  std::string guard{}; ///< where it does not hold, SQL cannot tell the value
};

enum class comparison { equal, unequal, less, less_or_equal, greater, greater_or_equal };
/// a OP b as b OP' a.
[[nodiscard]] comparison mirrored(comparison how);

[[nodiscard]] std::string sql_text(std::string_view text);
/// Parts joined by " AND " or " OR ", nested as shallowly as can be; empty: `otherwise`.
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, const char* with,
                                 const char* otherwise);

/// JsonLogic's truth of the value.
[[nodiscard]] sql_truth truth_of(const sql_value& value);
/// The value compared with a literal; `strict`: === and !==.
[[nodiscard]] sql_truth compared(const sql_value& value, comparison how, bool strict,
                                 const json& literal);
/// A whole number that is never NULL compared with a literal, as `compared` does.
[[nodiscard]] sql_truth compared_whole(const std::string& sql, comparison how, bool strict,
                                       const json& literal);
/// Whether the value is one of a literal list.
[[nodiscard]] sql_truth one_of(const sql_value& value, const json& list);
/// Whether the text or list holds a literal text.
[[nodiscard]] sql_truth holds_text(const sql_value& value, const std::string& text,
                                   const std::string& alias);
/// Whether {"within": [value, length]} at `now`.
[[nodiscard]] sql_truth within(const sql_value& value, const json& length, instant now,
                               const std::string& zone);

} // namespace sojourn::storage
