#include "storage/read/show_budget.hpp"

namespace sojourn::storage {

namespace {

json show(const std::string& period, const budget::usage& used,
          const std::optional<std::int64_t>& limit) {
  json shown{{"period", period}, {"reserved", used.reserved}, {"spent", used.spent}};
  if (limit) {
    shown["limit"] = *limit;
    shown["left"] = std::max<std::int64_t>(0, *limit - used.taken());
  }
  return shown;
}

} // namespace

json show(const budget_ledger::account_row& account) {
  return {{"currency", account.currency},
          {"deposited", account.deposited},
          {"reserved", account.used.reserved},
          {"spent", account.used.spent},
          {"left", account.deposited - account.used.taken()}};
}

json show_standing(budget_table& plans, budget_ledger& ledger, instant now) {
  budget::plan plan;
  if (const auto stored = plans.newest(); !stored.document.is_null()) {
    const auto read = budget::read_plan(stored.document);
    if (!read)
      throw corrupt_row{"the budget cannot be read: " + read.error().message};
    plan = **read;
  }
  const auto day = budget::day_of(now, plan.zone);
  if (!day)
    throw corrupt_row{"the budget's " + day.error().message};
  const auto used = [&](const std::string& period) { return ledger.used("", period); };
  const auto month = budget::month_of(*day);
  const auto year = budget::year_of(*day);
  const budget::standing standing{.day = used(*day), .month = used(month), .year = used(year)};
  json tokens{{"day", show(*day, standing.day, plan.of_tokens.day)},
              {"month", show(month, standing.month, plan.of_tokens.month)},
              {"year", show(year, standing.year, plan.of_tokens.year)}};
  if (const auto left = budget::tokens_left(plan, standing))
    tokens["left"] = *left;
  json credits = json::object();
  for (const auto& account : ledger.accounts()) {
    auto& shown = credits[account.account] = show(account);
    const auto known = plan.accounts.find(account.account);
    shown["prepaid"] = known != plan.accounts.end() && known->second.prepaid;
  }
  return {{"tokens", std::move(tokens)}, {"credits", std::move(credits)}};
}

} // namespace sojourn::storage
