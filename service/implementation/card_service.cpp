// What can be asked about cards of boosters, but for what they say to whom.
#include "service/implementation/card_service.hpp"

#include "accounts/changes.hpp"
#include "boosters/card_campaign.hpp"
#include "service/implementation/right_to_send.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/runs.hpp"

#include <algorithm>
#include <array>

namespace sojourn::service {

namespace {

using boosters::card_status;
using boosters::switch_action;

std::string named(const std::string& booster, const std::string& card) {
  return booster + "/" + card;
}

tl::unexpected<error> changed_meanwhile() {
  return fail(error_code::wrong_state,
              "the booster or the card was changed in the meantime; look at it and try again");
}

std::optional<storage::stored_run> run_of(storage::transaction& tx,
                                          const storage::stored_card& card) {
  return card.run ? storage::find_run(tx, *card.run) : std::nullopt;
}

boosters::card_moment moment_of(storage::transaction& tx, const storage::stored_card& card,
                                const boosters::booster& event) {
  const auto* phase = event.find_phase(card.source.value("phase", std::string{}));
  return {.status = card.status,
          .has_begun = card.run.has_value(),
          .is_over = is_over(card, run_of(tx, card)),
          .at = card.at,
          .phase_ends = phase != nullptr ? phase->to : card.at};
}

/// Whether the switch needs the card to be fit to be sent.
bool sends(switch_action action) {
  return action == switch_action::arm || action == switch_action::send_now ||
         action == switch_action::go_on;
}

std::string_view audit_name(switch_action action) {
  switch (action) {
  case switch_action::arm:
    return "card.on";
  case switch_action::send_now:
  case switch_action::go_on:
    return "card.send_now";
  case switch_action::skip:
    return "card.skip";
  default:
    return "card.off";
  }
}

} // namespace

json card_service::show(const storage::stored_card& card, const boosters::booster& event,
                        std::int64_t group_cap) {
  return show_card(card, event, group_cap,
                   card.run ? reader().runs().find(*card.run) : std::nullopt);
}

void card_service::list(std::string booster, page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto event = find_booster(reader(), booster);
    if (!event)
      return fail(event.error());
    const auto by = eligibility_settings(reader());
    if (!by)
      return fail(by.error());
    page found;
    for (const auto& card : reader().boosters().cards(booster)) {
      if (!at.cursor.empty() && card.id <= at.cursor)
        continue;
      if (found.items.size() == at.limit) {
        found.next_cursor = found.items.back().at("id").get<std::string>();
        break;
      }
      found.items.push_back(show(card, *event, by->group_cap));
    }
    return found;
  });
}

void card_service::get(std::string booster, std::string card, completion<written> done) {
  answer_query(std::move(done), [=, this]() -> result<written> {
    const auto event = find_booster(reader(), booster);
    if (!event)
      return fail(event.error());
    const auto stored = reader().boosters().card(booster, card);
    if (!stored)
      return fail(error_code::not_found,
                  "the booster \"" + booster + "\" has no card \"" + card + "\"");
    const auto by = eligibility_settings(reader());
    if (!by)
      return fail(by.error());
    return written{show(*stored, *event, by->group_cap), false, false, stored->version};
  });
}

result<card_service::looked_at> card_service::look_at(const std::string& booster,
                                                      const std::string& card, const json* source) {
  const auto document = reader().boosters().find(booster);
  if (!document)
    return fail(error_code::not_found, "there is no booster \"" + booster + "\"");
  const auto by = eligibility_settings(reader());
  if (!by)
    return fail(by.error());
  const auto stored = reader().boosters().card(booster, card);
  if (source == nullptr && !stored)
    return fail(error_code::not_found,
                "the booster \"" + booster + "\" has no card \"" + card + "\"");
  auto event = read_stored_booster(*document);
  if (!event)
    return fail(std::move(event.error()));
  auto checked =
      check_card(services_, std::move(*event), card, source != nullptr ? *source : stored->source,
                 by->group_cap, source == nullptr && stored->run);
  if (!checked)
    return fail(std::move(checked.error()));
  return looked_at{.booster_version = document->version,
                   .card_version = stored ? stored->version : 0,
                   .group_cap = by->group_cap,
                   .checked = std::move(*checked)};
}

void card_service::put(card_request request, completion<written> done) {
  const auto answer = std::make_shared<completion<written>>(std::move(done));
  ask<written>(answer,
               [this, answer,
                request = std::move(request)](const std::stop_token& stop) mutable -> result<void> {
                 auto& document = request.document;
                 const auto own = document.definition.value("id", json());
                 if (document.id.empty() && own.is_string())
                   document.id = own.get<std::string>();
                 if (!boosters::is_plain_name(document.id))
                   return fail(error_code::invalid_request, "the card has no id",
                               {{"/id", "write a name without a dot, such as \"day-in-cart\""}});
                 auto seen = look_at(request.booster, document.id, &document.definition);
                 if (!seen)
                   return fail(seen.error());
                 const auto stored = reader().boosters().card(request.booster, document.id);
                 if (stored && stored->status == card_status::on) {
                   const auto& at = seen->checked.card.at;
                   if (at <= now())
                     return fail(
                         error_code::invalid_request, "the card \"" + document.id + "\" has errors",
                         {{"/at", "it has passed, and the card is on; switch it off first"}});
                   if (auto fit = require_fit_card(services_, seen->checked, at, {}, stop); !fit)
                     return fail(std::move(fit.error()));
                 }
                 store(std::move(request), std::move(*seen), answer);
                 return {};
               });
}

result<json> card_service::write_in(storage::transaction& tx, const card_request& request,
                                    const looked_at& seen, instant at, card_written& made) {
  const auto& document = request.document;
  const auto& read = seen.checked.card;
  const auto booster = storage::booster_of(tx, request.booster);
  auto cards = storage::cards_of(tx, request.booster);
  const auto there = std::ranges::find(cards, document.id, &storage::stored_card::id);
  const bool is_new = there == cards.end();
  if (!is_new && there->status == card_status::removed)
    return fail(error_code::already_exists,
                "the card \"" + document.id + "\" was removed; give a new one another id");
  if (!booster || booster->version != seen.booster_version ||
      (is_new ? 0 : there->version) != seen.card_version)
    return changed_meanwhile();
  if (!is_new && document.must_be_new)
    return fail(error_code::already_exists, "there is a card \"" + document.id + "\" already");
  if (is_new && cards.size() >= boosters::most_cards)
    return fail(error_code::wrong_state,
                "a booster has " + std::to_string(boosters::most_cards) + " cards at most");
  if (auto holds = require(document.only_if, "the card \"" + document.id + "\"",
                           is_new ? std::nullopt : std::optional{there->version});
      !holds)
    return fail(std::move(holds.error()));
  if (auto free = is_new ? require_free_campaign(tx, request.booster, document.id) : result<void>{};
      !free)
    return fail(std::move(free.error()));
  auto& card = made.change.card;
  card = is_new
             ? storage::stored_card{.booster = request.booster, .id = document.id, .created_at = at}
             : *there;
  if (card.run)
    return fail(error_code::wrong_state,
                "the card has begun to be sent, which is final; make another card");
  made.created = is_new;
  if (is_new || card.source != read.source) {
    const auto before = is_new ? json{} : card.source;
    card.version += 1;
    card.source = read.source;
    card.at = read.at;
    card.updated_at = at;
    card.updated_by = document.by.who;
    if (auto kept = keep_on(tx, document.by, seen, at, made.change); !kept)
      return fail(std::move(kept.error()));
    storage::put_card(tx, card);
    storage::write_audit(tx, at,
                         {.who = document.by.who,
                          .action = "card.put",
                          .target = named(request.booster, document.id),
                          .why = "version " + std::to_string(card.version),
                          .changes = accounts::changes_between(before, card.source)});
  }
  return show_card(card, seen.checked.event, seen.group_cap, std::nullopt);
}

result<void> card_service::keep_on(storage::transaction& tx, const caller& by,
                                   const looked_at& seen, instant at, card_change& made) {
  if (made.card.status != card_status::on)
    return {};
  made.card.look_at = made.card.at;
  made.card.held_by.clear();
  if (auto may = require_right_to_send(tx, by, "the card \"" + made.card.id + "\"",
                                       std::array{seen.checked.campaign->id});
      !may)
    return may;
  return write_campaign_of(tx, seen.checked, by.who, at, made);
}

void card_service::store(card_request request, looked_at seen, const answer_ptr& answer) {
  const auto at = now();
  const auto looked = std::make_shared<const looked_at>(std::move(seen));
  const auto by = request.document.by;
  commit<card_written>(
      completion<written>{[answer](result<written> told) { (*answer)(std::move(told)); }},
      [this, looked, at,
       request = std::move(request)](storage::transaction& tx) -> result<card_written> {
        card_written made;
        auto shown = with_idempotency_key(tx, request.document.idem, at, [&]() {
          return write_in(tx, request, *looked, at, made);
        });
        if (!shown)
          return fail(std::move(shown.error()));
        made.answer = std::move(*shown);
        return made;
      },
      [this, looked, by](card_written made) -> result<written> {
        take_over(services_, made.change, looked->checked.campaign, by);
        scheduler_.look();
        const auto version = made.answer.body.at("version").get<std::int64_t>();
        return written{std::move(made.answer.body), made.created, made.answer.replayed, version};
      });
}

void card_service::remove(std::string booster, std::string card, preconditions only_if, caller by,
                          completion<json> done) {
  const auto at = now();
  commit<card_change>(
      std::move(done),
      [=](storage::transaction& tx) -> result<card_change> {
        auto found = storage::card_of(tx, booster, card);
        if (!found)
          return fail(std::move(found.error()));
        if (auto holds = require(only_if, "the card \"" + card + "\"", found->version); !holds)
          return fail(std::move(holds.error()));
        if (found->run)
          return fail(error_code::wrong_state, "the card has begun to be sent, which is final");
        card_change made{.card = std::move(*found)};
        made.card.status = card_status::removed;
        made.card.version += 1;
        made.card.held_by.clear();
        made.card.look_at.reset();
        made.card.updated_at = at;
        made.card.updated_by = by.who;
        storage::put_card(tx, made.card);
        if (auto paused = set_campaign_of(tx, made, storage::campaign_state::paused, by.who,
                                          "its card was removed", at);
            !paused)
          return fail(std::move(paused.error()));
        storage::write_audit(tx, at,
                             {.who = by.who,
                              .action = "card.delete",
                              .target = named(booster, card),
                              .why = by.why,
                              .changes = accounts::changes_between(made.card.source, json{})});
        return made;
      },
      [this, by](const card_change& made) -> result<json> {
        take_over(services_, made, nullptr, by);
        return json{{"id", made.card.id}, {"booster", made.card.booster}, {"deleted", true}};
      });
}

void card_service::change(switch_request request, completion<json> done) {
  const auto answer = std::make_shared<completion<json>>(std::move(done));
  ask<json>(answer,
            [this, answer,
             request = std::move(request)](const std::stop_token& stop) mutable -> result<void> {
              auto seen = look_at(request.booster, request.card, nullptr);
              if (!seen)
                return fail(std::move(seen.error()));
              const bool skips = request.to.late == boosters::late_choice::skip;
              const auto stored = reader().boosters().card(request.booster, request.card);
              const bool is_on = stored && (stored->status == card_status::on ||
                                            stored->status == card_status::sending);
              const bool is_late = seen->checked.card.at <= now() && !request.to.late;
              if (request.to.on && !is_on && !is_late && !skips) {
                const auto sent_at = std::max(seen->checked.card.at, now());
                auto fit =
                    require_fit_card(services_, seen->checked, sent_at, request.overridden, stop);
                if (!fit)
                  return fail(std::move(fit.error()));
                seen->findings = std::move(*fit);
              }
              apply_switch(request, std::move(*seen), answer);
              return {};
            });
}

result<card_change> card_service::switch_in(storage::transaction& tx, const switch_request& request,
                                            const looked_at& seen, instant now) {
  auto found = storage::card_of(tx, request.booster, request.card);
  if (!found)
    return fail(std::move(found.error()));
  const auto booster = storage::booster_of(tx, request.booster);
  if (!booster || booster->version != seen.booster_version || found->version != seen.card_version)
    return changed_meanwhile();
  const auto& who = request.by.who;
  const auto action =
      boosters::decide_switch(moment_of(tx, *found, seen.checked.event), request.to, now);
  if (!action)
    return fail(action.error());
  card_change made{.card = std::move(*found)};
  auto& card = made.card;
  if (*action == switch_action::nothing)
    return made;
  card.switched_at = now;
  card.switched_by = who;
  card.look_at.reset();
  card.held_by.clear();
  card.gated = false;
  const auto told = [&, before = card.status] {
    storage::write_audit_of_state(tx, now,
                                  {.who = who,
                                   .action = std::string{audit_name(*action)},
                                   .target = named(card.booster, card.id),
                                   .why = request.by.why},
                                  boosters::to_text(before), boosters::to_text(card.status));
  };
  if (sends(*action)) {
    if (*action != switch_action::go_on) {
      if (auto put = write_campaign_of(tx, seen.checked, who, now, made); !put)
        return fail(std::move(put.error()));
    }
    if (auto set = set_campaign_of(tx, made, storage::campaign_state::active, who,
                                   "its card was switched on", now);
        !set)
      return fail(std::move(set.error()));
  } else if (*action != switch_action::skip) {
    if (auto set = set_campaign_of(tx, made, storage::campaign_state::paused, who,
                                   "its card was switched off", now);
        !set)
      return fail(std::move(set.error()));
  }
  switch (*action) {
  case switch_action::send_now:
    begin_card(tx, made, who, request.by.why, now);
    told();
    return made;
  case switch_action::arm:
    card.status = card_status::on;
    card.look_at = card.at;
    break;
  case switch_action::go_on:
    card.status = card_status::sending;
    break;
  case switch_action::stop:
    card.status = card_status::stopped;
    break;
  case switch_action::skip:
    card.status = card_status::skipped;
    break;
  default:
    card.status = card_status::off;
  }
  told();
  storage::put_card(tx, card);
  return made;
}

void card_service::apply_switch(const switch_request& request, looked_at seen,
                                std::shared_ptr<completion<json>> answer) {
  const auto at = now();
  const auto looked = std::make_shared<const looked_at>(std::move(seen));
  commit<card_change>(
      completion<json>{[answer](result<json> told) { (*answer)(std::move(told)); }},
      [this, request, looked, at](storage::transaction& tx) {
        auto made = switch_in(tx, request, *looked, at);
        if (made)
          made->run = run_of(tx, made->card);
        return made;
      },
      [this, request, looked](const card_change& made) -> result<json> {
        take_over(services_, made, looked->checked.campaign, request.by);
        if (made.begun)
          runs_.work_on(*made.begun);
        else if (made.state && made.state->state == storage::campaign_state::active)
          resumer_.resume(made.state->id);
        scheduler_.look();
        auto shown = show_card(made.card, looked->checked.event, looked->group_cap, made.run);
        shown["findings"] = json::array();
        for (const auto& one : looked->findings)
          shown["findings"].push_back(content::as_json(one));
        return shown;
      });
}

} // namespace sojourn::service
