#include "rules/rule.hpp"

#include "rules/evaluator.hpp"
#include "rules/expression.hpp"

#include <cmath>

namespace sojourn::rules {

/// What the copies of a rule share.
struct program {
  json source;
  expression root;
  std::optional<std::set<std::string>> paths; ///< nullopt: any
};

namespace {

/// JSON knows no NaN and no infinity; JavaScript writes null for them.
void replace_non_finite(json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>()))
    value = nullptr;
  if (value.is_structured())
    for (auto& element : value)
      replace_non_finite(element);
}

} // namespace

rule::rule() {
  static const auto always =
      std::make_shared<const program>(program{true, {.value = true}, std::set<std::string>{}});
  program_ = always;
}

rule::rule(std::shared_ptr<const program> program) : program_{std::move(program)} {}

result<rule> rule::parse(const json& source, std::string_view pointer) {
  std::vector<error_detail> mistakes;
  auto root = parse_expression(source, pointer, mistakes);
  if (!mistakes.empty()) {
    auto message = "the condition is not valid: " + mistakes.front().message;
    if (mistakes.size() > 1)
      message += " (and " + std::to_string(mistakes.size() - 1) + " more)";
    return fail(error_code::invalid_rule, std::move(message), std::move(mistakes));
  }
  std::optional<std::set<std::string>> paths{std::in_place};
  if (!collect_paths(root, *paths))
    paths.reset();
  return rule{std::make_shared<const program>(program{source, std::move(root), std::move(paths)})};
}

result<json> rule::evaluate(const json& data, const environment& env) const {
  auto outcome = evaluator{env}.run(program_->root, data);
  if (!outcome)
    return fail(std::move(outcome.error()));
  // What is borrowed was JSON before and needs no look.
  const bool made = !outcome->is_borrowed();
  auto value = std::move(*outcome).take();
  if (made)
    replace_non_finite(value);
  return value;
}

result<bool> rule::test(const json& data, const environment& env) const {
  const auto outcome = evaluator{env}.run(program_->root, data);
  if (!outcome)
    return fail(outcome.error());
  return truthy(outcome->get());
}

const std::optional<std::set<std::string>>& rule::paths() const { return program_->paths; }

const expression& rule::root() const { return program_->root; }

std::string segment_key(const std::string& name, const json& parameters) {
  return parameters.is_object() && !parameters.empty() ? name + dump(parameters) : name;
}

const json& rule::source() const { return program_->source; }

bool rule::is_always() const { return program_->source == true; }

} // namespace sojourn::rules
