// What can be asked about boosters as a whole: their documents, set-up, and the move of their day.
#include "service/implementation/booster_service.hpp"

#include "boosters/local_time.hpp"
#include "boosters/template.hpp"
#include "calendar/calendar.hpp"
#include "service/implementation/right_to_send.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/runs.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace sojourn::service {

namespace {

using boosters::card_status;

tl::unexpected<error> no_booster(const std::string& id) {
  return fail(error_code::not_found, "there is no booster \"" + id + "\"");
}

json show_phases(const boosters::booster& event) {
  json shown = json::array();
  for (const auto& phase : event.phases)
    shown.push_back({{"id", phase.id},
                     {"title", phase.title},
                     {"goal", boosters::to_text(phase.measured_by)},
                     {"strategy", phase.strategy},
                     {"groups", phase.groups},
                     {"from", calendar::to_local_text(phase.from, event.zone).value_or("")},
                     {"to", calendar::to_local_text(phase.to, event.zone).value_or("")}});
  return shown;
}

json show_stored(const storage::stored_document& stored) {
  return {{"id", stored.id},
          {"version", stored.version},
          {"title", stored.source.at("title")},
          {"date", stored.source.at("date")},
          {"timezone", stored.source.at("timezone")},
          {"created_at", to_text(stored.created_at)},
          {"updated_at", to_text(stored.updated_at)},
          {"updated_by", stored.updated_by},
          {"booster", stored.source}};
}

/// The document with its day and phases moved by whole days.
result<json> moved_document(json source, std::int64_t days, const std::string& date) {
  source["date"] = date;
  for (auto& phase : source["phases"]) {
    for (const auto* bound : {"from", "to"}) {
      auto at = boosters::moved_by(phase.at(bound).get<std::string>(), days);
      if (!at)
        return fail(std::move(at.error()));
      phase[bound] = std::move(*at);
    }
  }
  return source;
}

/// Moves a card that was not sent. Errors: invalid_request.
result<void> move_card(storage::transaction& tx, storage::stored_card card,
                       const boosters::booster& event, std::int64_t days, const std::string& who,
                       instant now) {
  auto source = card.source;
  auto at = boosters::moved_by(source.at("at").get<std::string>(), days);
  if (!at)
    return fail(std::move(at.error()));
  source["at"] = std::move(*at);
  const auto read = boosters::read_card(event, card.id, source);
  if (!read)
    return fail(read.error());
  if (card.status == card_status::on && read->at <= now)
    return fail(error_code::wrong_state,
                "the event is not moved: cards that are on would be in the past",
                {{pointer_to("/cards", card.id),
                  "it would be at " + to_text(read->at) + "; switch it off first, or move less"}});
  card.source = read->source;
  card.at = read->at;
  card.version += 1;
  card.updated_at = now;
  card.updated_by = who;
  if (card.status == card_status::on)
    card.look_at = card.at;
  storage::put_card(tx, card);
  return {};
}

} // namespace

result<json> booster_service::show(const storage::stored_document& stored) {
  const auto event = read_stored_booster(stored);
  if (!event)
    return fail(event.error());
  const auto by = eligibility_settings(reader());
  if (!by)
    return fail(by.error());
  auto shown = show_stored(stored);
  shown["phases"] = show_phases(*event);
  shown["cards"] = json::array();
  for (const auto& card : reader().boosters().cards(stored.id))
    shown["cards"].push_back(show_card(card, *event, by->group_cap,
                                       card.run ? reader().runs().find(*card.run) : std::nullopt));
  const auto may =
      require_eligible(reader().boosters().evaluation_in_force(), *event, *by, nullptr);
  shown["may_set_up"] = may.has_value();
  if (const auto lacks = boosters::missing_skus(event->approved_skus.size(), by->limits))
    shown["missing"] = json::array({boosters::as_json(*lacks)});
  return shown;
}

void booster_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    page found;
    for (const auto& stored : reader().boosters().list()) {
      if (!at.cursor.empty() && stored.id <= at.cursor)
        continue;
      if (found.items.size() == at.limit) {
        found.next_cursor = found.items.back().at("id").get<std::string>();
        break;
      }
      auto shown = show_stored(stored);
      shown.erase("booster");
      json counts = json::object();
      for (const auto& card : reader().boosters().cards(stored.id)) {
        auto& count = counts[std::string{boosters::to_text(card.status)}];
        count = count.is_null() ? 1 : count.get<std::int64_t>() + 1;
      }
      shown["cards"] = std::move(counts);
      found.items.push_back(std::move(shown));
    }
    return found;
  });
}

void booster_service::get(std::string id, completion<written> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<written> {
    const auto stored = reader().boosters().find(id);
    if (!stored)
      return no_booster(id);
    auto shown = show(*stored);
    if (!shown)
      return fail(std::move(shown.error()));
    return written{std::move(*shown), false, false, stored->version};
  });
}

result<std::vector<checked_card>> booster_service::check_cards(const boosters::booster& event,
                                                               std::int64_t group_cap) {
  std::vector<checked_card> on;
  std::vector<error_detail> wrong;
  for (const auto& card : reader().boosters().cards(event.id)) {
    if (card.run)
      continue;
    auto checked = check_card(services_, event, card.id, card.source, group_cap);
    if (checked && card.status == card_status::on)
      on.push_back(std::move(*checked));
    if (checked)
      continue;
    for (const auto& detail : checked.error().details)
      wrong.push_back({pointer_to("/cards", card.id) + detail.pointer, detail.message});
  }
  if (!wrong.empty())
    return fail(error_code::invalid_request,
                "cards of the booster do not fit into it; change or remove them first",
                std::move(wrong));
  return on;
}

void booster_service::put(document_request request, completion<written> done) {
  const auto answer = std::make_shared<completion<written>>(std::move(done));
  run_check(answer, [this, answer, request = std::move(request)]() mutable {
    auto checked = storage::as_result([&]() -> result<std::vector<checked_card>> {
      const auto own = request.definition.value("id", json());
      if (request.id.empty() && own.is_string())
        request.id = own.get<std::string>();
      if (!is_name(request.id) || request.id.size() > 30)
        return fail(error_code::invalid_request, "the booster has no id",
                    {{"/id", "write a name of up to 30 characters, such as \"9-9\""}});
      const auto name =
          request.definition.value("template", json(std::string{boosters::shipped_template}));
      const auto from = template_document(name.is_string() ? name.get<std::string>() : "");
      if (!from)
        return fail(from.error());
      auto whole = boosters::with_template(request.definition, *from, name.get<std::string>());
      if (!whole)
        return fail(std::move(whole.error()));
      auto event = boosters::read_booster(request.id, *whole);
      if (!event)
        return fail(std::move(event.error()));
      if (const auto before = reader().boosters().find(request.id);
          before && before->source.at("date") != event->source.at("date"))
        return fail(error_code::invalid_request, "the booster has errors",
                    {{"/date", "move the event with POST /v1/boosters/" + request.id +
                                   "/move, which moves its cards, too"}});
      const auto by = eligibility_settings(reader());
      if (!by)
        return fail(by.error());
      request.definition = event->source;
      return check_cards(*event, by->group_cap);
    });
    if (!checked)
      return (*answer)(fail(std::move(checked.error())));
    store(std::move(request), std::move(*checked), std::move(*answer));
  });
}

result<json> booster_service::write_booster_in(storage::transaction& tx,
                                               const document_request& request,
                                               const std::vector<checked_card>& on,
                                               std::vector<card_change>& made, instant at) {
  auto put = storage::write_booster(tx,
                                    {.id = request.id,
                                     .source = request.definition,
                                     .must_be_new = request.must_be_new,
                                     .only_if = request.only_if,
                                     .who = request.by.who},
                                    at);
  if (!put)
    return fail(std::move(put.error()));
  if (put->changed) {
    for (const auto& one : on) {
      if (auto may = require_right_to_send(tx, request.by, "the booster \"" + request.id + "\"",
                                           std::array{one.campaign->id});
          !may)
        return fail(std::move(may.error()));
      card_change change;
      if (auto written = write_campaign_of(tx, one, request.by.who, at, change); !written)
        return fail(std::move(written.error()));
      made.push_back(std::move(change));
    }
  }
  auto shown = show_stored(put->document);
  shown["created"] = put->created;
  return shown;
}

void booster_service::store(document_request request, std::vector<checked_card> on,
                            completion<written> done) {
  struct outcome {
    std::vector<card_change> made;
    keyed_answer answer;
  };
  const auto at = now();
  const auto by = request.by;
  const auto cards = std::make_shared<const std::vector<checked_card>>(std::move(on));
  commit<outcome>(
      std::move(done),
      [this, request = std::move(request), cards, at](storage::transaction& tx) -> result<outcome> {
        outcome made;
        auto told = with_idempotency_key(tx, request.idem, at, [&]() {
          return write_booster_in(tx, request, *cards, made.made, at);
        });
        if (!told)
          return fail(std::move(told.error()));
        made.answer = std::move(*told);
        return made;
      },
      [this, cards, by](outcome made) -> result<written> {
        for (std::size_t i = 0; i < made.made.size(); ++i)
          take_over(services_, made.made[i], (*cards)[i].campaign, by);
        auto body = std::move(made.answer.body);
        const bool is_new = body.value("created", false);
        body.erase("created");
        const auto version = body.at("version").get<std::int64_t>();
        return written{std::move(body), is_new, made.answer.replayed, version};
      });
}

void booster_service::remove(std::string id, preconditions only_if, caller by,
                             completion<json> done) {
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=](storage::transaction& tx) -> result<storage::stored_document> {
        for (const auto& card : storage::cards_of(tx, id)) {
          if (card.run || card.status == card_status::on || card.switched_at)
            return fail(error_code::wrong_state,
                        "the card \"" + card.id + "\" of the booster \"" + id +
                            "\" was switched on once, so the booster stays");
        }
        return storage::remove_booster(tx, id, only_if, by.who, by.why, at);
      },
      [](const storage::stored_document& removed) -> result<json> {
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

result<booster_service::drafts> booster_service::draft_cards(const std::string& id,
                                                             const std::string& who, instant at) {
  const auto stored = reader().boosters().find(id);
  if (!stored)
    return no_booster(id);
  const auto event = read_stored_booster(*stored);
  if (!event)
    return fail(event.error());
  const auto settings = eligibility_settings(reader());
  if (!settings)
    return fail(settings.error());
  if (auto may =
          require_eligible(reader().boosters().evaluation_in_force(), *event, *settings, nullptr);
      !may)
    return fail(std::move(may.error()));
  const auto from =
      template_document(stored->source.value("template", std::string{boosters::shipped_template}));
  if (!from)
    return fail(from.error());
  if (event->voucher_pool.empty() && boosters::gives_codes(*from))
    return fail(error_code::invalid_request, "the booster cannot be set up",
                {{"/voucher_pool", "cards of the template give codes; name the pool that they come "
                                   "from"}});
  drafts made{.booster_version = stored->version};
  for (auto& one : boosters::cards_from(*from, *event)) {
    auto checked = check_card(services_, *event, one.id, one.source, settings->group_cap);
    if (!checked)
      return fail(std::move(checked.error()));
    if (one.was_moved)
      made.moved.push_back(one.id);
    made.cards.push_back({.booster = id,
                          .id = one.id,
                          .version = 1,
                          .source = checked->card.source,
                          .at = checked->card.at,
                          .created_at = at,
                          .updated_at = at,
                          .updated_by = who});
  }
  return made;
}

void booster_service::set_up(std::string id, caller by, completion<json> done) {
  const auto answer = std::make_shared<completion<json>>(std::move(done));
  run_check(answer, [this, answer, id, by] {
    const auto at = now();
    auto ready = storage::as_result([&] { return draft_cards(id, by.who, at); });
    if (!ready)
      return (*answer)(fail(std::move(ready.error())));
    commit<json>(
        completion<json>{[answer](result<json> told) { (*answer)(std::move(told)); }},
        [ready = std::move(*ready), id, by, at](storage::transaction& tx) -> result<json> {
          const auto stored = storage::booster_of(tx, id);
          if (!stored || stored->version != ready.booster_version)
            return fail(error_code::wrong_state,
                        "the booster was changed in the meantime; try again");
          std::set<std::string> there;
          for (const auto& card : storage::cards_of(tx, id))
            there.insert(card.id);
          json made = json::array();
          json kept = json::array();
          for (const auto& card : ready.cards) {
            const bool is_there = there.contains(card.id);
            (is_there ? kept : made).push_back(card.id);
            if (!is_there)
              storage::put_card(tx, card);
          }
          storage::write_audit(tx, at, by.who, "booster.set_up", id,
                               std::to_string(made.size()) + " cards");
          return json{{"booster", id}, {"made", made}, {"kept", kept}, {"moved", ready.moved}};
        },
        [](json told) -> result<json> { return told; });
  });
}

void booster_service::move(std::string id, std::string date, preconditions only_if, caller by,
                           completion<written> done) {
  const auto at = now();
  commit<storage::stored_document>(
      std::move(done),
      [=](storage::transaction& tx) -> result<storage::stored_document> {
        const auto stored = storage::booster_of(tx, id);
        if (!stored)
          return no_booster(id);
        const auto days = boosters::days_from(stored->source.at("date").get<std::string>(), date);
        if (!days || date.size() != stored->source.at("date").get<std::string>().size())
          return fail(error_code::invalid_request, "the event is not moved",
                      {{"/date", "expected a day, such as \"2026-10-10\""}});
        auto source = moved_document(stored->source, *days, date);
        if (!source)
          return fail(std::move(source.error()));
        const auto event = boosters::read_booster(id, *source);
        if (!event)
          return fail(event.error());
        auto put = storage::write_booster(
            tx, {.id = id, .source = event->source, .only_if = only_if, .who = by.who}, at);
        if (!put)
          return fail(std::move(put.error()));
        for (auto& card : storage::cards_of(tx, id)) {
          if (card.run || card.status == card_status::removed || *days == 0)
            continue;
          if (auto moved = move_card(tx, std::move(card), *event, *days, by.who, at); !moved)
            return fail(std::move(moved.error()));
        }
        storage::write_audit(tx, at, by.who, "booster.move", id, "to " + date);
        return put->document;
      },
      [this](const storage::stored_document& moved) -> result<written> {
        scheduler_.look();
        return written{show_stored(moved), false, false, moved.version};
      });
}

} // namespace sojourn::service
