#include "storage/tables/budget.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

constexpr const char* tokens_account = "";

budget_pause pause_row(const statement::rows& from) {
  return {.campaign = from.text(0),
          .since = from.at(1),
          .action = from.text(2),
          .why = from.text(3),
          .look_at = from.at(4)};
}

/// Adds what a move means to `into`: {"count", "tokens", "credits": {ACCOUNT: …}}.
void add_move(json& into, std::int64_t count, std::int64_t tokens, const std::string& account,
              std::int64_t credits) {
  const auto add = [](json& to, std::int64_t amount) {
    to = (to.is_null() ? 0 : to.get<std::int64_t>()) + amount;
  };
  add(into["count"], count);
  add(into["tokens"], tokens);
  auto& by_account = into["credits"];
  if (by_account.is_null())
    by_account = json::object();
  if (credits != 0)
    add(by_account[account], credits);
}

json no_moves() {
  json none = json::object();
  for (const auto* move : {"reserved", "settled", "released", "open"})
    none[move] = {{"count", 0}, {"tokens", 0}, {"credits", json::object()}};
  return none;
}

const char* name_of(budget_move how) {
  switch (how) {
  case budget_move::reserved:
    return "reserved";
  case budget_move::settled:
    return "settled";
  case budget_move::released:
    return "released";
  case budget_move::deposited:
    break;
  }
  throw corrupt_row{"an entry of the budget's ledger is of a kind that a campaign has not"};
}

} // namespace

// ---- the budget ------------------------------------------------------------------------

stored_budget budget_table::newest() {
  auto rows = newest_.query();
  if (!rows.next())
    return {};
  return {.version = rows.integer(0),
          .document = json_column(rows, 1, "the budget"),
          .at = rows.at(2),
          .who = rows.text(3)};
}

const budget::plan_ptr& budget_table::in_force() {
  if (known_)
    return plan_;
  plan_ = nullptr;
  const auto stored = newest();
  was_put_ = stored.version != 0;
  if (!stored.document.is_null()) {
    auto plan = budget::read_plan(stored.document);
    if (!plan)
      throw corrupt_row{"the budget cannot be read: " + plan.error().message};
    plan_ = std::move(*plan);
  }
  known_ = true;
  return plan_;
}

// ---- the ledger ------------------------------------------------------------------------

void budget_ledger::append(const reservation& what, budget_move how, instant at) {
  append_.run(at, how, what.campaign.empty() ? std::nullopt : std::optional{what.campaign},
              what.key.instance, what.key.step, what.key.visit, what.attempt, what.action, what.day,
              what.costs.tokens, what.costs.account, what.costs.credits);
}

void budget_ledger::reserve(const reservation& what, instant at) {
  const auto& costs = what.costs;
  reserve_.run(what.key.instance, what.key.step, what.key.visit, what.attempt, what.campaign,
               what.action, what.day, costs.tokens, costs.account, costs.credits);
  append(what, budget_move::reserved, at);
  if (costs.tokens != 0)
    move_day_.run(tokens_account, what.day, costs.tokens, 0);
  if (costs.credits != 0) {
    move_day_.run(costs.account, what.day, costs.credits, 0);
    move_account_.run(costs.account, 0, costs.credits, 0);
  }
}

void budget_ledger::close(const reservation& what, budget_move how, instant at) {
  if (remove_.run(what.key.instance, what.key.step, what.key.visit, what.attempt) == 0)
    return;
  append(what, how, at);
  const auto& costs = what.costs;
  const auto spent = [how](std::int64_t amount) {
    return how == budget_move::settled ? amount : 0;
  };
  if (costs.tokens != 0)
    move_day_.run(tokens_account, what.day, -costs.tokens, spent(costs.tokens));
  if (costs.credits != 0) {
    move_day_.run(costs.account, what.day, -costs.credits, spent(costs.credits));
    move_account_.run(costs.account, 0, -costs.credits, spent(costs.credits));
  }
}

budget_ledger::reservation budget_ledger::read(const statement::rows& from) {
  return {.key = {from.instance(0), from.text(1), static_cast<std::uint32_t>(from.integer(2))},
          .attempt = static_cast<std::uint32_t>(from.integer(3)),
          .campaign = from.text(4),
          .action = from.text(5),
          .day = from.text(6),
          .costs = {.tokens = from.integer(7), .account = from.text(8), .credits = from.integer(9)},
          .unknown_at = from.optional_instant(10)};
}

std::optional<budget_ledger::reservation> budget_ledger::find(const effect_key& key,
                                                              std::uint32_t attempt) {
  auto rows = find_.query(key.instance, key.step, key.visit, attempt);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<budget_ledger::reservation> budget_ledger::unheard(instant before, std::size_t limit) {
  std::vector<reservation> found;
  auto rows = unheard_.query(before, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

unheard_costs budget_ledger::count_unheard() {
  auto rows = count_unheard_.query();
  if (!rows.next())
    return {};
  return {.count = rows.integer(0), .since = rows.optional_instant(1)};
}

std::vector<budget_ledger::reservation> budget_ledger::of(instance_id instance) {
  std::vector<reservation> found;
  auto rows = of_.query(instance);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::optional<budget_ledger::reservation> budget_ledger::newest(const effect_key& key) {
  auto rows = newest_.query(key.instance, key.step, key.visit);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

budget_ledger::account_row budget_ledger::open_account(const std::string& name,
                                                       const std::string& currency) {
  open_account_.run(name, currency);
  return account(name).value();
}

std::optional<budget_ledger::account_row> budget_ledger::account(const std::string& name) {
  auto rows = account_.query(name);
  if (!rows.next())
    return std::nullopt;
  return account_row{.account = rows.text(0),
                     .currency = rows.text(1),
                     .deposited = rows.integer(2),
                     .used = {.reserved = rows.integer(3), .spent = rows.integer(4)}};
}

std::vector<budget_ledger::account_row> budget_ledger::accounts() {
  std::vector<account_row> found;
  auto rows = accounts_.query();
  while (rows.next())
    found.push_back({.account = rows.text(0),
                     .currency = rows.text(1),
                     .deposited = rows.integer(2),
                     .used = {.reserved = rows.integer(3), .spent = rows.integer(4)}});
  return found;
}

void budget_ledger::deposit(const credit_deposit& what, const std::string& day, instant at) {
  append({.key = {},
          .attempt = 0,
          .campaign = {},
          .action = what.why,
          .day = day,
          .costs = {.tokens = 0, .account = what.account, .credits = what.amount}},
         budget_move::deposited, at);
  move_account_.run(what.account, what.amount, 0, 0);
}

budget::usage budget_ledger::used(const std::string& account, const std::string& period) {
  auto rows = used_.query(account, period);
  (void)rows.next();
  return {.reserved = rows.integer(0), .spent = rows.integer(1)};
}

budget::standing budget_ledger::standing_of(const budget::plan& plan, const std::string& account,
                                            const std::string& day) {
  budget::standing now;
  const auto& limits = plan.of_tokens;
  if (limits.day)
    now.day = used(tokens_account, day);
  if (limits.month)
    now.month = used(tokens_account, budget::month_of(day));
  if (limits.year)
    now.year = used(tokens_account, budget::year_of(day));
  if (account.empty())
    return now;
  if (const auto there = this->account(account)) {
    now.account = there->used;
    now.deposited = there->deposited;
  }
  return now;
}

json budget_ledger::statement_of(const std::string& campaign, instant from, instant to) {
  std::map<std::string, json> by_action;
  auto totals = no_moves();
  auto rows = statement_.query(campaign, from, to);
  while (rows.next()) {
    const auto how = static_cast<budget_move>(rows.integer(2));
    const auto* name = name_of(how);
    auto& shown = by_action.try_emplace(rows.text(0), no_moves()).first->second;
    const auto sign = how == budget_move::reserved ? 1 : -1;
    for (auto* into : {&shown, &totals}) {
      add_move((*into)[name], rows.integer(3), rows.integer(4), rows.text(1), rows.integer(5));
      add_move((*into)["open"], sign * rows.integer(3), sign * rows.integer(4), rows.text(1),
               sign * rows.integer(5));
    }
  }
  json listed = json::array();
  for (auto& [action, shown] : by_action) {
    shown["action"] = action;
    listed.push_back(std::move(shown));
  }
  return {{"rows", std::move(listed)}, {"totals", std::move(totals)}};
}

std::vector<json> budget_ledger::periods(std::size_t label_size, const std::string& before,
                                         std::size_t limit) {
  std::vector<json> found;
  auto rows = periods_.query(label_size, before);
  while (rows.next()) {
    const auto period = rows.text(0);
    if (found.empty() || found.back().at("period") != period) {
      if (found.size() == limit)
        break;
      found.push_back({{"period", period},
                       {"tokens", {{"reserved", 0}, {"spent", 0}}},
                       {"credits", json::object()}});
    }
    const json used{{"reserved", rows.integer(2)}, {"spent", rows.integer(3)}};
    const auto account = rows.text(1);
    (account.empty() ? found.back()["tokens"] : found.back()["credits"][account]) = used;
  }
  return found;
}

std::vector<std::string> budget_ledger::wrong(std::size_t limit) {
  std::vector<std::string> found;
  {
    auto rows = wrong_days_.query(limit);
    while (rows.next())
      found.push_back("the " + rows.text(1) + " of " +
                      (rows.view(0).empty() ? "the tokens" : "the credits of " + rows.text(0)));
  }
  {
    auto rows = wrong_accounts_.query(limit);
    while (rows.next())
      found.push_back("the account " + rows.text(0));
  }
  auto rows = wrong_reservations_.query(limit);
  while (rows.next())
    found.push_back("a reservation of " + to_text(rows.instance(0)) + " at \"" + rows.text(1) +
                    "\"");
  return found;
}

std::vector<budget_ledger::reservation> budget_ledger::without_effect(std::size_t limit) {
  std::vector<reservation> found;
  auto rows = without_effect_.query(limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

// ---- pauses ----------------------------------------------------------------------------

std::optional<budget_pause> budget_pause_table::find(const std::string& campaign) {
  auto rows = find_.query(campaign);
  return rows.next() ? std::optional{pause_row(rows)} : std::nullopt;
}

std::vector<budget_pause> budget_pause_table::all() {
  std::vector<budget_pause> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(pause_row(rows));
  return found;
}

std::optional<instant> budget_pause_table::next_look() {
  auto rows = next_look_.query();
  return rows.next() ? rows.optional_instant(0) : std::nullopt;
}

} // namespace sojourn::storage
