// One evaluation of an expression over data, without copying the data.
#pragma once

#include "base/decimal.hpp"
#include "base/work_budget.hpp"
#include "rules/expression.hpp"
#include "rules/rule.hpp"

namespace sojourn::rules {

/// A value that an evaluation met, where it is, or made, which it then owns.
class value {
public:
  /// `at` must outlive the value.
  [[nodiscard]] static value borrowed(const json& at);
  [[nodiscard]] static value owned(json made);
  [[nodiscard]] static value null();
  [[nodiscard]] static value boolean(bool truth);

  [[nodiscard]] const json& get() const { return at_ != nullptr ? *at_ : made_; }
  [[nodiscard]] bool is_borrowed() const { return at_ != nullptr; }

  /// The value itself: moved when owned, copied when borrowed.
  [[nodiscard]] json take() &&;

private:
  const json* at_ = nullptr;
  json made_;
};

/// Evaluates one expression once. The first error stops it, but for those that `try` catches.
class evaluator {
public:
  explicit evaluator(const environment& env)
      : env_{env}, own_{max_evaluation_units}, work_{env.work != nullptr ? *env.work : own_} {}

  /// The value, which may borrow from `root` and `data`. NaN is null, except inside of lists and
  /// objects.
  [[nodiscard]] result<value> run(const expression& root, const json& data);

private:
  /// What `var` sees: the data or, inside the body of a loop, an element; in `reduce`
  /// also the accumulator.
  struct scope {
    const json& data;
    const json* accumulator = nullptr;
    const scope* outside = nullptr; ///< what the loop around sees
    std::size_t index = 0;          ///< of the element in its list
  };

  value evaluate(const expression& e, const scope& in);
  value argument(const expression& e, std::size_t index, const scope& in);
  json take(value from);

  value read_variable(const expression& e, const scope& in);
  value find(const scope& in, std::string_view path);
  value read_keys(const expression& e, const scope& in);
  value find_keys(const key_path& path, const scope& in);
  std::optional<key_path> computed_keys(const expression& e, const scope& in);
  value everything(const scope& in);
  value missing(const expression& e, const scope& in);
  value missing_some(const expression& e, const scope& in);
  json missing_of(const json& keys, const scope& in);
  value choose(const expression& e, const scope& in);
  value first_that_is(bool wanted, const expression& e, const scope& in);
  value coalesce(const expression& e, const scope& in);
  value raise(const expression& e, const scope& in);
  value attempt(const expression& e, const scope& in);

  value compare(const expression& e, const scope& in);
  bool holds(const expression& e, const json& a, const json& b);
  /// Calls `with` for each argument, or for each element of the list that holds them, until it
  /// says false; refuses too few.
  template <class With>
  void each_argument(const expression& e, const scope& in, With with);
  std::optional<decimal> number(const expression& e, const json& from);
  std::optional<std::int64_t> whole_number(const expression& e, const json& from);
  value from_number(const expression& e, const decimal& number);
  value arithmetic(const expression& e, const scope& in);
  value extreme(const expression& e, const scope& in);
  value concatenate(const expression& e, const scope& in);
  value substring(const expression& e, const scope& in);
  value contains(const expression& e, const scope& in);

  value merge(const expression& e, const scope& in);
  value make_list(const expression& e, const scope& in);
  /// The list that a loop goes over: none of it where it is missing.
  value list_of(const expression& e, const scope& in);
  value map(const expression& e, const scope& in);
  value filter(const expression& e, const scope& in);
  value reduce(const expression& e, const scope& in);
  /// For how many elements the body holds, up to `enough`.
  std::int64_t count_that(const expression& e, std::int64_t enough, const scope& in);
  value all(const expression& e, const scope& in);
  value count(const expression& e, const scope& in);

  value date_operator(const expression& e, const scope& in);
  value within(const expression& e, instant date, const scope& in);
  value in_segment(const expression& e, const scope& in);
  value outcome(const expression& e, const scope& in);

  /// Ends the evaluation; `type` is what `try` sees of it.
  value refuse(const expression& e, std::string message,
               std::string_view type = "Invalid Arguments");
  value refuse_no_number(const expression& e, const json& value);
  bool spend(std::size_t units) { return work_.spend(units); }
  bool spend_on(const json& walked);
  /// Whether to go no further.
  [[nodiscard]] bool ended() const { return failure_.has_value() || work_.has_ended(); }

  const environment& env_;
  work_budget own_;
  work_budget& work_;
  std::optional<error> failure_;
  json thrown_;            ///< what `try` sees of the failure
  bool exhausted_ = false; ///< the failure is that of a budget, which nothing catches
};

/// A few words for a value in a message, however large it is.
[[nodiscard]] std::string in_short(const json& value);

template <class With>
void evaluator::each_argument(const expression& e, const scope& in, With with) {
  auto given = e.arguments.size();
  const auto first = e.spreads ? argument(e, 0, in) : value::null();
  if (e.spreads && first.get().is_array()) {
    given = first.get().size();
    for (const auto& element : first.get()) {
      if (!spend(1) || ended() || !with(element))
        return;
    }
  } else if (e.spreads) {
    if (ended() || !with(first.get()))
      return;
  } else {
    for (const auto& each : e.arguments) {
      const auto one = evaluate(each, in);
      if (ended() || !with(one.get()))
        return;
    }
  }
  if (!ended() && given < arguments_of(e.op).fewest)
    refuse(e, wrong_count(e.op, given));
}

} // namespace sojourn::rules
