#include "content/lint_dates.hpp"

#include "base/mistakes.hpp"
#include "campaign/each_rule.hpp"
#include "rules/expression.hpp"

#include <algorithm>

namespace sojourn::content {

namespace {

constexpr std::string_view customer_prefix = "customer.";

/// How many of an operator's arguments are dates.
std::size_t dates_of(rules::operation op) {
  switch (op) {
  case rules::operation::date:
  case rules::operation::local_date:
  case rules::operation::date_add:
  case rules::operation::within:
    return 1;
  case rules::operation::date_diff:
    return 2;
  default:
    return 0;
  }
}

/// Whether a schema takes texts and no numbers.
bool takes_texts_alone(const json& schema) {
  const auto type = schema.find("type");
  if (type == schema.end())
    return schema.value("format", "") == "date-time"; // which refuses numbers
  const auto is_number = [](const json& name) { return name == "number" || name == "integer"; };
  return type->is_array() ? std::ranges::none_of(*type, is_number) : !is_number(*type);
}

/// Looks at the conditions of one campaign.
class date_lint {
public:
  date_lint(const campaign::definition& campaign, const records::record_type& customer)
      : campaign_{campaign}, customer_{customer} {
    for (const auto& [id, step] : campaign.steps) {
      if (const auto* update = std::get_if<campaign::update_step>(&step.kind)) {
        for (const auto& [field, rule] : update->set)
          written_.insert(field);
      }
    }
  }

  std::vector<finding> run() && {
    campaign::each_rule(campaign_, [&](const rules::rule& rule) { look_at(rule.root()); });
    return std::move(found_);
  }

private:
  void look_at(const rules::expression& e) {
    const auto dates = std::min(dates_of(e.op), e.arguments.size());
    for (std::size_t i = 0; i < dates; ++i) {
      if (e.arguments[i].op == rules::operation::var && e.arguments[i].path)
        check(*e.arguments[i].path, e.pointer);
    }
    // The elements of a loop are no customer.
    const auto arguments =
        rules::is_loop(e.op) ? std::min<std::size_t>(1, e.arguments.size()) : e.arguments.size();
    for (std::size_t i = 0; i < arguments; ++i)
      look_at(e.arguments[i]);
  }

  /// The schema of a field; nullptr: it is not described.
  [[nodiscard]] const json* field_named(std::string_view field) const {
    const auto* fields = find_path(*customer_.schema, "properties");
    const auto* found = fields != nullptr ? find_path(*fields, field) : nullptr;
    return found != nullptr && found->is_object() ? found : nullptr;
  }

  void check(std::string_view path, const std::string& pointer) {
    if (!path.starts_with(customer_prefix))
      return;
    const auto field = path.substr(customer_prefix.size());
    // What lies deeper is not looked up: few schemas describe it.
    if (field.find('.') != std::string_view::npos || field == "id" || written_.contains(field))
      return;
    const auto* described = field_named(field);
    if (described != nullptr && takes_texts_alone(*described))
      return;
    found_.push_back({"date_may_be_number",
                      severity::warning,
                      pointer,
                      in_quotes(path) + " is read as a date, and the record type " +
                          in_quotes(customer_.name) +
                          (described != nullptr ? " lets the field be a number"
                                                : " does not describe the field") +
                          ", which would count as milliseconds since 1970; describe it with "
                          "\"type\": \"string\" and \"format\": \"date-time\"",
                      {{"path", std::string{path}}, {"record_type", customer_.name}}});
  }

  const campaign::definition& campaign_;
  const records::record_type& customer_;
  std::set<std::string, std::less<>> written_;
  std::vector<finding> found_;
};

} // namespace

std::vector<finding> lint_dates(const campaign::definition& campaign, const lint_figures& figures) {
  if (figures.customer_type == nullptr)
    return {};
  return date_lint{campaign, *figures.customer_type}.run();
}

} // namespace sojourn::content
