// What can be asked about runs: a campaign started for everybody in its audience.
#include "service/implementation/run_service.hpp"

#include "accounts/changes.hpp"
#include "service/implementation/card_changes.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/runs.hpp"

namespace sojourn::service {

namespace {

json show(const storage::stored_run& run) {
  json shown{{"id", to_text(run.id)},
             {"campaign", run.campaign},
             {"state", storage::to_text(run.state)},
             {"data", run.data},
             {"started_at", to_text(run.started_at)},
             {"started_by", run.started_by},
             {"members", run.members},
             {"entered", run.entered},
             {"refused", run.refused},
             {"open", run.open},
             {"left_out", run.left_out}};
  if (run.occurrence)
    shown["occurrence"] = to_text(*run.occurrence);
  if (run.ended_at)
    shown["ended_at"] = to_text(*run.ended_at);
  if (!run.reason.empty())
    shown["reason"] = run.reason;
  return shown;
}

tl::unexpected<error> no_run(storage::run_id id) {
  return fail(error_code::not_found, "there is no run " + to_text(id));
}

} // namespace

void run_service::start(std::string campaign, json data, caller by, idempotency idem,
                        completion<written> done) {
  const auto known = services_.catalogue.find_active(campaign);
  if (!known)
    return done(fail(known.error()));
  if (!std::holds_alternative<campaign::manual_trigger>(known->newest->definition->trigger))
    return done(fail(error_code::wrong_state, "the campaign \"" + campaign +
                                                  "\" has no manual trigger; nobody starts it "
                                                  "for a whole audience"));
  const auto at = now();
  if (data.is_null())
    data = json::object();
  commit<keyed_answer>(
      std::move(done),
      [=, data = std::move(data)](storage::transaction& tx) -> result<keyed_answer> {
        if (auto free = require_no_card(tx, campaign); !free)
          return fail(std::move(free.error()));
        return with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          return show(storage::begin_run(tx, campaign, data, by.who, by.why, at));
        });
      },
      [this](keyed_answer made) -> result<written> {
        if (!made.replayed)
          enroller_.work_on(*storage::parse_run_id(made.body.at("id").get<std::string>()));
        return written{std::move(made.body), true, made.replayed, 0};
      });
}

void run_service::list(std::string campaign, page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    if (const auto known = services_.catalogue.find(campaign); !known)
      return fail(known.error());
    const auto cursor = number_of<std::int64_t>(at.cursor);
    if (!cursor)
      return fail(cursor.error());
    const storage::run_id before{*cursor == 0 ? std::numeric_limits<std::int64_t>::max() : *cursor};
    page found;
    for (const auto& run : reader().runs().list(campaign, before, at.limit)) {
      found.items.push_back(show(run));
      found.next_cursor = std::to_string(run.id.value);
    }
    if (found.items.size() < at.limit)
      found.next_cursor.clear();
    return found;
  });
}

void run_service::get(std::string id, completion<json> done) {
  answer_query(std::move(done), [=, this]() -> result<json> {
    const auto parsed = storage::parse_run_id(id);
    if (!parsed)
      return fail(parsed.error());
    const auto run = reader().runs().find(*parsed);
    return run ? result<json>{show(*run)} : no_run(*parsed);
  });
}

void run_service::schedule(std::string campaign, completion<json> done) {
  constexpr std::size_t shown_ahead = 10;
  answer_query(std::move(done), [=, this]() -> result<json> {
    const auto known = services_.catalogue.find(campaign);
    if (!known)
      return fail(known.error());
    const auto& definition = *known->newest->definition;
    const auto* trigger = std::get_if<campaign::schedule_trigger>(&definition.trigger);
    if (trigger == nullptr)
      return fail(error_code::not_found, "the campaign \"" + campaign + "\" has no schedule");
    json next = json::array();
    for (const auto at : trigger->when.next(now(), shown_ahead)) {
      const auto local = calendar::to_local_text(at, definition.timezone);
      next.push_back(local ? *local : to_text(at));
    }
    json shown{{"campaign", campaign},
               {"timezone", definition.timezone},
               {"missed", calendar::to_text(trigger->missed)},
               {"next", std::move(next)}};
    if (const auto until = reader().runs().schedule_done(campaign))
      shown["done_until"] = to_text(*until);
    return shown;
  });
}

void run_service::backfill(std::string campaign, backfill_request what, caller by,
                           completion<json> done) {
  constexpr std::size_t most_occurrences = 1'000;
  const auto known = services_.catalogue.find_active(campaign);
  if (!known)
    return done(fail(known.error()));
  const auto& definition = *known->newest->definition;
  const auto* trigger = std::get_if<campaign::schedule_trigger>(&definition.trigger);
  if (trigger == nullptr)
    return done(fail(error_code::wrong_state,
                     "the campaign \"" + campaign + "\" has no schedule to make up for"));
  const auto at = now();
  if (what.to > at)
    return done(fail(error_code::invalid_request, "what has not come yet cannot be made up for",
                     {{"/to", "write an instant that has passed"}}));
  auto occurrences = trigger->when.due(what.from - milliseconds{1}, what.to, most_occurrences + 1);
  if (occurrences.size() > most_occurrences)
    return done(fail(error_code::invalid_request,
                     "these are more than " + std::to_string(most_occurrences) + " occurrences",
                     {{"/to", "ask for a shorter time"}}));
  // One after the other, where they may not run beside each other: none is to be left out.
  const auto overlap = trigger->overlap == campaign::overlap_policy::parallel
                           ? campaign::overlap_policy::parallel
                           : campaign::overlap_policy::queue;
  struct outcome {
    json told = json::array();
    std::vector<storage::run_id> begun;
  };
  commit<outcome>(
      std::move(done),
      [=, dry = what.dry_run, from = what.from,
       to = what.to](storage::transaction& tx) -> result<outcome> {
        outcome made;
        for (const auto occurrence : occurrences) {
          json told{{"at", to_text(occurrence)}};
          if (storage::has_run(tx, campaign, occurrence)) {
            told["outcome"] = "had_run";
          } else if (dry) {
            told["outcome"] = "would_run";
          } else if (const auto run = storage::begin_scheduled_run(tx, campaign, occurrence,
                                                                   overlap, by.who, at)) {
            told["outcome"] = "runs";
            told["run"] = to_text(run->id);
            if (run->state == storage::run_state::freezing)
              made.begun.push_back(run->id);
          }
          made.told.push_back(std::move(told));
        }
        if (!dry)
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = "schedule.backfill",
                                .target = campaign,
                                .why = by.why,
                                .changes = accounts::changes_between(
                                    json{}, {{"from", to_text(from)}, {"to", to_text(to)}})});
        return made;
      },
      [this, campaign](outcome made) -> result<json> {
        for (const auto run : made.begun)
          enroller_.work_on(run);
        return json{{"campaign", campaign}, {"occurrences", std::move(made.told)}};
      });
}

void run_service::cancel(std::string id, caller by, completion<json> done) {
  const auto parsed = storage::parse_run_id(id);
  if (!parsed)
    return done(fail(parsed.error()));
  const auto at = now();
  commit<storage::stored_run>(
      std::move(done),
      [=](storage::transaction& tx) -> result<storage::stored_run> {
        if (const auto run = storage::find_run(tx, *parsed)) {
          if (auto free = require_no_card(tx, run->campaign); !free)
            return fail(std::move(free.error()));
        }
        return storage::cancel_run(tx, *parsed, by.who, by.why, at);
      },
      [](const storage::stored_run& run) -> result<json> { return show(run); });
}

} // namespace sojourn::service
