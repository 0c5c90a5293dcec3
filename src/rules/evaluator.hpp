// One evaluation of an expression over data, without copying the data.
#pragma once

#include "rules/expression.hpp"
#include "rules/rule.hpp"

namespace sojourn::rules {

/// What one step of max_evaluation_steps pays for, besides one operator.
inline constexpr std::size_t bytes_per_step = 64;
inline constexpr std::size_t comparisons_per_step = 16;

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

/// Evaluates one expression once. The first error stops it.
class evaluator {
public:
  explicit evaluator(const environment& env) : env_{env} {}

  /// The value, which may borrow from `root` and `data`. NaN and infinities are null,
  /// except inside of lists and objects.
  [[nodiscard]] result<value> run(const expression& root, const json& data);

private:
  /// What `var` sees: the data or, inside the body of a loop, an element; in `reduce`
  /// also the accumulator.
  struct scope {
    const json& data;
    const json* accumulator = nullptr;
  };

  value evaluate(const expression& e, scope in);
  value argument(const expression& e, std::size_t index, scope in);
  double number(const expression& e, std::size_t index, scope in);
  json take(value from);

  value read_variable(const expression& e, scope in);
  value find(scope in, std::string_view path);
  value missing(const expression& e, scope in);
  value missing_some(const expression& e, scope in);
  json missing_of(const json& keys, scope in);
  value choose(const expression& e, scope in);
  value first_that_is(bool wanted, const expression& e, scope in);
  value compare(const expression& e, scope in);
  value arithmetic(const expression& e, scope in);
  value extreme(const expression& e, scope in);
  value concatenate(const expression& e, scope in);
  value substring(const expression& e, scope in);
  value contains(const expression& e, scope in);
  value merge(const expression& e, scope in);
  value make_list(const expression& e, scope in);
  value map(const expression& e, scope in);
  value filter(const expression& e, scope in);
  value reduce(const expression& e, scope in);
  value all(const expression& e, scope in);
  bool any(const expression& e, scope in);
  value count(const expression& e, scope in);
  value date_operator(const expression& e, scope in);
  value within(const expression& e, instant date, scope in);
  value in_segment(const expression& e, scope in);
  value outcome(const expression& e, scope in);

  value refuse(const expression& e, std::string message);
  void spend(std::size_t steps);
  void spend_on(const json& walked);
  const json& coerced(const value& from);

  const environment& env_;
  std::size_t steps_ = 0;
  std::optional<error> failure_;
};

} // namespace sojourn::rules
