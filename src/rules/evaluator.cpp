#include "rules/evaluator.hpp"

#include "rules/coercion.hpp"

#include <cmath>

namespace sojourn::rules {

value value::borrowed(const json& at) {
  value result;
  result.at_ = &at;
  return result;
}

value value::owned(json made) {
  value result;
  result.made_ = std::move(made);
  return result;
}

value value::null() {
  static const json nothing;
  return borrowed(nothing);
}

value value::boolean(bool truth) {
  static const json yes = true;
  static const json no = false;
  return borrowed(truth ? yes : no);
}

json value::take() && {
  if (get().is_discarded())
    return nullptr;
  return at_ != nullptr ? *at_ : std::move(made_);
}

result<value> evaluator::run(const expression& root, const json& data) {
  auto outcome = evaluate(root, {data});
  if (failure_)
    return fail(std::move(*failure_));
  const auto& at = outcome.get();
  if (at.is_number_float() && !std::isfinite(at.get<double>()))
    return value::null();
  return outcome;
}

value evaluator::refuse(const expression& e, std::string message) {
  if (!failure_) {
    failure_ = error{error_code::invalid_rule, message, {}};
    if (!e.pointer.empty())
      failure_->details.push_back({e.pointer, std::move(message)});
  }
  return value::null();
}

void evaluator::spend(std::size_t steps) {
  steps_ += steps;
  if (steps_ > max_evaluation_steps && !failure_)
    failure_ = error{error_code::invalid_rule, "the rule takes more than " +
                                                   std::to_string(max_evaluation_steps) +
                                                   " steps over this data"};
}

void evaluator::spend_on(const json& walked) {
  spend(walked.is_string() ? 1 + walked.get_ref<const std::string&>().size() / bytes_per_step : 1);
  if (!walked.is_structured())
    return;
  for (const auto& element : walked) {
    if (failure_)
      return;
    spend_on(element);
  }
}

json evaluator::take(value from) {
  if (from.is_borrowed())
    spend_on(from.get());
  if (failure_)
    return nullptr;
  return std::move(from).take();
}

value evaluator::argument(const expression& e, std::size_t index, scope in) {
  if (index >= e.arguments.size())
    return value::borrowed(undefined());
  return evaluate(e.arguments[index], in);
}

/// What `from` holds, paid for as JavaScript's conversions walk it.
const json& evaluator::coerced(const value& from) {
  if (from.get().is_structured())
    spend_on(from.get());
  return from.get();
}

double evaluator::number(const expression& e, std::size_t index, scope in) {
  return to_number(coerced(argument(e, index, in)));
}

value evaluator::evaluate(const expression& e, scope in) {
  spend(1);
  if (failure_)
    return value::null();
  switch (e.op) {
  case operation::literal:
    return value::borrowed(e.value);
  case operation::list:
    return make_list(e, in);
  case operation::var:
    return read_variable(e, in);
  case operation::missing:
    return missing(e, in);
  case operation::missing_some:
    return missing_some(e, in);
  case operation::if_else:
    return choose(e, in);
  case operation::all_of:
    return first_that_is(false, e, in);
  case operation::any_of:
    return first_that_is(true, e, in);
  case operation::loosely_equal:
  case operation::strictly_equal:
  case operation::loosely_unequal:
  case operation::strictly_unequal:
  case operation::greater:
  case operation::greater_or_equal:
  case operation::less:
  case operation::less_or_equal:
    return compare(e, in);
  case operation::negate:
    return value::boolean(!truthy(argument(e, 0, in).get()));
  case operation::to_boolean:
    return value::boolean(truthy(argument(e, 0, in).get()));
  case operation::add:
  case operation::subtract:
  case operation::multiply:
  case operation::divide:
  case operation::modulo:
    return arithmetic(e, in);
  case operation::min:
  case operation::max:
    return extreme(e, in);
  case operation::concatenate:
    return concatenate(e, in);
  case operation::substring:
    return substring(e, in);
  case operation::contains:
    return contains(e, in);
  case operation::merge:
    return merge(e, in);
  case operation::map:
    return map(e, in);
  case operation::filter:
    return filter(e, in);
  case operation::reduce:
    return reduce(e, in);
  case operation::all:
    return all(e, in);
  case operation::some:
    return value::boolean(any(e, in));
  case operation::none:
    return value::boolean(!any(e, in));
  case operation::count:
    return count(e, in);
  case operation::log:
    return argument(e, 0, in);
  case operation::now:
    return value::owned(to_text(env_.now));
  case operation::date:
  case operation::local_date:
  case operation::date_add:
  case operation::date_diff:
  case operation::within:
    return date_operator(e, in);
  case operation::in_segment:
    return in_segment(e, in);
  case operation::outcome:
    return outcome(e, in);
  }
  return value::null();
}

} // namespace sojourn::rules
