// The calls of hooks: taken, tried, logged, and taken again.
#include "hooks/hook.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/hook_service.hpp"
#include "service/implementation/receivers.hpp"
#include "storage/audit.hpp"
#include "storage/events.hpp"
#include "storage/hooks.hpp"
#include "storage/inbox.hpp"

#include <charconv>
#include <limits>

namespace sojourn::service {

namespace {

/// What calls of a hook are known by as events.
std::string source_of(const std::string& hook) { return "/v1/hooks/" + hook; }

json show(const storage::hook_call& line) {
  json shown{{"number", line.number},   {"at", to_text(line.at)},
             {"status", line.status},   {"outcome", storage::to_text(line.outcome)},
             {"message", line.message}, {"started", line.started},
             {"heard_by", line.heard},  {"may_retry", line.may_retry}};
  if (!line.why.empty())
    shown["why"] = line.why;
  if (!line.code.empty())
    shown["code"] = line.code;
  if (!line.event.empty())
    shown["event"] = line.event;
  if (line.unlogged > 0)
    shown["refused_before"] = line.unlogged;
  if (line.retry_of != 0)
    shown["retry_of"] = line.retry_of;
  if (line.retried_as != 0)
    shown["retried_as"] = line.retried_as;
  return shown;
}

json show(const std::vector<error_detail>& details) {
  auto shown = json::array();
  for (const auto& one : details)
    shown.push_back({{"pointer", one.pointer}, {"message", one.message}});
  return shown;
}

/// The code of a refusal: a narrower one than that of the error, where there is one.
std::string code_of(const error& why) {
  for (const auto& one : why.details) {
    if (!one.code.empty())
      return one.code;
  }
  return std::string{describe(why.code).text};
}

/// A call as the log keeps it; null: it is too large, or no text.
json kept(const hooks::call& call) {
  std::size_t bytes = call.body.size();
  json headers = json::object();
  for (const auto& [name, value] : call.headers) {
    // Whatever they are for, they are no part of what a hook reads.
    if (name == "authorization" || name == "cookie" || !is_utf8(value))
      continue;
    headers[name] = value;
    bytes += name.size() + value.size();
  }
  if (bytes > storage::most_kept_call_bytes || !is_utf8(call.body))
    return {};
  return {{"headers", std::move(headers)}, {"body", call.body}};
}

std::string scheme_of(const hooks::definition& hook) {
  const auto* scheme = find_path(hook.source, "signature.scheme");
  return scheme == nullptr ? std::string{"standard_webhooks"} : scheme->get<std::string>();
}

/// How a call was signed, and by which secret.
json show_signature(const actors::known_hook& hook, const hooks::definition& definition,
                    const result<std::size_t>& checked) {
  json shown{{"valid", checked.has_value()}, {"scheme", scheme_of(definition)}};
  if (checked && *checked < hook.stored.secrets.size()) {
    shown["secret"] = storage::secret_id_text(hook.stored.secrets[*checked].number);
  } else if (!checked) {
    shown["code"] = describe(checked.error().code).text;
    shown["why"] = checked.error().message;
  }
  return shown;
}

/// The customer whom a campaign's own rule finds in the payload.
result<subject_ref> subject_of(const campaign::definition& campaign, const rules::rule& rule,
                               const json& payload, instant now) {
  rules::environment around;
  around.now = now;
  around.zone = campaign.timezone;
  auto id = hooks::id_in(rule.evaluate(json{{"payload", payload}}, around));
  if (!id)
    return fail(error_code::invalid_request,
                "the campaign \"" + campaign.id + "\" finds no id of a customer in the call",
                {{"", "send the id where it looks for it"}});
  return subject_ref{"customer", std::move(*id)};
}

/// Whether the call itself is why it was not stored: whoever sends it as it is gets the same again.
bool is_about_the_call(error_code code) {
  return code == error_code::invalid_request || code == error_code::wrong_state ||
         code == error_code::invalid_id;
}

result<std::int64_t> read_number(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number <= 0)
    return fail(error_code::invalid_id, "a call of a hook has a number, such as 12");
  return number;
}

} // namespace

result<storage::checked_hook_call> hook_service::read_call(const std::string& id,
                                                           const hooks::definition& definition,
                                                           const hooks::call& arrived, instant at) {
  auto message = hooks::read_call(definition, arrived, at);
  if (!message)
    return fail(std::move(message.error()));
  storage::checked_hook_call call{.hook = id, .message = message->id};
  call.is_wanted = message->is_wanted;
  call.subject_type = definition.mapping.subject_type;
  call.unknown = definition.mapping.unknown;
  call.unnamed = definition.mapping.unnamed;
  call.arrived = kept(arrived);
  const auto listening = services_.catalogue.on_hook(id);
  for (std::size_t i = 0; i < message->parts.size(); ++i) {
    storage::hook_call_part part{.said = std::move(message->parts[i])};
    const auto known_by = i == 0 ? message->id : message->id + "#" + std::to_string(i);
    const auto& payload = part.said.payload.is_null() ? message->body : part.said.payload;
    json trigger{{"type", "webhook"}, {"hook", id}, {"id", known_by}, {"payload", payload}};
    if (!part.said.data.is_null())
      trigger["data"] = part.said.data;
    for (const auto& version : listening) {
      const auto& campaign = *version->definition;
      const auto& own = std::get<campaign::webhook_trigger>(campaign.trigger).subject;
      auto subject = own ? subject_of(campaign, *own, payload, at) : result<subject_ref>{};
      if (!subject)
        return fail(std::move(subject.error()));
      part.starts.push_back({.at = at,
                             .instance = {},
                             .campaign = campaign.id,
                             .subject = std::move(*subject),
                             .payload = trigger});
    }
    if (!part.said.event.empty()) {
      auto data = part.said.data.is_null() ? payload : part.said.data;
      part.event = storage::stored_event{
          .number = 0,
          .source = source_of(id),
          .id = known_by,
          .type = part.said.event,
          .subject = {},
          .at = at,
          .data = data.is_object() ? std::move(data) : json{{"body", std::move(data)}}};
    }
    call.parts.push_back(std::move(part));
  }
  return call;
}

void hook_service::call(hook_request request, completion<written> done) {
  const auto hook = services_.hooks.find(request.hook);
  if (!hook) {
    services_.count.hook_refused.fetch_add(1, std::memory_order_relaxed);
    return done(no_hook(request.hook));
  }
  const auto& id = request.hook;
  const auto& definition = *hook->definition;
  const auto at = now();
  const hooks::call arrived{request.headers, request.body};
  if (hooks::is_ping(definition, arrived))
    return done(written{json{{"id", ""},
                             {"outcome", "ping"},
                             {"duplicate", false},
                             {"heard_by", json::array()},
                             {"heard_at_start", json::array()},
                             {"triggered", json::array()},
                             {"held", json::array()}},
                        false, false, 0});
  const auto checked = hooks::verify(definition.signature, hook->secrets, arrived, at,
                                     services_.options.webhook_tolerance);
  arrival from{.hook = id, .arrived = {}, .signature = show_signature(*hook, definition, checked)};
  const auto refuse = [&](error why) {
    from.arrived = kept(arrived);
    refuse_call(std::move(from), std::move(why), std::move(done));
  };
  if (!checked)
    return refuse(checked.error());
  // After the signature: whoever has no secret must not use up what the sender may send.
  if (const auto wait = services_.hooks.acquire_call(id, at)) {
    services_.count.hook_limited.fetch_add(1, std::memory_order_relaxed);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait);
    return refuse({error_code::rate_limited,
                   "the hook \"" + id + "\" takes no more calls at present",
                   {},
                   static_cast<int>(seconds.count())});
  }
  auto call = read_call(id, definition, arrived, at);
  if (!call)
    return refuse(std::move(call.error()));
  call->signature = from.signature;
  from.message = call->message;
  store_call(std::move(*call), std::move(from), std::move(done));
}

void hook_service::store_call(storage::checked_hook_call call, arrival from,
                              completion<written> done) {
  if (reject_if_overloaded(done))
    return;
  const auto at = now();
  auto shared = std::make_shared<const storage::checked_hook_call>(std::move(call));
  auto answer = std::make_shared<completion<written>>(std::move(done));
  services_.store.writer().submit<storage::hook_written>(
      [this, shared, at](storage::transaction& tx) {
        return storage::write_hook_call(tx, *shared, *services_.catalogue.listeners(), at);
      },
      [this, shared, answer, from = std::move(from)](result<storage::hook_written> made) mutable {
        if (made)
          return (*answer)(actors::guarded([&]() -> result<written> {
            return take_written(shared->message, std::move(*made));
          }));
        if (!is_about_the_call(made.error().code))
          return (*answer)(fail(std::move(made.error())));
        from.arrived = shared->arrived;
        refuse_call(std::move(from), std::move(made.error()), std::move(*answer));
      });
}

written hook_service::take_written(const std::string& message, storage::hook_written made) {
  const bool is_duplicate = made.outcome == storage::call_outcome::duplicate;
  auto& counted = is_duplicate                                     ? services_.count.hook_duplicate
                  : made.outcome == storage::call_outcome::ignored ? services_.count.hook_ignored
                                                                   : services_.count.hook_accepted;
  counted.fetch_add(1, std::memory_order_relaxed);
  json body{{"id", message},
            {"outcome", storage::to_text(made.outcome)},
            {"duplicate", is_duplicate},
            {"heard_by", instances_of(made.inbox_entries)},
            {"heard_at_start", std::move(made.heard_at_start)},
            {"triggered", campaigns_of(made.inbox_entries)},
            {"held", held_of(made.inbox_entries)}};
  if (!made.code.empty())
    body["code"] = made.code;
  services_.directory.bring(std::move(made.inbox_entries));
  return written{std::move(body), !is_duplicate, is_duplicate, 0};
}

void hook_service::refuse_call(arrival from, error why, completion<written> done) {
  if (why.code != error_code::rate_limited)
    services_.count.hook_refused.fetch_add(1, std::memory_order_relaxed);
  const auto at = now();
  const auto unlogged = services_.hooks.acquire_log_line(from.hook, at);
  if (!unlogged || services_.store.writer().queue_length() > services_.options.writer_queue_high)
    return done(fail(std::move(why)));
  storage::hook_call line{.at = at,
                          .status = describe(why.code).status,
                          .outcome = storage::call_outcome::refused,
                          .why = why.message,
                          .message = from.message,
                          .event = {}};
  line.unlogged = *unlogged;
  line.code = code_of(why);
  line.details = {{"signature", from.signature}};
  if (!why.details.empty())
    line.details["errors"] = show(why.details);
  line.arrived = std::move(from.arrived);
  auto answer = std::make_shared<completion<written>>(std::move(done));
  services_.store.writer().submit<bool>(
      [hook = from.hook, line](storage::transaction& tx) -> result<bool> {
        storage::log_hook_call(tx, hook, line);
        return true;
      },
      // Whether or not the log could be written, the call is refused for its own reason.
      [answer, why](const result<bool>&) { (*answer)(fail(why)); });
}

// ---- the log ------------------------------------------------------------------------------------

void hook_service::calls(std::string id, page_request at, completion<page> done) {
  answer_query(std::move(done), [this, id = std::move(id), at = std::move(at)]() -> result<page> {
    const auto before = number_of<std::int64_t>(at.cursor);
    if (!before)
      return fail(before.error());
    if (!services_.hooks.find(id))
      return no_hook(id);
    const auto below = *before == 0 ? std::numeric_limits<std::int64_t>::max() : *before;
    return page_of(at.limit, "number", [&](std::size_t limit) {
      std::vector<json> lines;
      for (const auto& line : reader().hooks().calls(id, below, limit))
        lines.push_back(show(line));
      return lines;
    });
  });
}

void hook_service::call_of(std::string id, std::string number, completion<json> done) {
  answer_query(std::move(done),
               [this, id = std::move(id), number = std::move(number)]() -> result<json> {
                 const auto asked = read_number(number);
                 if (!asked)
                   return fail(asked.error());
                 if (!services_.hooks.find(id))
                   return no_hook(id);
                 const auto line = reader().hooks().call(id, *asked);
                 if (!line)
                   return fail(error_code::not_found,
                               "the log of the hook \"" + id + "\" has no call " + number);
                 auto shown = show(*line);
                 for (const auto* member : {"signature", "parts", "errors"}) {
                   if (const auto found = line->details.find(member); found != line->details.end())
                     shown[member] = *found;
                 }
                 if (!line->arrived.is_null())
                   shown["arrived"] = line->arrived;
                 return shown;
               });
}

void hook_service::retry(std::string id, std::string number, caller by, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  run_query(answer, [this, answer, id = std::move(id), number = std::move(number),
                     by = std::move(by)] {
    const auto asked = read_number(number);
    if (!asked)
      return (*answer)(fail(asked.error()));
    if (!services_.hooks.find(id))
      return (*answer)(no_hook(id));
    const auto line = reader().hooks().call(id, *asked);
    if (!line)
      return (*answer)(
          fail(error_code::not_found, "the log of the hook \"" + id + "\" has no call " + number));
    if (line->retried_as != 0)
      return (*answer)(fail(error_code::wrong_state, "the call " + number +
                                                         " was taken again as call " +
                                                         std::to_string(line->retried_as)));
    if (line->outcome == storage::call_outcome::accepted ||
        line->outcome == storage::call_outcome::duplicate)
      return (*answer)(fail(error_code::wrong_state, "the call " + number +
                                                         " was taken; only one that was refused or "
                                                         "ignored can be taken again"));
    if (!line->may_retry)
      return (*answer)(
          fail(error_code::wrong_state, "the call " + number +
                                            " is not kept: it was too large, no text, or "
                                            "somebody was erased since; let the sender "
                                            "repeat it"));
    retry_call(id, *line, by, std::move(*answer));
  });
}

void hook_service::retry_call(const std::string& id, const storage::hook_call& line,
                              const caller& by, completion<written> done) {
  const auto hook = services_.hooks.find(id);
  if (!hook)
    return done(no_hook(id));
  const auto headers = line.arrived.at("headers").get<std::map<std::string, std::string>>();
  const hooks::call arrived{headers, line.arrived.at("body").get_ref<const std::string&>()};
  // As of then: the sender's time was near it.
  const auto checked = hooks::verify(hook->definition->signature, hook->secrets, arrived, line.at,
                                     services_.options.webhook_tolerance);
  if (!checked)
    return done(fail(checked.error()));
  auto call = read_call(id, *hook->definition, arrived, now());
  if (!call)
    return done(fail(std::move(call.error())));
  call->signature = show_signature(*hook, *hook->definition, checked);
  call->retry_of = line.number;
  auto shared = std::make_shared<const storage::checked_hook_call>(std::move(*call));
  const auto at = now();
  commit<storage::hook_written>(
      std::move(done),
      [this, shared, by, at](storage::transaction& tx) -> result<storage::hook_written> {
        // It starts what listens, as the sender's call would have.
        if (auto may = may_change_hook(tx, shared->hook, by); !may)
          return fail(std::move(may.error()));
        auto made = storage::write_hook_call(tx, *shared, *services_.catalogue.listeners(), at);
        if (made && made->outcome == storage::call_outcome::accepted)
          storage::write_audit(tx, at, by.who, "hook.call.retry",
                               shared->hook + " " + std::to_string(shared->retry_of), by.why);
        return made;
      },
      [this, shared](storage::hook_written made) -> result<written> {
        auto parts = json::array();
        for (const auto& part : made.parts)
          parts.push_back(storage::as_json(part, false));
        auto answer = take_written(shared->message, std::move(made));
        answer.body["parts"] = std::move(parts);
        return answer;
      });
}

// ---- trying -------------------------------------------------------------------------------------

namespace {

json show_refusal(const error& why) {
  json shown{{"outcome", "refused"},
             {"status", describe(why.code).status},
             {"code", code_of(why)},
             {"why", why.message},
             {"parts", json::array()}};
  if (!why.details.empty())
    shown["errors"] = show(why.details);
  return shown;
}

json show_trial(const std::string& message, storage::hook_written made) {
  json shown{{"outcome", storage::to_text(made.outcome)},
             {"status", 202},
             {"message", message},
             {"parts", json::array()},
             {"heard_by", instances_of(made.inbox_entries)},
             {"heard_at_start", made.heard_at_start},
             {"triggered", campaigns_of(made.inbox_entries)},
             {"held", held_of(made.inbox_entries)}};
  if (!made.code.empty())
    shown["code"] = made.code;
  for (const auto& part : made.parts)
    shown["parts"].push_back(storage::as_json(part, true));
  return shown;
}

} // namespace

void hook_service::try_call(hook_trial trial, completion<json> done) {
  const auto& id = trial.call.hook;
  const auto hook = services_.hooks.find(id);
  if (!hook)
    return done(no_hook(id));
  auto definition = hook->definition;
  if (!trial.definition.is_null()) {
    auto read = hooks::read_document(trial.definition);
    if (!read)
      return done(fail(std::move(read.error())));
    definition = read->hook;
  }
  const auto at = now();
  const hooks::call arrived{trial.call.headers, trial.call.body};
  const auto checked = hooks::verify(definition->signature, hook->secrets, arrived, at,
                                     services_.options.webhook_tolerance);
  json shown{{"signature", show_signature(*hook, *definition, checked)}};
  const auto finish = [](json whole, json mapping) {
    whole["outcome"] =
        whole.at("signature").at("valid") == true ? mapping.at("outcome") : "refused";
    whole["mapping"] = std::move(mapping);
    return whole;
  };
  auto call = read_call(id, *definition, arrived, at);
  if (!call)
    return done(finish(std::move(shown), show_refusal(call.error())));
  if (reject_if_overloaded(done))
    return;
  auto shared = std::make_shared<const storage::checked_hook_call>(std::move(*call));
  auto seen = std::make_shared<std::optional<result<storage::hook_written>>>();
  auto answer = std::make_shared<completion<json>>(std::move(done));
  // The very write of a call, which its error takes back again.
  services_.store.writer().submit<bool>(
      [this, shared, seen, definition, at](storage::transaction& tx) -> result<bool> {
        if (auto known = storage::check_hook_types(tx, definition->mapping); !known)
          seen->emplace(fail(std::move(known.error())));
        else
          seen->emplace(
              storage::write_hook_call(tx, *shared, *services_.catalogue.listeners(), at));
        return fail(error_code::wrong_state, "the call was only tried");
      },
      [shared, seen, answer, finish, shown = std::move(shown)](const result<bool>& ended) mutable {
        if (!*seen)
          return (*answer)(fail(ended.error()));
        auto& made = **seen;
        (*answer)(finish(std::move(shown), made ? show_trial(shared->message, std::move(*made))
                                                : show_refusal(made.error())));
      });
}

} // namespace sojourn::service
