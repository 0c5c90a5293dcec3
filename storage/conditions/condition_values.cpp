#include "storage/conditions/condition_values.hpp"

#include "base/decimal.hpp"
#include "calendar/calendar.hpp"
#include "calendar/offset.hpp"
#include "rules/coercion.hpp"
#include "rules/date_operators.hpp"
#include "rules/rule.hpp"

#include <cmath>
#include <cstdio>
#include <optional>

namespace sojourn::storage {

namespace {

const char* symbol(comparison how) {
  switch (how) {
  case comparison::equal:
    return "=";
  case comparison::unequal:
    return "<>";
  case comparison::less:
    return "<";
  case comparison::less_or_equal:
    return "<=";
  case comparison::greater:
    return ">";
  case comparison::greater_or_equal:
    break;
  }
  return ">=";
}

bool is_equality(comparison how) { return how == comparison::equal || how == comparison::unequal; }

bool holds(const decimal& a, comparison how, const decimal& b) {
  const auto order = a <=> b;
  switch (how) {
  case comparison::equal:
    return std::is_eq(order);
  case comparison::unequal:
    return std::is_neq(order);
  case comparison::less:
    return std::is_lt(order);
  case comparison::less_or_equal:
    return std::is_lteq(order);
  case comparison::greater:
    return std::is_gt(order);
  case comparison::greater_or_equal:
    break;
  }
  return std::is_gteq(order);
}

const char* flag(bool truth) { return truth ? "1" : "0"; }

/// A whole number in SQL beside a number, exactly.
std::string whole_beside(const std::string& sql, comparison how, const decimal& number) {
  const auto below = number.floor();
  if (!below) // beyond 64 bits, where no whole number of SQL lies
    return flag(holds(decimal{0}, how, number));
  if (number.is_whole())
    return "(" + sql + " " + symbol(how) + " " + std::to_string(*below) + ")";
  if (is_equality(how))
    return flag(how == comparison::unequal);
  // Between two whole numbers: at most the lower one, or above it.
  const bool is_less = how == comparison::less || how == comparison::less_or_equal;
  return "(" + sql + (is_less ? " <= " : " > ") + std::to_string(*below) + ")";
}

/// A float in SQL beside a number. SQLite may read the last bit of a float otherwise than the
/// rules do, so what is that near is not for it to say.
std::string float_beside(const std::string& sql, comparison how, const decimal& exactly) {
  const auto number = exactly.as_double();
  if (!std::isfinite(number))
    return "NULL";
  char text[64];
  std::snprintf(text, sizeof text, "%.17e", number);
  char reach[64];
  std::snprintf(reach, sizeof reach, "%.3e", std::abs(number) * 1e-9 + 1e-300);
  return "(CASE WHEN abs(" + sql + " - " + text + ") > " + reach + " THEN " + sql + " " +
         symbol(how) + " " + text + " END)";
}

/// JSON text that begins as a number beside a number. Whole numbers of up to 18 digits are sure
/// to have room in SQLite's.
std::string number_beside(const std::string& sql, comparison how, const decimal& number) {
  return "(CASE WHEN " + sql + " NOT GLOB '*[^-0-9]*' THEN CASE WHEN length(" + sql +
         ") <= 18 THEN " + whole_beside("CAST(" + sql + " AS INTEGER)", how, number) +
         " END ELSE " + float_beside("CAST(" + sql + " AS REAL)", how, number) + " END)";
}

std::string is_null(const std::string& sql) { return "coalesce(" + sql + ", 'null') = 'null'"; }
std::string is_text(const std::string& sql) { return sql + " GLOB '\"*'"; }
std::string is_number(const std::string& sql) { return sql + " GLOB '[-0-9]*'"; }
/// What stands between the quotes; exact where nothing is escaped.
std::string unquoted(const std::string& sql) {
  return "substr(" + sql + ", 2, length(" + sql + ") - 2)";
}
std::string is_plain(const std::string& sql) { return "instr(" + sql + ", '\\') = 0"; }

std::string negated_if(bool negate, std::string sql) { return negate ? "(NOT " + sql + ")" : sql; }

sql_truth guarded(const sql_value& value, sql_truth truth) {
  if (value.guard.empty())
    return truth;
  return {"(CASE WHEN " + value.guard + " THEN " + truth.sql + " END)", false, truth.may_fail};
}

/// What a value of a record that is no text, list or object is beside a number: null is 0.
std::string as_number_beside(const std::string& at, comparison how, const decimal& number) {
  return "WHEN " + at + " = 'true' THEN " + flag(holds(decimal{1}, how, number)) + " WHEN " + at +
         " = 'false' THEN " + flag(holds(decimal{}, how, number)) + " WHEN " + is_number(at) +
         " THEN " + number_beside(at, how, number);
}

/// Equality beside null, which equals what counts as 0, and no text, list or object.
sql_truth equal_null(const std::string& at) {
  return {"(coalesce(" + at + ", 'null') IN ('null', 'false', '0', '-0', '0.0', '-0.0'))", true};
}

sql_truth strictly_equal_json(const std::string& at, const json& literal) {
  if (literal.is_null())
    return {"(" + is_null(at) + ")", true};
  if (const auto number = decimal::of(literal))
    return {"(CASE WHEN " + is_number(at) + " THEN " +
                number_beside(at, comparison::equal, *number) + " ELSE 0 END)",
            false};
  return {"(" + at + " IS " + sql_text(dump(literal)) + ")", true};
}

/// Where SQL says nothing (a text beside a number, a list, an object), it may be an error.
sql_truth equal_json(const std::string& at, const json& literal) {
  if (literal.is_null())
    return equal_null(at);
  const auto number = rules::to_number(literal);
  if (!literal.is_string()) {
    const auto null_is = flag(holds(decimal{}, comparison::equal, *number));
    return {"(CASE WHEN " + is_null(at) + " THEN " + null_is + " " +
                as_number_beside(at, comparison::equal, *number) + " END)",
            false, true};
  }
  return {"(CASE WHEN " + at + " = " + sql_text(dump(literal)) + " THEN 1 WHEN " + is_null(at) +
              " OR " + is_text(at) + " THEN 0 " +
              (number ? as_number_beside(at, comparison::equal, *number) : "") + " END)",
          false, true};
}

sql_truth ordered_json(const std::string& at, comparison how, const json& literal) {
  const auto number = rules::to_number(literal);
  std::string texts = "NULL";
  if (literal.is_string()) {
    const auto& text = literal.get_ref<const std::string&>();
    if (text.find('\0') == std::string::npos)
      texts = "(CASE WHEN " + is_plain(at) + " THEN " + unquoted(at) + " " + symbol(how) + " " +
              sql_text(text) + " END)";
  }
  // Null has no order beside a text that is no number.
  const auto* null_is = flag(number && holds(decimal{}, how, *number));
  return {"(CASE WHEN " + is_null(at) + " THEN " + null_is + " WHEN " + is_text(at) + " THEN " +
              texts + " " + (number ? as_number_beside(at, how, *number) : "") + " END)",
          false, true};
}

/// A figure that is a number beside a literal; nullopt: that is for the comparison to say.
std::optional<sql_truth> beside_figure(comparison how, bool strict, const json& literal) {
  if (strict && is_equality(how) && !literal.is_number())
    return constant(how == comparison::unequal);
  if (!rules::to_number(literal)) // an error, always
    return unsure(true);
  return std::nullopt;
}

sql_truth compared_amount(const std::string& sql, comparison how, bool strict,
                          const json& literal) {
  if (const auto said = beside_figure(how, strict, literal))
    return *said;
  const auto thousandths = *rules::to_number(literal) * decimal{1000};
  return {whole_beside(sql, how, thousandths), true};
}

/// The instants x for which x <= now <= x + length.
struct window {
  std::int64_t from = 0;  ///< from here on it holds, until now
  std::int64_t below = 0; ///< below this it does not; between the two, who knows
};

window window_of(const calendar::duration& length, instant now, const std::string& zone) {
  constexpr std::int64_t day = 86'400'000;
  const auto now_ms = to_unix_ms(now);
  if (length.years == 0 && length.months == 0) {
    const auto exactly = now_ms - length.days * day - length.exact.count();
    if (length.days == 0)
      return {exactly, exactly};
    // Days are 24 hours where the clocks were not changed, neither around then nor around now.
    constexpr std::int64_t reach = 26 * 3'600'000;
    const auto then =
        calendar::only_offset(from_unix_ms(exactly - reach), from_unix_ms(exactly + reach), zone);
    const auto here =
        calendar::only_offset(from_unix_ms(now_ms - reach), from_unix_ms(now_ms + reach), zone);
    if (then && then == here)
      return {exactly, exactly};
    return {exactly + reach, exactly - reach};
  }
  // Months together have 30.44 days each, give or take a few in all; who lies between is asked.
  constexpr double days_of_month = 30.436875;
  constexpr std::int64_t reach = 7 * day;
  const auto months = std::int64_t{length.years} * 12 + length.months;
  const auto about = now_ms -
                     static_cast<std::int64_t>(static_cast<double>(months * day) * days_of_month) -
                     length.days * day - length.exact.count();
  return {about + reach, about - reach};
}

/// The milliseconds of a JSON text that is RFC 3339 to the second; NULL for any other, and in the
/// first and last year, where an offset may lead out of what is an instant.
std::string moment_of(const std::string& at) {
  const std::string two = "[0-9][0-9]";
  const auto local =
      "\"" + two + two + "-" + two + "-" + two + "T[0-2][0-9]:[0-5][0-9]:[0-5]" + "[0-9]";
  const auto wall = "substr(" + at + ", 2, 19)";
  // The modifier makes SQLite compute the date, so that 30 February shows.
  const auto is_date = "strftime('%Y-%m-%dT%H:%M:%S', " + wall + ", '+0 days') = " + wall;
  return "(CASE WHEN (" + at + " GLOB '" + local + "Z\"' OR " + at + " GLOB '" + local +
         "[-+]0[0-9]:[0-5][0-9]\"') AND substr(" + at + ", 2, 4) BETWEEN '0001' AND '9998' AND " +
         is_date + " THEN CAST(strftime('%s', " + unquoted(at) + ") AS INTEGER) * 1000 END)";
}

} // namespace

comparison mirrored(comparison how) {
  switch (how) {
  case comparison::less:
    return comparison::greater;
  case comparison::less_or_equal:
    return comparison::greater_or_equal;
  case comparison::greater:
    return comparison::less;
  case comparison::greater_or_equal:
    return comparison::less_or_equal;
  default:
    return how;
  }
}

std::string sql_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c;
    if (c == '\'')
      quoted += c;
  }
  return quoted + "'";
}

std::string joined(const std::vector<std::string>& parts, const char* with, const char* otherwise) {
  if (parts.empty())
    return otherwise;
  if (parts.size() == 1)
    return parts.front();
  const auto middle = parts.begin() + static_cast<std::ptrdiff_t>(parts.size() / 2);
  return "(" + joined({parts.begin(), middle}, with, otherwise) + with +
         joined({middle, parts.end()}, with, otherwise) + ")";
}

sql_truth truth_of(const sql_value& value) {
  switch (value.is) {
  case sql_value::kind::json_text:
    return guarded(value, {"(coalesce(" + value.sql +
                               ", 'null') NOT IN ('null', 'false', '\"\"', '[]', '0', '-0', "
                               "'0.0', '-0.0'))",
                           true});
  case sql_value::kind::whole:
  case sql_value::kind::amount:
    return {"(" + value.sql + " <> 0)", true};
  case sql_value::kind::moment:
    break;
  }
  return {"(" + value.sql + " IS NOT NULL)", true};
}

sql_truth compared_whole(const std::string& sql, comparison how, bool strict, const json& literal) {
  if (const auto said = beside_figure(how, strict, literal))
    return *said;
  return {whole_beside(sql, how, *rules::to_number(literal)), true};
}

sql_truth compared(const sql_value& value, comparison how, bool strict, const json& literal) {
  if (literal.is_structured())
    return unsure(true);
  switch (value.is) {
  case sql_value::kind::whole:
    return compared_whole(value.sql, how, strict, literal);
  case sql_value::kind::amount:
    return compared_amount(value.sql, how, strict, literal);
  case sql_value::kind::moment:
    if (is_equality(how) && literal.is_null())
      return {"(" + value.sql + (how == comparison::equal ? " IS NULL)" : " IS NOT NULL)"), true};
    return unsure(true);
  case sql_value::kind::json_text:
    break;
  }
  if (!is_equality(how))
    return guarded(value, ordered_json(value.sql, how, literal));
  auto said = strict ? strictly_equal_json(value.sql, literal) : equal_json(value.sql, literal);
  said.sql = negated_if(how == comparison::unequal, std::move(said.sql));
  return guarded(value, std::move(said));
}

sql_truth one_of(const sql_value& value, const json& list) {
  if (value.is != sql_value::kind::json_text)
    return unsure(false);
  std::string texts;
  bool has_numbers = false;
  for (const auto& each : list) {
    if (each.is_structured())
      continue; // equal to nothing but itself
    if (each.is_number()) {
      const auto number = decimal::of(each);
      const auto shown = number ? number->as_json() : json();
      if (!shown.is_number_integer())
        return unsure(false);
      has_numbers = true;
      texts += (texts.empty() ? "" : ", ") + sql_text(dump(shown));
    } else {
      texts += (texts.empty() ? "" : ", ") + sql_text(dump(each));
    }
  }
  if (texts.empty())
    return constant(false);
  const auto found = "coalesce(" + value.sql + ", 'null') IN (" + texts + ")";
  if (!has_numbers)
    return guarded(value, {"(" + found + ")", true});
  // 7.0 and 7 are the same number and other texts.
  return guarded(value, {"(CASE WHEN " + found + " THEN 1 WHEN " + is_number(value.sql) + " AND " +
                             value.sql + " GLOB '*[.eE]*' THEN NULL ELSE 0 END)",
                         false});
}

sql_truth holds_text(const sql_value& value, const std::string& text, const std::string& alias) {
  if (value.is != sql_value::kind::json_text || text.find('\0') != std::string::npos)
    return unsure(false);
  const auto& at = value.sql;
  const auto wanted = sql_text(text);
  return guarded(
      value, {"(CASE WHEN " + is_text(at) + " THEN (CASE WHEN " + at + " = '\"\"' THEN 0 WHEN " +
                  is_plain(at) + " THEN instr(" + unquoted(at) + ", " + wanted +
                  ") > 0 END) WHEN " + at + " GLOB '[[]*' THEN (CASE WHEN " + is_plain(at) +
                  " THEN EXISTS (SELECT 1 FROM json_each(" + at + ") " + alias + " WHERE " + alias +
                  ".type = 'text' AND " + alias + ".value = " + wanted + ") END) ELSE 0 END)",
              false});
}

sql_truth within(const sql_value& value, const json& length, instant now, const std::string& zone) {
  const auto read = rules::read_length(length);
  const bool is_moment = value.is == sql_value::kind::moment;
  // Adding a length to what lies after that may fail.
  static const auto latest = parse_instant("8000-01-01T00:00:00Z").value();
  if (!read || (!is_moment && value.is != sql_value::kind::json_text) || !calendar::is_zone(zone) ||
      now > latest)
    return unsure(true);
  const auto span = window_of(*read, now, zone);
  const auto until = std::to_string(to_unix_ms(now));
  const bool sharp = span.from == span.below;
  const auto inside = [&](const std::string& at) {
    const auto between = at + " BETWEEN " + std::to_string(span.from) + " AND " + until;
    return sharp ? "(" + between + ")"
                 : "(CASE WHEN " + between + " THEN 1 WHEN " + at + " < " +
                       std::to_string(span.below) + " OR " + at + " > " + until + " THEN 0 END)";
  };
  if (!is_moment)
    return guarded(value, {"(CASE WHEN coalesce(" + value.sql + ", 'null') IN ('null', '\"\"') " +
                               "THEN 0 ELSE " + inside(moment_of(value.sql)) + " END)",
                           false, true});
  return {"(CASE WHEN " + value.sql + " IS NULL THEN 0 ELSE " + inside(value.sql) + " END)", sharp,
          false};
}

} // namespace sojourn::storage
