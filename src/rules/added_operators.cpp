// The operators that Sojourn adds to JsonLogic: dates, segments, outcomes.
#include "rules/coercion.hpp"
#include "rules/date_operators.hpp"
#include "rules/evaluator.hpp"

#include <limits>

namespace sojourn::rules {

value evaluator::date_operator(const expression& e, const scope& in) {
  constexpr std::size_t units_of_a_date = 20; // calendars take their time
  spend(units_of_a_date);
  const auto date = argument(e, 0, in);
  if (!spend_on(date.get()) || ended())
    return value::null();
  const auto first = read_date(date.get(), env_.zone);
  if (!first)
    return refuse(e, first.error().message);
  // Without a date there is nothing to count: see rule.hpp.
  const auto nothing = [&] {
    return e.op == operation::within      ? value::boolean(false)
           : e.op == operation::date_diff ? value::owned(std::numeric_limits<double>::quiet_NaN())
                                          : value::null();
  };
  if (!*first)
    return nothing();
  switch (e.op) {
  case operation::date:
    return value::owned(to_text(**first));
  case operation::local_date: {
    const auto local = calendar::to_local_text(**first, env_.zone);
    return local ? value::owned(local->substr(0, std::string_view{"2026-03-01"}.size()))
                 : refuse(e, local.error().message);
  }
  case operation::within:
    return within(e, **first, in);
  case operation::date_add: {
    const auto shift = argument(e, 1, in);
    if (!spend_on(shift.get()) || ended())
      return value::null();
    const auto length = read_shift(shift.get());
    if (!length)
      return refuse(e, length.error().message);
    const auto sum = shifted(**first, *length, env_.zone);
    return sum ? value::owned(to_text(*sum)) : refuse(e, sum.error().message);
  }
  default:
    break;
  }
  const auto other = argument(e, 1, in);
  if (!spend_on(other.get()) || ended())
    return value::null();
  const auto second = read_date(other.get(), env_.zone);
  if (!second)
    return refuse(e, second.error().message);
  if (!*second)
    return nothing();
  const auto unit = read_unit(argument(e, 2, in).get());
  if (!unit)
    return refuse(e, unit.error().message);
  const auto count = count_between(**first, **second, *unit, env_.zone);
  return count ? value::owned(*count) : refuse(e, count.error().message);
}

value evaluator::within(const expression& e, instant date, const scope& in) {
  const auto given = argument(e, 1, in);
  if (!spend_on(given.get()) || ended())
    return value::null();
  const auto length = read_length(given.get());
  if (!length)
    return refuse(e, length.error().message);
  if (date > env_.now)
    return value::boolean(false);
  const auto until = calendar::add(date, *length, env_.zone);
  if (!until)
    return refuse(e, until.error().message);
  return value::boolean(env_.now <= *until);
}

value evaluator::in_segment(const expression& e, const scope& in) {
  const auto name = argument(e, 0, in);
  if (!name.get().is_string())
    return refuse(e, "\"in_segment\" takes the name of a segment, not " + in_short(name.get()));
  const auto segment = segment_key(name.get().get_ref<const std::string&>(),
                                   e.arguments.size() > 1 ? e.arguments[1].value : json());
  if (!env_.in_segment)
    return refuse(e, "\"in_segment\" cannot be asked here: no subject is known");
  const auto member = env_.in_segment(segment);
  if (!member && (member.error().code == error_code::too_expensive ||
                  member.error().code == error_code::question_ended)) {
    failure_ = member.error(); // no error of the condition, and nothing catches it
    exhausted_ = true;
    return value::null();
  }
  if (!member)
    return refuse(e, "the segment \"" + segment + "\" cannot be asked: " + member.error().message);
  return value::boolean(*member);
}

value evaluator::outcome(const expression& e, const scope& in) {
  const auto step = argument(e, 0, in);
  if (!step.get().is_string())
    return refuse(e, "\"outcome\" takes the name of a step, not " + in_short(step.get()));
  spend_on(step.get());
  auto whole =
      env_.outcome ? env_.outcome(step.get().get_ref<const std::string&>()) : json(nullptr);
  if (e.arguments.size() < 2)
    return value::owned(std::move(whole));
  const auto field = to_string(argument(e, 1, in).get());
  const auto* found = find_path(whole, field);
  return found != nullptr ? value::owned(*found) : value::null();
}

} // namespace sojourn::rules
