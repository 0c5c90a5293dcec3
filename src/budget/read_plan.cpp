// Reads the document of a budget.
#include "base/json_schema.hpp"
#include "budget/plan.hpp"

namespace sojourn::budget {

extern const std::string_view plan_schema_text; // budget.schema.json

namespace {

const std::shared_ptr<const json>& document() {
  static const auto parsed = std::make_shared<const json>(json::parse(plan_schema_text));
  return parsed;
}

limits read_limits(const json& tokens, mistake_list& mistakes) {
  limits read;
  const auto* flexible = find_path(tokens, "flexible");
  const auto* fixed = find_path(tokens, "fixed");
  if (flexible != nullptr && fixed != nullptr)
    mistakes.add("/tokens/fixed", "a budget is flexible (one pot a year) or fixed (limits of the "
                                  "month and the day), not both");
  if (flexible != nullptr)
    read.year = flexible->at("year").get<std::int64_t>();
  if (fixed != nullptr) {
    read.month = fixed->at("month").get<std::int64_t>();
    read.day = fixed->at("day").get<std::int64_t>();
  }
  return read;
}

/// Each action takes credits of one account.
std::map<std::string, account, std::less<>> read_accounts(const json& places,
                                                          mistake_list& mistakes) {
  std::map<std::string, account, std::less<>> read;
  std::map<std::string, std::string> priced_by;
  for (const auto& [name, place] : places.items()) {
    account one{.currency = place.at("currency").get<std::string>(),
                .prepaid = place.value("prepaid", true),
                .prices = place.at("prices").get<price_list>()};
    for (const auto& [action, amount] : one.prices) {
      const auto [other, is_first] = priced_by.emplace(action, name);
      if (!is_first)
        mistakes.add(pointer_to(pointer_to("/credits", name) + "/prices", action),
                     "the account " + in_quotes(other->second) + " has a price for " +
                         in_quotes(action) + " already");
    }
    read.emplace(name, std::move(one));
  }
  return read;
}

unheard_rule read_unheard(const json& place, mistake_list& mistakes) {
  constexpr milliseconds shortest{std::chrono::hours{1}};
  constexpr milliseconds longest{std::chrono::days{400}};
  unheard_rule read;
  read.spends = place.value("settle", std::string{"spend"}) == "spend";
  const auto written = place.find("after");
  if (written == place.end())
    return read;
  const auto length = calendar::parse_duration(written->get<std::string>());
  if (!length) {
    mistakes.add("/unheard/after", length.error().message);
    return read;
  }
  const auto exact = std::chrono::days{length->days} + length->exact;
  if (length->years != 0 || length->months != 0)
    mistakes.add("/unheard/after", "months and years differ in length; write days, or hours");
  else if (exact < shortest || exact > longest)
    mistakes.add("/unheard/after", "write a duration from \"PT1H\" to \"P400D\"");
  read.after = exact;
  return read;
}

plan read_parts(const json& source, mistake_list& mistakes) {
  plan read;
  read.zone = source.value("timezone", read.zone);
  if (!calendar::is_zone(read.zone))
    mistakes.add("/timezone", in_quotes(read.zone) + " is not a time zone that is known here");
  if (const auto at = source.find("resume_at"); at != source.end())
    read.resume_at = calendar::parse_time_of_day(at->get<std::string>()).value();
  if (const auto tokens = source.find("tokens"); tokens != source.end()) {
    read.tokens = tokens->at("prices").get<price_list>();
    read.of_tokens = read_limits(*tokens, mistakes);
  }
  if (const auto credits = source.find("credits"); credits != source.end())
    read.accounts = read_accounts(*credits, mistakes);
  if (const auto unheard = source.find("unheard"); unheard != source.end())
    read.unheard = read_unheard(*unheard, mistakes);
  return read;
}

} // namespace

const json& plan_schema() { return *document(); }

result<plan_ptr> read_plan(const json& source) {
  static const json_schema schema{document()};
  mistake_list mistakes;
  schema.check(source, "", mistakes);
  auto read =
      mistakes.empty() ? std::make_shared<const plan>(read_parts(source, mistakes)) : nullptr;
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the budget has errors", mistakes.sorted());
  return read;
}

} // namespace sojourn::budget
