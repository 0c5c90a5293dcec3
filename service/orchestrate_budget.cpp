// What can be asked about the budget: prices, what is left, what campaigns cost and will cost.
#include "budget/estimate.hpp"
#include "service/background/audience.hpp"
#include "service/daemon_orchestrator.hpp"
#include "service/once.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"

namespace sojourn::actors {

namespace {

using sojourn::orchestrator::deposit_request;

json show(const storage::stored_budget& stored) {
  json shown{{"version", stored.version}, {"budget", stored.document}};
  if (stored.version != 0) {
    shown["updated_at"] = to_text(stored.at);
    shown["updated_by"] = stored.who;
  }
  return shown;
}

/// What so many entries cost at most.
json times(const budget::estimate& of, std::int64_t entries) {
  json credits = json::object();
  for (const auto& [account, amount] : of.credits)
    credits[account] = amount * entries;
  return {{"tokens", of.tokens * entries}, {"credits", std::move(credits)}};
}

/// What the pots lack for costs; empty: they suffice.
std::string lacking(const json& most, const json& standing) {
  std::string said;
  const auto compare = [&](const json& needed, const json* left, const std::string& what) {
    if (left != nullptr && needed.get<std::int64_t>() > left->get<std::int64_t>())
      said += (said.empty() ? "" : "; ") + needed.dump() + " " + what + " are needed at most, " +
              left->dump() + " are left";
  };
  compare(most.at("tokens"), find_path(standing, "tokens.left"), "tokens");
  for (const auto& [account, needed] : most.at("credits").items()) {
    const auto& there = standing.at("credits").at(account);
    if (there.at("prepaid").get<bool>())
      compare(needed, &there.at("left"), "credits of \"" + account + "\"");
  }
  return said;
}

bool is_countable(const campaign::trigger& trigger) {
  return std::holds_alternative<campaign::manual_trigger>(trigger) ||
         std::holds_alternative<campaign::schedule_trigger>(trigger);
}

} // namespace

json show(const storage::budget_pause& paused) {
  return {{"campaign", paused.campaign},
          {"since", to_text(paused.since)},
          {"action", paused.action},
          {"why", paused.why},
          {"looked_at_again", to_text(paused.look_at)}};
}

void daemon_orchestrator::get_budget(completion<written> done) {
  ask(std::move(done), [this]() -> result<written> {
    const auto stored = reader().budget().newest();
    auto shown = show(stored);
    shown.update(reader().budget().standing(now()));
    auto& paused = shown["paused"] = json::array();
    for (const auto& one : reader().budget().pauses())
      paused.push_back(show(one));
    return written{std::move(shown), false, false, stored.version};
  });
}

void daemon_orchestrator::put_budget(json document, preconditions only_if, caller by,
                                     completion<written> done) {
  budget::plan_ptr plan;
  if (!document.is_null()) {
    auto read = budget::read_plan(document);
    if (!read)
      return done(fail(std::move(read.error())));
    plan = std::move(*read);
  }
  const auto at = now();
  commit<storage::stored_budget>(
      std::move(done),
      [document = std::move(document), only_if, by,
       at](storage::transaction& tx) -> result<storage::stored_budget> {
        auto put = storage::put_budget(tx, document, only_if, by.who, at);
        if (put)
          storage::write_audit(tx, at, by.who, document.is_null() ? "budget.remove" : "budget.put",
                               std::to_string(put->version), by.why);
        return put;
      },
      [this, plan = std::move(plan)](const storage::stored_budget& put) -> result<written> {
        with_.budget.put(plan);
        scheduler_.look();
        return written{show(put), false, false, put.version};
      });
}

void daemon_orchestrator::deposit_credits(deposit_request request, completion<written> done) {
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [request = std::move(request), at](storage::transaction& tx) {
        return once(tx, request.idem, at, [&] {
          return storage::deposit_credits(tx,
                                          {.account = request.account,
                                           .amount = request.amount,
                                           .who = request.by.who,
                                           .why = request.by.why},
                                          at);
        });
      },
      [](keyed_answer made) -> result<written> {
        return written{std::move(made.body), true, made.replayed, 0};
      });
}

void daemon_orchestrator::budget_periods(std::string per, page_request at, completion<page> done) {
  ask(std::move(done), [this, per = std::move(per), at = std::move(at)]() -> result<page> {
    const auto length = per == "day"    ? storage::budget_period::day
                        : per == "year" ? storage::budget_period::year
                                        : storage::budget_period::month;
    page found;
    found.items = reader().budget().periods(length, at.cursor, at.limit);
    if (found.items.size() == at.limit)
      found.next_cursor = found.items.back().at("period").get<std::string>();
    return found;
  });
}

void daemon_orchestrator::campaign_statement(std::string id, std::optional<instant> from,
                                             std::optional<instant> to, completion<json> done) {
  ask(std::move(done), [this, id = std::move(id), from, to]() -> result<json> {
    for (const auto& campaign : reader().campaigns().list()) {
      if (campaign.id != id)
        continue;
      const auto begin = from.value_or(campaign.created_at);
      const auto end = to.value_or(now() + milliseconds{1});
      auto told = reader().budget().statement(id, begin, end);
      told["campaign"] = id;
      told["from"] = to_text(begin);
      told["to"] = to_text(end);
      auto& currencies = told["currencies"] = json::object();
      const auto standing = reader().budget().standing(now());
      for (const auto& [account, shown] : standing.at("credits").items())
        currencies[account] = shown.at("currency");
      return told;
    }
    return fail(error_code::not_found, "there is no campaign \"" + id + "\"");
  });
}

result<json> daemon_orchestrator::price_campaign(const running_version& version,
                                                 const std::stop_token& stop) {
  const auto& definition = *version.definition;
  const auto plan = with_.budget.now();
  const auto estimate =
      plan != nullptr ? budget::estimate_of(definition, *plan) : budget::estimate{};
  std::int64_t entries = 0;
  if (!estimate.tolls.empty()) {
    const auto known = with_.catalogue.find(definition.id);
    if (!known)
      return fail(known.error());
    auto whom = audience::make(with_, known->newest, now());
    if (!whom)
      return fail(whom.error());
    const auto counted = whom->each_member({}, true, stop);
    if (!counted)
      return fail(counted.error());
    entries = counted->members;
  }
  json steps = json::array();
  for (const auto& toll : estimate.tolls) {
    auto shown = budget::as_json(toll.costs);
    shown["step"] = toll.step;
    shown["action"] = toll.action;
    shown["most"] = {{"actions", entries},
                     {"tokens", entries * toll.costs.tokens},
                     {"credits", entries * toll.costs.credits}};
    steps.push_back(std::move(shown));
  }
  const auto standing = reader().budget().standing(now());
  // Of events and records nobody knows whom they bring: one entry must be affordable.
  const bool countable = is_countable(definition.trigger);
  auto most = times(estimate, entries);
  const auto lacks = lacking(countable ? most : times(estimate, 1), standing);
  json told{{"campaign", definition.id},
            {"version", version.version},
            {"trigger", campaign::type_name(definition.trigger)},
            {"entries", entries},
            {"countable", countable},
            {"per_entry", times(estimate, 1)},
            {"most", std::move(most)},
            {"steps", std::move(steps)},
            {"loops", estimate.loops},
            {"suffices", lacks.empty()},
            {"left", {{"credits", json::object()}}}};
  if (const auto* left = find_path(standing, "tokens.left"))
    told["left"]["tokens"] = *left;
  for (const auto& [account, amount] : estimate.credits)
    told["left"]["credits"][account] = standing.at("credits").at(account).at("left");
  if (!lacks.empty())
    told["lacks"] = lacks;
  return told;
}

result<std::vector<content::finding>>
daemon_orchestrator::budget_findings(const running_version& version, const std::stop_token& stop) {
  const auto priced = price_campaign(version, stop);
  if (!priced && priced.error().code == error_code::question_ended)
    return fail(priced.error());
  // An audience that cannot be counted is no reason to warn of what it costs.
  if (!priced || priced->at("suffices").get<bool>())
    return std::vector<content::finding>{};
  return std::vector<content::finding>{
      {"budget_short", content::severity::warning, "/steps",
       "the budget may run out: " + priced->at("lacks").get<std::string>() +
           "; the campaign then pauses until there is more"}};
}

void daemon_orchestrator::estimate_campaign(std::string id, completion<json> done) {
  answer_question(std::move(done),
                  [this, id = std::move(id)](const std::stop_token& stop) -> result<json> {
                    const auto known = with_.catalogue.find(id);
                    if (!known)
                      return fail(known.error());
                    return price_campaign(*known->newest, stop);
                  });
}

} // namespace sojourn::actors
