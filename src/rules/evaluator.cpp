#include "rules/evaluator.hpp"

#include "rules/coercion.hpp"

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

std::string in_short(const json& value) {
  constexpr std::size_t most_bytes = 64;
  if (value.is_array())
    return "a list";
  if (value.is_object())
    return "an object";
  if (value.is_discarded())
    return "nothing";
  if (!value.is_string())
    return dump(value);
  const auto& text = value.get_ref<const std::string&>();
  auto end = std::min(text.size(), most_bytes);
  while (end < text.size() && end > 0 && (text[end] & 0xC0) == 0x80)
    --end;
  return dump(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

result<value> evaluator::run(const expression& root, const json& data) {
  auto outcome = evaluate(root, {data});
  if (work_.has_ended())
    return fail(work_budget_error(work_, "the condition"));
  if (failure_)
    return fail(std::move(*failure_));
  if (is_nan(outcome.get()))
    return value::null();
  return outcome;
}

value evaluator::refuse(const expression& e, std::string message, std::string_view type) {
  if (!failure_) {
    thrown_ = {{"type", type}};
    failure_ = error{error_code::invalid_rule, message, {}};
    if (!e.pointer.empty())
      failure_->details.push_back({e.pointer, std::move(message)});
  }
  return value::null();
}

value evaluator::refuse_no_number(const expression& e, const json& value) {
  return refuse(e,
                "\"" + std::string{name_of(e.op)} + "\" needs a number, and " + in_short(value) +
                    " is none",
                "NaN");
}

bool evaluator::spend_on(const json& walked) {
  if (walked.is_string())
    return work_.spend_on_bytes(walked.get_ref<const std::string&>().size());
  if (!work_.spend(1) || !walked.is_structured())
    return !work_.has_ended();
  for (const auto& element : walked) {
    if (!spend_on(element))
      return false;
  }
  return true;
}

json evaluator::take(value from) {
  if (from.is_borrowed())
    spend_on(from.get());
  if (ended())
    return nullptr;
  return std::move(from).take();
}

value evaluator::argument(const expression& e, std::size_t index, const scope& in) {
  if (index >= e.arguments.size())
    return value::borrowed(undefined());
  return evaluate(e.arguments[index], in);
}

// Kept whole: one line an operator, which a reader looks up as in a table.
value evaluator::evaluate(const expression& e, const scope& in) {
  spend(1);
  if (ended())
    return value::null();
  switch (e.op) {
  case operation::literal:
    return value::borrowed(e.value);
  case operation::list:
    return make_list(e, in);
  case operation::var:
    return read_variable(e, in);
  case operation::val: {
    auto found = read_keys(e, in);
    return found.get().is_discarded() ? value::null() : std::move(found);
  }
  case operation::exists:
    return value::boolean(!read_keys(e, in).get().is_discarded());
  case operation::missing:
    return missing(e, in);
  case operation::missing_some:
    return missing_some(e, in);
  case operation::if_else:
    return choose(e, in);
  case operation::coalesce:
    return coalesce(e, in);
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
    return value::boolean(count_that(e, 1, in) > 0);
  case operation::none:
    return value::boolean(count_that(e, 1, in) == 0);
  case operation::count:
    return count(e, in);
  case operation::log:
    return argument(e, 0, in);
  case operation::raise:
    return raise(e, in);
  case operation::attempt:
    return attempt(e, in);
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
