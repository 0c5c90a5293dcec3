// Operators over single values: comparisons, numbers, text.
#include "rules/coercion.hpp"
#include "rules/evaluator.hpp"
#include "rules/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace sojourn::rules {

namespace {

std::size_t text_bytes(const json& value) {
  return value.is_string() ? value.get_ref<const std::string&>().size() : 0;
}

value nan() { return value::owned(std::numeric_limits<double>::quiet_NaN()); }

/// In time that grows with the length of the text and not with its product with that of `part`.
bool holds_part(std::string_view text, std::string_view part) {
  return part.empty() || ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

} // namespace

// ---- comparisons -------------------------------------------------------------------------

/// Each argument beside the next, until one pair does not hold; what comes after is not looked at.
value evaluator::compare(const expression& e, const scope& in) {
  auto left = argument(e, 0, in);
  for (std::size_t i = 1; i < e.arguments.size(); ++i) {
    auto right = argument(e, i, in);
    if (ended() || !holds(e, left.get(), right.get()))
      return value::boolean(false);
    left = std::move(right);
  }
  return value::boolean(true);
}

bool evaluator::holds(const expression& e, const json& a, const json& b) {
  if (const auto both = std::min(text_bytes(a), text_bytes(b)); both > work_budget::bytes_per_unit)
    work_.spend_on_bytes(both);
  if (a.is_structured() && b.is_structured())
    spend(1);
  switch (e.op) {
  case operation::strictly_equal:
    return strictly_equal(a, b);
  case operation::strictly_unequal:
    return !strictly_equal(a, b);
  case operation::loosely_equal:
  case operation::loosely_unequal:
    if (const auto same = loosely_equal(a, b))
      return *same == (e.op == operation::loosely_equal);
    break;
  default:
    if (const auto order = rules::compare(a, b)) {
      switch (e.op) {
      case operation::greater:
        return std::is_gt(*order);
      case operation::greater_or_equal:
        return std::is_gteq(*order);
      case operation::less:
        return std::is_lt(*order);
      default:
        return std::is_lteq(*order);
      }
    }
  }
  refuse(e,
         "\"" + std::string{name_of(e.op)} + "\" cannot compare " + in_short(a) + " with " +
             in_short(b) + ": " + in_short(!to_number(a) && !is_nan(a) ? a : b) + " is no number",
         "NaN");
  return false;
}

// ---- numbers -----------------------------------------------------------------------------

std::optional<decimal> evaluator::number(const expression& e, const json& from) {
  if (text_bytes(from) > work_budget::bytes_per_unit)
    spend_on(from);
  auto read = to_number(from);
  if (!read && !is_nan(from))
    refuse_no_number(e, from);
  return read;
}

/// Towards 0; at the ends of 64 bits where it lies beyond them.
std::optional<std::int64_t> evaluator::whole_number(const expression& e, const json& from) {
  const auto read = number(e, from);
  if (!read)
    return std::nullopt;
  using limits = std::numeric_limits<std::int64_t>;
  return read->truncated().value_or(read->is_negative() ? limits::min() : limits::max());
}

value evaluator::from_number(const expression& e, const decimal& number) {
  auto shown = number.as_json();
  if (shown.is_number_float() && !std::isfinite(shown.get<double>()))
    return refuse(e, "the outcome of \"" + std::string{name_of(e.op)} + "\" is too large a number",
                  "NaN");
  return value::owned(std::move(shown));
}

value evaluator::arithmetic(const expression& e, const scope& in) {
  std::optional<decimal> total;
  std::size_t count = 0;
  bool unknown = false; // a part is NaN, and so is the whole
  each_argument(e, in, [&](const json& operand) {
    const auto next = number(e, operand);
    if (!next) {
      unknown = true;
      return !ended();
    }
    if (count++ == 0) {
      total = next;
      return true;
    }
    switch (e.op) {
    case operation::add:
      total = *total + *next;
      break;
    case operation::subtract:
      total = *total - *next;
      break;
    case operation::multiply:
      total = *total * *next;
      break;
    case operation::divide:
      total = total->divided_by(*next);
      break;
    default:
      total = total->remainder(*next);
      break;
    }
    if (!total)
      refuse(e, "\"" + std::string{name_of(e.op)} + "\" cannot divide by 0", "NaN");
    return total.has_value();
  });
  if (ended())
    return value::null();
  if (unknown)
    return nan();
  if (count == 0)
    return value::owned(e.op == operation::multiply ? 1 : 0);
  if (count == 1 && e.op == operation::subtract)
    total = -*total;
  if (count == 1 && e.op == operation::divide) {
    total = decimal{1}.divided_by(*total);
    if (!total)
      return refuse(e, "\"/\" cannot divide by 0", "NaN");
  }
  return from_number(e, *total);
}

value evaluator::extreme(const expression& e, const scope& in) {
  std::optional<decimal> best;
  bool unknown = false;
  each_argument(e, in, [&](const json& operand) {
    const auto next = number(e, operand);
    unknown = unknown || !next;
    if (next && (!best || (e.op == operation::max ? *next > *best : *next < *best)))
      best = next;
    return !ended();
  });
  if (ended())
    return value::null();
  return unknown || !best ? nan() : from_number(e, *best);
}

// ---- text --------------------------------------------------------------------------------

value evaluator::concatenate(const expression& e, const scope& in) {
  std::string text;
  each_argument(e, in, [&](const json& part) {
    if (!spend_on(part))
      return false;
    if (part.is_string())
      text += part.get_ref<const std::string&>();
    else if (!is_nullish(part))
      text += to_string(part);
    return true;
  });
  return ended() ? value::null() : value::owned(std::move(text));
}

value evaluator::substring(const expression& e, const scope& in) {
  const auto from = argument(e, 0, in);
  if (!spend_on(from.get()))
    return value::null();
  const auto text = to_string(from.get());
  const auto size = static_cast<std::int64_t>(count_code_points(text));
  auto begin = whole_number(e, argument(e, 1, in).get()).value_or(0);
  begin = begin < 0 ? std::max<std::int64_t>(0, begin < -size ? 0 : size + begin)
                    : std::min(begin, size);
  auto length = size - begin;
  if (e.arguments.size() > 2) {
    const auto wanted = whole_number(e, argument(e, 2, in).get()).value_or(0);
    // A negative length leaves that many off the end, as in PHP.
    length = wanted >= 0 ? std::min(length, wanted) : wanted < -length ? 0 : length + wanted;
  }
  if (ended())
    return value::null();
  const auto first = byte_of(text, static_cast<std::size_t>(begin));
  const auto last = byte_of(text, static_cast<std::size_t>(begin + length));
  return value::owned(text.substr(first, last - first));
}

value evaluator::contains(const expression& e, const scope& in) {
  const auto wanted = argument(e, 0, in);
  const auto container = argument(e, 1, in);
  const auto& where = container.get();
  if (where.is_string()) {
    const auto& text = where.get_ref<const std::string&>();
    if (!work_.spend_on_bytes(text.size()) || !spend_on(wanted.get()))
      return value::null();
    return value::boolean(!text.empty() && holds_part(text, to_string(wanted.get())));
  }
  if (!where.is_array())
    return value::boolean(false);
  constexpr std::size_t comparisons_per_unit = 4;
  spend(where.size() / comparisons_per_unit);
  const auto bytes = text_bytes(wanted.get());
  for (const auto& element : where) {
    if (bytes > work_budget::bytes_per_unit && text_bytes(element) == bytes)
      work_.spend_on_bytes(bytes);
    if (ended())
      return value::null();
    if (strictly_equal(wanted.get(), element))
      return value::boolean(true);
  }
  return value::boolean(false);
}

} // namespace sojourn::rules
