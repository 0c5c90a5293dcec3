// What can be asked about the eligibility of the shop.
#include "service/implementation/eligibility_service.hpp"

#include "service/background/wait_for_commit.hpp"
#include "service/implementation/card_changes.hpp"
#include "service/implementation/cursor.hpp"

#include <limits>

namespace sojourn::service {

namespace {

json show_eligibility_document(const storage::stored_document& stored) {
  return {{"version", stored.version},
          {"updated_at", to_text(stored.updated_at)},
          {"updated_by", stored.updated_by},
          {"document", stored.source}};
}

json show_evaluation(const storage::stored_evaluation& one) {
  json shown{{"number", one.number},
             {"result", boosters::to_text(one.found)},
             {"missing", one.missing},
             {"inputs", one.inputs},
             {"thresholds", one.thresholds},
             {"measured_at", to_text(one.measured_at)},
             {"applies_at", to_text(one.applies_at)},
             {"who", one.who}};
  if (one.applied_at)
    shown["applied_at"] = to_text(*one.applied_at);
  return shown;
}

/// A document that nobody put, at version 0.
json show_unwritten(const json& source) { return {{"version", 0}, {"document", source}}; }

/// The approved SKUs of each event, and how many are missing.
json show_events(storage::reader& from, const boosters::settings& by) {
  json shown = json::array();
  for (const auto& stored : from.boosters().list()) {
    const auto event = read_stored_booster(stored);
    if (!event)
      continue;
    const auto lacks = boosters::missing_skus(event->approved_skus.size(), by.limits);
    shown.push_back({{"booster", stored.id},
                     {"approved_skus", event->approved_skus.size()},
                     {"wanted", by.limits.approved_skus},
                     {"missing", lacks ? by.limits.approved_skus -
                                             static_cast<std::int64_t>(event->approved_skus.size())
                                       : 0}});
  }
  return shown;
}

} // namespace

void eligibility_service::get(completion<json> done) {
  answer_query(std::move(done), [this]() -> result<json> {
    const auto by = eligibility_settings(reader());
    if (!by)
      return fail(by.error());
    auto& known = reader().boosters();
    const auto in_force = known.evaluation_in_force();
    const auto newest = known.newest_evaluation();
    json shown{
        {"result", boosters::to_text(in_force ? in_force->found : boosters::eligibility::none)},
        {"missing", in_force ? in_force->missing : json::array()},
        {"thresholds", by->source.at("thresholds")},
        {"boosters", show_events(reader(), *by)}};
    const auto today = shop_day(*by, now());
    shown["day"] = {{"day", today}, {"people", known.people_on(today)}};
    if (by->people_a_day)
      shown["day"]["most"] = *by->people_a_day;
    if (in_force)
      shown["in_force"] = show_evaluation(*in_force);
    if (newest && !newest->applied_at)
      shown["next"] = show_evaluation(*newest);
    if (known.eligibility_document(storage::eligibility_inputs_id)) {
      if (const auto next = by->measured.next(now(), 1); !next.empty())
        shown["next_measured_at"] = to_text(next.front());
    }
    return shown;
  });
}

void eligibility_service::settings(completion<written> done) {
  answer_query(std::move(done), [this]() -> result<written> {
    const auto stored = reader().boosters().eligibility_document(storage::eligibility_settings_id);
    if (!stored)
      return written{show_unwritten(boosters::default_settings()), false, false, 0};
    const auto whole = eligibility_settings(stored);
    if (!whole)
      return fail(whole.error());
    auto shown = show_eligibility_document(*stored);
    shown["document"] = whole->source;
    return written{std::move(shown), false, false, stored->version};
  });
}

void eligibility_service::inputs(completion<written> done) {
  answer_query(std::move(done), [this]() -> result<written> {
    const auto stored = reader().boosters().eligibility_document(storage::eligibility_inputs_id);
    return written{stored ? show_eligibility_document(*stored) : show_unwritten(json::object()),
                   false, false, stored ? stored->version : 0};
  });
}

completion<written> eligibility_service::then_look(completion<written> done) {
  const auto answer = std::make_shared<completion<written>>(std::move(done));
  return completion<written>{[this, answer](result<written> stored) {
    if (stored)
      scheduler_.look();
    (*answer)(std::move(stored));
  }};
}

void eligibility_service::put_settings(document_request request, completion<written> done) {
  request.id = storage::eligibility_settings_id;
  put_document(
      std::move(request),
      {"eligibility document", "settings", storage::write_eligibility_document,
       show_eligibility_document},
      [](document_request& put) -> result<void> {
        const auto read = boosters::read_settings(put.definition);
        return read ? result<void>{} : fail(read.error());
      },
      then_look(std::move(done)));
}

void eligibility_service::put_inputs(document_request request, completion<written> done) {
  request.id = storage::eligibility_inputs_id;
  put_document(
      std::move(request),
      {"eligibility document", "inputs", storage::write_eligibility_document,
       show_eligibility_document},
      [this](document_request& put) -> result<void> {
        const auto by = eligibility_settings(reader());
        if (!by)
          return fail(by.error());
        const auto read = boosters::read_whole_inputs(put.definition, *by);
        return read ? result<void>{} : fail(read.error());
      },
      then_look(std::move(done)));
}

void eligibility_service::patch_inputs(document_request request, completion<written> done) {
  if (request.definition.empty())
    return done(fail(error_code::invalid_request, "the patch names no figure",
                     {{"", "write those that have changed, such as {\"followers\": 60}"}}));
  const auto by = storage::as_result([this] { return eligibility_settings(reader()); });
  if (!by)
    return done(fail(by.error()));
  if (const auto read = boosters::read_inputs(request.definition, *by); !read)
    return done(fail(read.error()));
  const auto at = now();
  commit<storage::document_written>(
      then_look(std::move(done)),
      [request = std::move(request), at](storage::transaction& tx) {
        const auto before = storage::eligibility_document_of(tx, storage::eligibility_inputs_id);
        auto whole = before ? before->source : boosters::no_inputs();
        whole.update(request.definition);
        return storage::write_eligibility_document(tx,
                                                   {.id = storage::eligibility_inputs_id,
                                                    .source = std::move(whole),
                                                    .only_if = request.only_if,
                                                    .who = request.by.who},
                                                   at);
      },
      [](const storage::document_written& put) -> result<written> {
        return written{show_eligibility_document(put.document), put.created, false,
                       put.document.version};
      });
}

void eligibility_service::history(page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto cursor = number_of<std::int64_t>(at.cursor);
    if (!cursor)
      return fail(cursor.error());
    page found;
    const auto before = *cursor == 0 ? std::numeric_limits<std::int64_t>::max() : *cursor;
    for (const auto& one : reader().boosters().evaluations(before, at.limit)) {
      found.items.push_back(show_evaluation(one));
      found.next_cursor = std::to_string(one.number);
    }
    if (found.items.size() < at.limit)
      found.next_cursor.clear();
    return found;
  });
}

void eligibility_service::evaluate(caller by, completion<json> done) {
  struct outcome {
    storage::stored_evaluation found;
    std::vector<card_change> made;
  };
  const auto at = now();
  commit<std::shared_ptr<outcome>>(
      std::move(done),
      [by, at](storage::transaction& tx) -> result<std::shared_ptr<outcome>> {
        auto found = booster_keeper::measure(tx, at, at, by.who);
        if (!found)
          return fail(std::move(found.error()));
        auto made = booster_keeper::apply(tx, *found, at);
        if (!made)
          return fail(std::move(made.error()));
        found->applied_at = at;
        return std::make_shared<outcome>(outcome{std::move(*found), std::move(*made)});
      },
      [this, by](const std::shared_ptr<outcome>& made) -> result<json> {
        for (const auto& one : made->made)
          take_over(services_, one, nullptr, by);
        // To wake instances takes long: not on the writer's thread.
        (void)queues_.tasks.submit(
            [this, made](const std::stop_token&) { keeper_.take_over_all(made->made); });
        scheduler_.look();
        return show_evaluation(made->found);
      });
}

} // namespace sojourn::service
