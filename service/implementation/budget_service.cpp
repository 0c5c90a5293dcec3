// What can be asked about the budget: prices, what is left, what campaigns cost and will cost.
#include "service/implementation/budget_service.hpp"

#include "accounts/changes.hpp"
#include "service/implementation/campaign_price.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"

namespace sojourn::service {

namespace {

/// What is reserved for outcomes that are unknown, and when the first of that is settled.
json show(const storage::unheard_costs& unheard, const budget::plan_ptr& plan) {
  json shown{{"count", unheard.count}};
  if (!unheard.since)
    return shown;
  const auto rule = plan != nullptr ? plan->unheard : budget::unheard_rule{};
  shown["since"] = to_text(*unheard.since);
  shown["settled_at"] = to_text(*unheard.since + rule.after);
  shown["settle"] = rule.spends ? "spend" : "release";
  return shown;
}

json show(const storage::stored_budget& stored) {
  json shown{{"version", stored.version}, {"budget", stored.document}};
  if (stored.version != 0) {
    shown["updated_at"] = to_text(stored.at);
    shown["updated_by"] = stored.who;
  }
  return shown;
}

} // namespace

void budget_service::get(completion<written> done) {
  answer_query(std::move(done), [this]() -> result<written> {
    const auto stored = reader().budget().newest();
    auto shown = show(stored);
    shown.update(reader().budget().standing(now()));
    shown["unheard"] = show(reader().budget().unheard(), services_.budget.now());
    auto& paused = shown["paused"] = json::array();
    for (const auto& one : reader().budget().pauses())
      paused.push_back(show(one));
    return written{std::move(shown), false, false, stored.version};
  });
}

void budget_service::put(json document, preconditions only_if, caller by,
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
        const auto before = storage::present_budget(tx).document;
        auto put = storage::put_budget(tx, document, only_if, by.who, at);
        if (put)
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = document.is_null() ? "budget.remove" : "budget.put",
                                .target = std::to_string(put->version),
                                .why = by.why,
                                .changes = accounts::changes_between(before, document)});
        return put;
      },
      [this, plan = std::move(plan)](const storage::stored_budget& put) -> result<written> {
        services_.budget.put(plan);
        scheduler_.look();
        return written{show(put), false, false, put.version};
      });
}

void budget_service::deposit(deposit_request request, completion<written> done) {
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [request = std::move(request), at](storage::transaction& tx) {
        return with_idempotency_key(tx, request.idem, at, [&] {
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

void budget_service::periods(std::string per, page_request at, completion<page> done) {
  answer_query(std::move(done), [this, per = std::move(per), at = std::move(at)]() -> result<page> {
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

void budget_service::statement(std::string id, std::optional<instant> from,
                               std::optional<instant> to, completion<json> done) {
  answer_query(std::move(done), [this, id = std::move(id), from, to]() -> result<json> {
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

void budget_service::estimate(std::string id, completion<json> done) {
  answer_question(std::move(done),
                  [this, id = std::move(id)](const std::stop_token& stop) -> result<json> {
                    const auto known = services_.catalogue.find(id);
                    if (!known)
                      return fail(known.error());
                    return price_campaign(services_, *known->newest, stop);
                  });
}

} // namespace sojourn::service
