// The operators that Sojourn adds to JsonLogic: dates, segments, outcomes.
#include "rules/coercion.hpp"
#include "rules/date_operators.hpp"
#include "rules/evaluator.hpp"

#include <limits>

namespace sojourn::rules {

value evaluator::date_operator(const expression& e, scope in) {
  const auto first = read_date(argument(e, 0, in).get(), env_.zone);
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
    const auto length = read_length(argument(e, 1, in).get());
    if (!length)
      return refuse(e, length.error().message);
    const auto sum = calendar::add(**first, *length, env_.zone);
    return sum ? value::owned(to_text(*sum)) : refuse(e, sum.error().message);
  }
  default:
    break;
  }
  const auto second = read_date(argument(e, 1, in).get(), env_.zone);
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

value evaluator::within(const expression& e, instant date, scope in) {
  const auto length = read_length(argument(e, 1, in).get());
  if (!length)
    return refuse(e, length.error().message);
  if (date > env_.now)
    return value::boolean(false);
  const auto until = calendar::add(date, *length, env_.zone);
  if (!until)
    return refuse(e, until.error().message);
  return value::boolean(env_.now < *until);
}

value evaluator::in_segment(const expression& e, scope in) {
  const auto name = argument(e, 0, in);
  if (!name.get().is_string())
    return refuse(e, "\"in_segment\" takes the name of a segment, not " +
                         to_string(name.get()).substr(0, 64));
  const auto segment = segment_key(name.get().get_ref<const std::string&>(),
                                   e.arguments.size() > 1 ? e.arguments[1].value : json());
  if (!env_.in_segment)
    return refuse(e, "\"in_segment\" cannot be asked here: no subject is known");
  const auto member = env_.in_segment(segment);
  if (!member)
    return refuse(e, "the segment \"" + segment + "\" cannot be asked: " + member.error().message);
  return value::boolean(*member);
}

value evaluator::outcome(const expression& e, scope in) {
  const auto step = argument(e, 0, in);
  if (!step.get().is_string())
    return refuse(e, "\"outcome\" takes the name of a step, not " +
                         to_string(step.get()).substr(0, 64));
  auto whole =
      env_.outcome ? env_.outcome(step.get().get_ref<const std::string&>()) : json(nullptr);
  if (e.arguments.size() < 2)
    return value::owned(std::move(whole));
  const auto field = to_string(argument(e, 1, in).get());
  const auto* found = find_path(whole, field);
  return found != nullptr ? value::owned(*found) : value::null();
}

} // namespace sojourn::rules
