// What can be asked about instances.
#include "service/implementation/instance_service.hpp"

#include "boosters/card_campaign.hpp"
#include "engine/explain.hpp"
#include "service/implementation/campaign_price.hpp"
#include "service/implementation/cursor.hpp"
#include "storage/budget.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"

namespace sojourn::service {

namespace {

json show(const storage::stored_instance& instance) {
  const auto& state = instance.state;
  json shown{{"id", to_text(state.id)},
             {"campaign", state.campaign},
             {"version", state.version},
             {"subject", to_text(state.subject)},
             {"status", engine::to_text(state.status)},
             {"waiting_for", engine::to_text(state.waiting)},
             {"step", state.step},
             {"started_at", to_text(state.started_at)},
             {"updated_at", to_text(instance.updated_at)}};
  if (state.due)
    shown["due"] = to_text(*state.due);
  if (!state.reason.empty())
    shown["reason"] = state.reason;
  if (!state.code.empty())
    shown["code"] = state.code;
  return shown;
}

/// A length of time whose days have 24 hours. Errors: invalid_duration.
result<milliseconds> read_length(const std::string& text) {
  const auto length = calendar::parse_duration(text);
  if (!length)
    return fail(length.error());
  if (length->years != 0 || length->months != 0)
    return fail(error_code::invalid_duration, "write \"unknown_for\" in days or less");
  return std::chrono::days{length->days} + length->exact;
}

json show_group(actors::services& services, const storage::instance_group& group) {
  json shown{{"campaign", group.campaign},
             {"step", group.step},
             {"status", group.is_held ? "held" : "unknown"},
             {"code", group.code},
             {"count", group.count},
             {"oldest_at", to_text(group.oldest)},
             {"newest_at", to_text(group.newest)},
             {"example", to_text(group.example)}};
  if (const auto known = services.catalogue.find(group.campaign)) {
    const auto& definition = *known->newest->definition;
    shown["name"] = definition.name;
    if (const auto* step = definition.find(group.step)) {
      shown["step_type"] = campaign::type_name(step->kind);
      if (!step->title.is_null())
        shown["step_title"] = step->title;
    }
  }
  if (const auto example = services.store.reader().instances().load(group.example);
      example && !example->state.reason.empty())
    shown["reason"] = example->state.reason;
  return shown;
}

/// Stored instants are numbers of milliseconds; people read RFC 3339.
json with_readable_instants(json payload) {
  for (const std::string name : {"due", "from", "until"}) {
    if (const auto found = payload.find(name + "_ms"); found != payload.end()) {
      payload[name] = to_text(from_unix_ms(found->get<std::int64_t>()));
      payload.erase(name + "_ms");
    }
  }
  return payload;
}

engine::command_kind kind_of(instance_action action) {
  switch (action) {
  case instance_action::cancel:
    return engine::command_kind::cancel;
  case instance_action::pause:
    return engine::command_kind::pause;
  case instance_action::resume:
    return engine::command_kind::resume;
  case instance_action::retry:
    return engine::command_kind::retry;
  case instance_action::skip:
    return engine::command_kind::skip;
  }
  return engine::command_kind::cancel;
}

json show(const actors::turn_report& report) {
  return {{"id", to_text(report.id)},
          {"status", engine::to_text(report.status)},
          {"heard", report.meaningful}};
}

/// Tells a caller what came of an input.
completion<actors::turn_report> report_to(completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  return completion<actors::turn_report>{[answer](result<actors::turn_report> report) {
    if (report)
      (*answer)(show(*report));
    else
      (*answer)(fail(std::move(report.error())));
  }};
}

} // namespace

/// A card asks more of whom it is sent to than its campaign does: that the shop is eligible.
result<void> instance_service::require_startable(const std::string& campaign) const {
  if (!boosters::card_of(campaign))
    return {};
  const auto known = services_.catalogue.find(campaign);
  if (!known)
    return {}; // the router says so
  const auto card = boosters::carried_card(known->newest->definition->source);
  return card ? fail(boosters::carries_card_error(campaign, *card)) : result<void>{};
}

void instance_service::start(start_request request, completion<written> done) {
  if (reject_if_overloaded(done))
    return;
  if (auto free = request.of_card ? result<void>{} : require_startable(request.campaign); !free)
    return done(fail(std::move(free.error())));
  auto call = std::make_shared<actors::start_call>();
  call->campaign = std::move(request.campaign);
  call->subject = std::move(request.subject);
  call->data = request.data.is_null() ? json::object() : std::move(request.data);
  call->who = std::move(request.by.who);
  call->input = std::make_shared<actors::envelope>();
  call->input->idem = std::move(request.idem);
  auto answer = std::make_shared<completion<written>>(std::move(done));
  call->input->done = completion<actors::turn_report>{[answer](result<actors::turn_report> report) {
    if (report)
      (*answer)(written{std::move(report->answer), true, report->replayed, 0});
    else
      (*answer)(fail(std::move(report.error())));
  }};
  services_.directory.tell_router(actors::request_start{std::move(call)});
}

void instance_service::list(instance_filter filter, page_request at, completion<page> done) {
  answer_query(std::move(done),
               [this, filter = std::move(filter), at = std::move(at)]() -> result<page> {
                 storage::instance_query what;
                 what.campaign = filter.campaign;
                 what.step = filter.step;
                 what.subject = filter.subject;
                 what.limit = at.limit;
                 if (!filter.status.empty()) {
                   what.status = engine::parse_status(filter.status);
                   if (!what.status)
                     return fail(error_code::invalid_request,
                                 "no instance has the status \"" + filter.status +
                                     "\"; one of waiting, paused, held, completed, "
                                     "converted, cancelled, failed");
                 }
                 if (!filter.waiting_for.empty())
                   what.waiting = engine::parse_waiting_for(filter.waiting_for);
                 what.version = filter.version;
                 what.code = filter.code;
                 if (what.version != 0 && what.campaign.empty())
                   return fail(error_code::invalid_request, "the request has a mistake",
                               {{"/query/version", "is of a campaign, which the parameter "
                                                   "\"campaign\" must name"}});
                 const auto after = number_of<std::uint64_t>(at.cursor);
                 if (!after)
                   return fail(after.error());
                 what.after = *after;
                 page found;
                 for (const auto& instance : reader().instances().find(what)) {
                   found.items.push_back(show(instance));
                   found.next_cursor = std::to_string(instance.state.id.value);
                 }
                 if (found.items.size() < at.limit)
                   found.next_cursor.clear();
                 return found;
               });
}

void instance_service::get(instance_id id, completion<json> done) {
  answer_query(std::move(done), [this, id]() -> result<json> {
    const auto stored = reader().instances().load(id);
    if (!stored)
      return fail(stored.error());
    auto shown = show(*stored);
    shown["vars"] = stored->state.vars;
    shown["trigger"] = stored->state.trigger;
    shown["outcomes"] = stored->state.outcomes;
    shown["visits"] = stored->state.visits;
    return shown;
  });
}

void instance_service::journal(instance_id id, page_request at, completion<page> done) {
  answer_query(std::move(done), [this, id, at = std::move(at)]() -> result<page> {
    const auto before = number_of<storage::journal_position>(at.cursor);
    if (!before)
      return fail(before.error());
    const auto entries = reader().journal().entries(id, *before, at.limit);
    if (!entries)
      return fail(entries.error());
    page found;
    for (const auto& entry : *entries) {
      const auto payload = entry.format == engine::erased_format
                               ? json::object()
                               : json::parse(entry.payload, nullptr, false);
      found.items.push_back({{"number", entry.number},
                             {"at", to_text(entry.at)},
                             {"type", engine::entry_type_name(entry.type)},
                             {"format", entry.format},
                             {"payload", with_readable_instants(payload)}});
    }
    if (entries->size() == at.limit && entries->back().previous != 0)
      found.next_cursor = std::to_string(entries->back().previous);
    return found;
  });
}

void instance_service::explain(instance_id id, completion<json> done) {
  answer_query(std::move(done), [this, id]() -> result<json> {
    const auto stored = reader().instances().load(id);
    if (!stored)
      return fail(stored.error());
    const auto version = services_.catalogue.version(stored->version);
    if (!version)
      return fail(version.error());
    auto told = engine::explain(*(*version)->definition, stored->state, now());
    if (services_.catalogue.is_paused(stored->state.campaign))
      told["campaign_state"] = "paused";
    if (const auto waits = reader().budget().pause_of(stored->state.campaign)) {
      told["paused_by_budget"] = show(*waits);
      if (stored->state.waiting == engine::waiting_for::campaign_resume)
        told["summary"] = told.at("summary").get<std::string>() +
                          " The budget paused it: " + waits->why + ". That is looked at again at " +
                          to_text(waits->look_at) + ".";
    }
    return told;
  });
}

void instance_service::give(instance_id id, engine::commanded what, completion<json> done) {
  if (reject_if_overloaded(done))
    return;
  auto input = std::make_shared<actors::envelope>();
  input->what = std::move(what);
  input->done = report_to(std::move(done));
  services_.directory.tell_registry(actors::deliver{id, std::move(input)});
}

void instance_service::command(instance_id id, instance_action action, caller by,
                               completion<json> done) {
  give(id, {kind_of(action), std::move(by.who), std::move(by.why)}, std::move(done));
}

void instance_service::continue_from(instance_id id, std::string step, caller by,
                                     completion<json> done) {
  give(id,
       {.kind = engine::command_kind::continue_from,
        .who = std::move(by.who),
        .why = std::move(by.why),
        .step = std::move(step)},
       std::move(done));
}

void instance_service::edit(instance_id id, json variables, caller by, completion<json> done) {
  give(id,
       {.kind = engine::command_kind::edit,
        .who = std::move(by.who),
        .why = std::move(by.why),
        .vars = std::move(variables)},
       std::move(done));
}

void instance_service::groups(std::string campaign, std::string unknown_for, std::uint32_t limit,
                              completion<page> done) {
  const auto length = read_length(unknown_for.empty() ? "PT1H" : unknown_for);
  if (!length)
    return done(fail(length.error()));
  answer_query(std::move(done),
               [this, campaign = std::move(campaign), length = *length, limit]() -> result<page> {
                 page found;
                 for (const auto& group : reader().instances().groups(
                          {.campaign = campaign, .unknown_before = now() - length, .limit = limit}))
                   found.items.push_back(show_group(services_, group));
                 return found;
               });
}

void instance_service::signal(instance_id id, std::string type, json data, caller by,
                              completion<json> done) {
  if (reject_if_overloaded(done))
    return;
  auto input = std::make_shared<actors::envelope>();
  if (data.is_null())
    data = json::object();
  if (!by.why.empty())
    data["why"] = by.why;
  data["who"] = by.who;
  input->what = engine::event_arrived{std::move(type), "signal", std::move(data)};
  input->done = report_to(std::move(done));
  services_.directory.tell_registry(actors::deliver{id, std::move(input)});
}

} // namespace sojourn::service
