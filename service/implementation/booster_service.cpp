// What can be asked about boosters as a whole: their documents, set-up, and the move of their day.
#include "service/implementation/booster_service.hpp"

#include "accounts/changes.hpp"
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

constexpr std::size_t longest_booster_name = 30;

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

/// Moves the cards of an event that were not sent, and collects what stands against that.
class card_mover {
public:
  card_mover(storage::transaction& tx, const boosters::booster& event, std::string who, instant now)
      : tx_{tx}, event_{event}, who_{std::move(who)}, now_{now} {}

  /// By whole days. Errors: invalid_request, invalid_instant.
  result<void> move(storage::stored_card card, std::int64_t days) {
    auto source = card.source;
    auto at = boosters::moved_by(source.at("at").get<std::string>(), days);
    if (!at)
      return fail(std::move(at.error()));
    source["at"] = std::move(*at);
    return put(std::move(card), source);
  }

  /// To where its document says by the event of now, as with another time zone.
  result<void> put(storage::stored_card card, const json& source) {
    const auto read = boosters::read_card(event_, card.id, source);
    if (!read)
      return fail(read.error());
    const auto place = pointer_to("/cards", card.id);
    const bool is_on = card.status == card_status::on;
    if (is_on && read->at <= now_)
      past_.push_back({place, "it would be at " + to_text(read->at) +
                                  "; switch it off first, or choose a later day"});
    if (is_on) {
      if (auto expired = expired_codes(*read, pool_expires_at(tx_, read->voucher_pool), read->at,
                                       place + "/voucher_pool"))
        expired_.push_back(std::move(*expired));
    }
    if (card.source == read->source && card.at == read->at)
      return {};
    card.source = read->source;
    card.at = read->at;
    card.version += 1;
    card.updated_at = now_;
    card.updated_by = who_;
    if (is_on) {
      card.look_at = card.at;
      card.held_by.clear();
    }
    storage::put_card(tx_, card);
    return {};
  }

  /// Errors: wrong_state where cards that are on would be in the past; codes_expire.
  result<void> finish() {
    if (!past_.empty())
      return fail(error_code::wrong_state,
                  "the event stays where it is: cards that are on would be in the past",
                  std::move(past_));
    if (!expired_.empty())
      return fail(error_code::codes_expire,
                  "the event stays where it is: codes of cards that are on would have expired; "
                  "switch these cards off first, or give them other pools",
                  std::move(expired_));
    return {};
  }

private:
  storage::transaction& tx_;
  const boosters::booster& event_;
  std::string who_;
  instant now_{};
  std::vector<error_detail> past_{};
  std::vector<error_detail> expired_{};
};

/// A card that was neither sent nor removed.
bool may_move(const storage::stored_card& card) {
  return !card.run && card.status != card_status::removed;
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
      if (!boosters::is_plain_name(request.id) || request.id.size() > longest_booster_name)
        return fail(
            error_code::invalid_request, "the booster has no id",
            {{"/id", "write a name of up to 30 characters without a dot, such as \"9-9\""}});
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
      if (auto fit = require_cards_of(*from, *event, by->group_cap); !fit)
        return fail(std::move(fit.error()));
      request.definition = event->source;
      return check_cards(*event, by->group_cap);
    });
    if (!checked)
      return (*answer)(fail(std::move(checked.error())));
    store(std::move(request), std::move(*checked), std::move(*answer));
  });
}

/// Another time zone moves the cards, too, and a card that is on must stay fit.
result<void> booster_service::fit_cards(storage::transaction& tx,
                                        const storage::stored_document& document,
                                        const std::vector<checked_card>& on, const std::string& who,
                                        instant at) {
  const auto event = boosters::read_booster(document.id, document.source);
  if (!event)
    return fail(event.error());
  card_mover cards{tx, *event, who, at};
  std::size_t found = 0;
  for (auto& card : storage::cards_of(tx, document.id)) {
    if (!may_move(card))
      continue;
    if (card.status == card_status::on) {
      const auto checked =
          std::ranges::find_if(on, [&](const checked_card& one) { return one.card.id == card.id; });
      if (checked == on.end() || checked->card.source != card.source)
        return fail(error_code::wrong_state,
                    "a card of the booster was changed in the meantime; try again");
      ++found;
    }
    const auto source = card.source;
    if (auto put = cards.put(std::move(card), source); !put)
      return put;
  }
  if (found != on.size())
    return fail(error_code::wrong_state,
                "a card of the booster was changed in the meantime; try again");
  return cards.finish();
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
    if (auto fit = fit_cards(tx, put->document, on, request.by.who, at); !fit)
      return fail(std::move(fit.error()));
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
          return fail(error_code::invalid_request, "the event is not moved",
                      {{"/date", "with it a phase would not lie in the years 0000 to 9999; write "
                                 "another day"}});
        const auto event = boosters::read_booster(id, *source);
        if (!event)
          return fail(event.error());
        auto put = storage::write_booster(
            tx, {.id = id, .source = event->source, .only_if = only_if, .who = by.who}, at);
        if (!put)
          return fail(std::move(put.error()));
        card_mover cards{tx, *event, by.who, at};
        for (auto& card : storage::cards_of(tx, id)) {
          if (!may_move(card) || *days == 0)
            continue;
          if (auto moved = cards.move(std::move(card), *days); !moved)
            return fail(std::move(moved.error()));
        }
        if (auto fit = cards.finish(); !fit)
          return fail(std::move(fit.error()));
        storage::write_audit(tx, at,
                             {.who = by.who,
                              .action = "booster.move",
                              .target = id,
                              .why = "to " + date,
                              .changes = accounts::changes_between(
                                  {{"date", stored->source.at("date")}}, {{"date", date}})});
        return put->document;
      },
      [this](const storage::stored_document& moved) -> result<written> {
        scheduler_.look();
        return written{show_stored(moved), false, false, moved.version};
      });
}

} // namespace sojourn::service
