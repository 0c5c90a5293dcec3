// The budget: what is reserved for an action, what becomes of that, and whom it pauses.
#include "accounts/changes.hpp"
#include "base/mistakes.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/read/show_budget.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

namespace {

const std::string own_name{budget_name};

tl::unexpected<error> no_account(const std::string& name) {
  return fail(error_code::not_found, "the budget has no account of credits " + in_quotes(name));
}

/// Every account of the plan, with the currency that it had from the first.
result<void> open_accounts(transaction& tx, const budget::plan& plan) {
  for (const auto& [name, account] : plan.accounts) {
    const auto there = tx.tables.budget_ledger.open_account(name, account.currency);
    if (there.currency != account.currency)
      return fail(error_code::wrong_state, "the account " + in_quotes(name) + " is kept in " +
                                               there.currency + "; open another one in " +
                                               account.currency);
  }
  return {};
}

/// The campaign waits for money, and its instances with it; one that is not active waits alone.
result<unpaid> refuse(transaction& tx, const paid_action& what, const budget::plan& plan,
                      const std::string& why) {
  const auto next = budget::next_resume(plan, what.at);
  if (!next)
    return fail(next.error());
  const auto campaign = tx.tables.campaigns.find(what.campaign);
  unpaid refused{.why = why};
  if (campaign && campaign->campaign.state == campaign_state::active) {
    auto paused = write_campaign_state(tx, what.campaign, campaign_state::paused, own_name,
                                       in_quotes(what.action) + ": " + why, what.at);
    if (!paused)
      return fail(std::move(paused.error()));
    tx.tables.budget_pauses.put({.campaign = what.campaign,
                                 .since = what.at,
                                 .action = what.action,
                                 .why = why,
                                 .look_at = *next});
    refused.paused_campaign = true;
  } else if (!campaign || campaign->campaign.state != campaign_state::paused) {
    refused.retry_after = *next - what.at;
  }
  return refused;
}

/// Why the pots cannot pay an action now; empty: they can.
result<std::string> shortage_of(transaction& tx, const budget::plan& plan,
                                const budget::price& what, instant at) {
  const auto day = budget::day_of(at, plan.zone);
  if (!day)
    return fail(day.error());
  return budget::shortage(plan, what,
                          tx.tables.budget_ledger.standing_of(plan, what.account, *day));
}

} // namespace

stored_budget present_budget(transaction& tx) { return tx.tables.budget.newest(); }

result<stored_budget> put_budget(transaction& tx, const json& document,
                                 const preconditions& only_if, const std::string& who,
                                 instant now) {
  auto& tables = tx.tables;
  auto newest = tables.budget.newest();
  if (auto holds = require(only_if, "the budget",
                           newest.version != 0 ? std::optional{newest.version} : std::nullopt);
      !holds)
    return fail(std::move(holds.error()));
  if (newest.document == document)
    return newest;
  tables.budget.insert(dump(document), now, who);
  const auto& plan = tables.budget.in_force();
  if (plan == nullptr) {
    tables.budget_pauses.look_at_all(now);
    return tables.budget.newest();
  }
  if (auto opened = open_accounts(tx, *plan); !opened)
    return fail(std::move(opened.error()));
  const auto next = budget::next_resume(*plan, now);
  if (!next)
    return fail(next.error());
  tables.budget_pauses.look_at_all(*next);
  return tables.budget.newest();
}

result<json> deposit_credits(transaction& tx, const credit_deposit& what, instant now) {
  const auto& plan = tx.tables.budget.in_force();
  if (plan == nullptr || !plan->accounts.contains(what.account))
    return no_account(what.account);
  auto& ledger = tx.tables.budget_ledger;
  const auto before = ledger.account(what.account).value();
  const auto left = before.deposited - before.used.taken();
  if (what.amount < 0 && left + what.amount < 0)
    return fail(error_code::wrong_state, "the account " + in_quotes(what.account) + " has " +
                                             std::to_string(left) + " left, and " +
                                             std::to_string(-what.amount) + " are to be taken out");
  const auto day = budget::day_of(now, plan->zone);
  if (!day)
    return fail(day.error());
  ledger.deposit(what, *day, now);
  write_audit(
      tx, now,
      {.who = what.who,
       .action = "budget.deposit",
       .target = what.account,
       .why = std::to_string(what.amount) + " " + before.currency +
              (what.why.empty() ? "" : ": " + what.why),
       .changes = accounts::changes_between({{"left", left}}, {{"left", left + what.amount}})});
  auto shown = show(ledger.account(what.account).value());
  shown["account"] = what.account;
  return shown;
}

result<payment> reserve_cost(transaction& tx, const paid_action& what) {
  if (!tx.tables.budget.was_ever_put())
    return payment{};
  auto& ledger = tx.tables.budget_ledger;
  // Another channel is tried in the same attempt, or the daemon had stopped before it left.
  if (const auto earlier = ledger.find(what.key, what.attempt))
    ledger.release(*earlier, what.at);
  const auto plan = tx.tables.budget.in_force();
  if (plan == nullptr)
    return payment{};
  const auto costs = budget::price_of(*plan, what.action);
  if (costs.is_free())
    return payment{};
  auto day = budget::day_of(what.at, plan->zone);
  if (!day)
    return fail(std::move(day.error()));
  const auto why = shortage(*plan, costs, ledger.standing_of(*plan, costs.account, *day));
  if (!why.empty() && what.may_go_elsewhere)
    return payment{.refused = unpaid{.why = in_quotes(what.action) + ": " + why}};
  if (!why.empty()) {
    auto refused = refuse(tx, what, *plan, why);
    if (!refused)
      return fail(std::move(refused.error()));
    return payment{.refused = std::move(*refused)};
  }
  tx.touch(topic::budget);
  ledger.reserve({.key = what.key,
                  .attempt = what.attempt,
                  .campaign = what.campaign,
                  .action = what.action,
                  .day = std::move(*day),
                  .costs = costs},
                 what.at);
  return payment{.cost = budget::as_json(costs)};
}

void settle_cost(transaction& tx, const effect_key& key, std::uint32_t attempt, outcome how,
                 instant at) {
  if (!tx.tables.budget.was_ever_put())
    return;
  auto& ledger = tx.tables.budget_ledger;
  const auto held = ledger.find(key, attempt);
  if (!held)
    return;
  tx.touch(topic::budget);
  if (how == outcome::accepted)
    ledger.settle(*held, at);
  else if (how == outcome::unknown)
    ledger.mark_unknown(*held, at);
  else
    ledger.release(*held, at);
}

void release_cost(transaction& tx, const effect_key& key, std::uint32_t attempt, instant at) {
  if (!tx.tables.budget.was_ever_put())
    return;
  auto& ledger = tx.tables.budget_ledger;
  if (const auto held = ledger.find(key, attempt); held && !held->unknown_at)
    ledger.release(*held, at);
}

void mark_cost_unknown(transaction& tx, const effect_key& key, std::uint32_t attempt, instant at) {
  settle_cost(tx, key, attempt, outcome::unknown, at);
}

std::int64_t settle_unheard(transaction& tx, instant now, std::size_t limit) {
  if (!tx.tables.budget.was_ever_put())
    return 0;
  const auto& plan = tx.tables.budget.in_force();
  const auto rule = plan != nullptr ? plan->unheard : budget::unheard_rule{};
  auto& ledger = tx.tables.budget_ledger;
  const auto due = ledger.unheard(now - rule.after, limit);
  for (const auto& held : due) {
    if (rule.spends)
      ledger.settle(held, now);
    else
      ledger.release(held, now);
  }
  return static_cast<std::int64_t>(due.size());
}

void settle_heard(transaction& tx, const effect_key& key, bool arrived, instant at) {
  if (!tx.tables.budget.was_ever_put())
    return;
  auto& ledger = tx.tables.budget_ledger;
  const auto held = ledger.newest(key);
  if (!held)
    return;
  if (arrived)
    ledger.settle(*held, at);
  else if (held->unknown_at)
    ledger.release(*held, at);
}

bool is_paused_by_budget(transaction& tx, const std::string& campaign) {
  return tx.tables.budget_pauses.find(campaign).has_value();
}

result<std::optional<stored_campaign>> resume_paid(transaction& tx, const std::string& campaign,
                                                   const std::string& unfit, instant now) {
  auto paused = tx.tables.budget_pauses.find(campaign);
  if (!paused || paused->look_at > now)
    return std::nullopt;
  const auto plan = tx.tables.budget.in_force();
  std::string why = unfit;
  if (why.empty() && plan != nullptr) {
    auto lacking = shortage_of(tx, *plan, budget::price_of(*plan, paused->action), now);
    if (!lacking)
      return fail(std::move(lacking.error()));
    why = std::move(*lacking);
  }
  if (why.empty()) {
    auto resumed = write_campaign_state(tx, campaign, campaign_state::active, own_name,
                                        in_quotes(paused->action) + " can be paid again", now);
    if (!resumed)
      return fail(std::move(resumed.error()));
    return std::optional{std::move(*resumed)};
  }
  const auto next = budget::next_resume(plan != nullptr ? *plan : budget::plan{}, now);
  if (!next)
    return fail(next.error());
  paused->why = why;
  paused->look_at = *next;
  tx.tables.budget_pauses.put(*paused);
  return std::nullopt;
}

} // namespace sojourn::storage
