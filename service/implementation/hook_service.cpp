// What can be asked about hooks, and their calls.
#include "service/implementation/hook_service.hpp"

#include "accounts/changes.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/receivers.hpp"
#include "service/implementation/right_to_send.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/events.hpp"
#include "storage/hooks.hpp"
#include "storage/inbox.hpp"

namespace sojourn::service {

namespace {

constexpr std::string_view hidden = "***"; // as the settings show theirs

json show_secret(const storage::hook_secret& secret) {
  return {{"id", storage::secret_id_text(secret.number)},
          {"secret", hidden},
          {"created_at", to_text(secret.created_at)}};
}

/// Puts the text of a secret that was made here into what is shown of it, for as long as the hook
/// has it. Answers are remembered without it, so that it stands nowhere but with its hook.
void reveal(json& shown, const storage::stored_hook& hook) {
  for (const auto& secret : hook.secrets) {
    if (shown.at("id") == storage::secret_id_text(secret.number))
      shown["secret"] = secret.text;
  }
}

json show(const storage::stored_hook& hook) {
  json secrets = json::array();
  for (const auto& secret : hook.secrets)
    secrets.push_back(show_secret(secret));
  return {{"id", hook.id},
          {"version", hook.version},
          {"definition", hook.definition},
          {"secrets", std::move(secrets)},
          {"created_at", to_text(hook.created_at)},
          {"updated_at", to_text(hook.updated_at)}};
}

json show(const storage::hook_call& line) {
  json shown{{"number", line.number},   {"at", to_text(line.at)},
             {"status", line.status},   {"outcome", storage::to_text(line.outcome)},
             {"message", line.message}, {"started", line.started},
             {"heard_by", line.heard}};
  if (!line.why.empty())
    shown["why"] = line.why;
  if (!line.event.empty())
    shown["event"] = line.event;
  if (line.unlogged > 0)
    shown["refused_before"] = line.unlogged;
  return shown;
}

tl::unexpected<error> no_hook(const std::string& id) {
  return fail(error_code::not_found, "there is no hook \"" + id + "\"");
}

/// What a hook's calls are known by as events.
std::string source_of(const std::string& hook) { return "/v1/hooks/" + hook; }

tl::unexpected<error> no_subject(const std::string& who, const char* what) {
  return fail(error_code::invalid_request, who + " finds no id of a " + what + " in the call",
              {{"", "send the id where it looks for it"}});
}

/// The customer whom a campaign's own rule finds in the payload.
result<subject_ref> subject_of(const campaign::definition& campaign, const rules::rule& rule,
                               const json& payload, instant now) {
  rules::environment around;
  around.now = now;
  around.zone = campaign.timezone;
  auto id = hooks::id_in(rule.evaluate(json{{"payload", payload}}, around));
  if (!id)
    return no_subject("the campaign \"" + campaign.id + "\"", "customer");
  return subject_ref{"customer", std::move(*id)};
}

storage::inbox_entry start_of(const campaign::definition& campaign, subject_ref subject,
                              json trigger, instant now) {
  return {.at = now,
          .instance = {},
          .campaign = campaign.id,
          .subject = std::move(subject),
          .payload = std::move(trigger)};
}

} // namespace

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
  const auto refuse = [&](error why) { refuse_call(id, std::move(why), std::move(done)); };

  if (auto checked = hooks::verify(definition.signature, hook->secrets, arrived, at,
                                   services_.options.webhook_tolerance);
      !checked)
    return refuse(std::move(checked.error()));
  // After the signature: whoever has no secret must not use up what the sender may send.
  if (const auto wait = services_.hooks.acquire_call(id, at)) {
    services_.count.hook_limited.fetch_add(1, std::memory_order_relaxed);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait);
    return refuse({error_code::rate_limited,
                   "the hook \"" + id + "\" takes no more calls at present",
                   {},
                   static_cast<int>(seconds.count())});
  }
  auto message = hooks::read_call(definition, arrived, at);
  if (!message)
    return refuse(std::move(message.error()));

  storage::checked_hook_call call{.hook = id, .message = message->id, .starts = {}};
  call.is_wanted = message->is_wanted;
  if (!call.is_wanted)
    return store_call(std::move(call), std::move(done));
  json trigger{{"type", "webhook"}, {"hook", id}, {"id", message->id}, {"payload", message->body}};
  if (!message->data.is_null())
    trigger["data"] = message->data;
  for (const auto& version : services_.catalogue.on_hook(id)) {
    const auto& campaign = *version->definition;
    const auto& own = std::get<campaign::webhook_trigger>(campaign.trigger).subject;
    auto subject = own ? subject_of(campaign, *own, message->body, at)
                   : message->subject
                       ? result<subject_ref>{*message->subject}
                       : no_subject("the hook", definition.mapping.subject_type.c_str());
    if (!subject)
      return refuse(std::move(subject.error()));
    call.starts.push_back(start_of(campaign, std::move(*subject), trigger, at));
  }
  if (!message->event.empty()) {
    if (!message->subject)
      return refuse(no_subject("the hook", definition.mapping.subject_type.c_str()).value());
    auto data = message->data.is_null() ? std::move(message->body) : std::move(message->data);
    call.event = storage::stored_event{.number = 0,
                                       .source = source_of(id),
                                       .id = message->id,
                                       .type = message->event,
                                       .subject = *message->subject,
                                       .at = at,
                                       .data = data.is_object() ? std::move(data)
                                                                : json{{"body", std::move(data)}}};
  }
  store_call(std::move(call), std::move(done));
}

void hook_service::store_call(storage::checked_hook_call call, completion<written> done) {
  const auto at = now();
  commit<storage::hook_written>(
      std::move(done),
      [this, call, at](storage::transaction& tx) {
        return storage::write_hook_call(tx, call, *services_.catalogue.listeners(), at);
      },
      [this, id = call.message](storage::hook_written made) -> result<written> {
        const bool is_duplicate = made.outcome == storage::call_outcome::duplicate;
        auto& counted = is_duplicate ? services_.count.hook_duplicate
                        : made.outcome == storage::call_outcome::ignored
                            ? services_.count.hook_ignored
                            : services_.count.hook_accepted;
        counted.fetch_add(1, std::memory_order_relaxed);
        json body{{"id", id},
                  {"outcome", storage::to_text(made.outcome)},
                  {"duplicate", is_duplicate},
                  {"heard_by", instances_of(made.inbox_entries)},
                  {"heard_at_start", std::move(made.heard_at_start)},
                  {"triggered", campaigns_of(made.inbox_entries)},
                  {"held", held_of(made.inbox_entries)}};
        services_.directory.bring(std::move(made.inbox_entries));
        return written{std::move(body), !is_duplicate, is_duplicate, 0};
      });
}

void hook_service::refuse_call(const std::string& hook, error why, completion<written> done) {
  if (why.code != error_code::rate_limited)
    services_.count.hook_refused.fetch_add(1, std::memory_order_relaxed);
  const auto at = now();
  const auto unlogged = services_.hooks.acquire_log_line(hook, at);
  if (!unlogged || services_.store.writer().queue_length() > services_.options.writer_queue_high)
    return done(fail(std::move(why)));
  storage::hook_call line{.at = at,
                          .status = describe(why.code).status,
                          .outcome = storage::call_outcome::refused,
                          .why = why.message,
                          .message = {},
                          .event = {}};
  line.unlogged = *unlogged;
  auto answer = std::make_shared<completion<written>>(std::move(done));
  services_.store.writer().submit<bool>(
      [hook, line](storage::transaction& tx) -> result<bool> {
        storage::log_hook_call(tx, hook, line);
        return true;
      },
      // Whether or not the log could be written, the call is refused for its own reason.
      [answer, why](const result<bool>&) { (*answer)(fail(why)); });
}

void hook_service::put(document_request request, completion<written> done) {
  auto read = hooks::read_document(request.definition);
  if (!read)
    return done(fail(std::move(read.error())));
  const auto how = read->hook->signature;
  const storage::hook_to_put what{.id = std::move(request.id),
                                  .definition = read->hook->source,
                                  .secrets = read->secrets,
                                  .first_secret = hooks::make_secret(how),
                                  .must_be_new = request.must_be_new,
                                  .only_if = std::move(request.only_if)};
  struct outcome {
    std::optional<storage::hook_put> put; ///< nullopt: an earlier answer
    keyed_answer answer;
  };
  const auto at = now();
  commit<outcome>(
      std::move(done),
      [this, at, how, what, by = request.by,
       idem = request.idem](storage::transaction& tx) -> result<outcome> {
        std::optional<storage::hook_put> put;
        auto answer = with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          auto made = storage::put_hook(tx, what, at);
          if (!made)
            return fail(std::move(made.error()));
          for (const auto& secret : made->hook.secrets) {
            if (!hooks::check_secret(how, secret.text, "/signature"))
              return fail(error_code::invalid_request,
                          "the hook's secrets do not fit the new scheme",
                          {{"/signature/scheme", "put the secrets of this scheme with it"}});
          }
          if (made->changed) {
            if (auto may = may_change_hook(tx, what.id, by); !may)
              return fail(std::move(may.error()));
            storage::write_audit(
                tx, at,
                {.who = by.who,
                 .action = "hook.put",
                 .target = what.id,
                 .why = by.why,
                 .changes = accounts::changes_between(made->before, what.definition)});
          }
          auto shown = show(made->hook);
          put = std::move(*made);
          return shown;
        });
        if (!answer)
          return fail(std::move(answer.error()));
        return outcome{std::move(put), std::move(*answer)};
      },
      [this, hook = read->hook, id = what.id,
       is_made = what.secrets.empty()](outcome made) -> result<written> {
        if (!made.put) {
          const auto known = services_.hooks.find(id);
          if (is_made && known)
            reveal(made.answer.body["secrets"].front(), known->stored);
          return written{std::move(made.answer.body), true, true, 0};
        }
        if (is_made && made.put->created)
          reveal(made.answer.body["secrets"].front(), made.put->hook);
        const auto version = made.put->hook.version;
        services_.hooks.put(std::move(made.put->hook), hook);
        return written{std::move(made.answer.body), made.put->created, false, version};
      });
}

void hook_service::list(page_request at, completion<page> done) {
  page found;
  for (const auto& hook : services_.hooks.after(at.cursor, at.limit + 1)) {
    if (found.items.size() == at.limit) {
      found.next_cursor = found.items.back().at("id").get<std::string>();
      break;
    }
    found.items.push_back(show(hook->stored));
  }
  done(std::move(found));
}

void hook_service::get(std::string id, completion<written> done) {
  const auto hook = services_.hooks.find(id);
  if (!hook)
    return done(no_hook(id));
  auto shown = show(hook->stored);
  auto& campaigns = shown["campaigns"] = json::array();
  for (const auto& version : services_.catalogue.on_hook(id))
    campaigns.push_back(version->definition->id);
  done(written{std::move(shown), false, false, hook->stored.version});
}

result<void> hook_service::may_change_hook(storage::transaction& tx, const std::string& id,
                                           const caller& by) {
  return require_right_to_send(tx, by, "the hook \"" + id + "\"",
                               services_.catalogue.naming_hook(id));
}

void hook_service::remove(std::string id, preconditions only_if, caller by, completion<json> done) {
  const auto at = now();
  commit<bool>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<bool> {
        if (const auto needing = services_.catalogue.needing_hook(id); !needing.empty())
          return fail(error_code::wrong_state, "the campaign \"" + needing.front() +
                                                   "\" listens to the hook \"" + id +
                                                   "\"; end it first");
        if (auto may = may_change_hook(tx, id, by); !may)
          return fail(std::move(may.error()));
        if (auto removed = storage::remove_hook(tx, id, only_if); !removed)
          return fail(std::move(removed.error()));
        storage::write_audit(tx, at, by.who, "hook.remove", id, by.why);
        return true;
      },
      [this, id](bool) -> result<json> {
        services_.hooks.remove(id);
        return json{{"id", id}, {"removed", true}};
      });
}

void hook_service::add_secret(std::string id, std::string secret, caller by, idempotency idem,
                              completion<written> done) {
  const auto hook = services_.hooks.find(id);
  if (!hook)
    return done(no_hook(id));
  const bool is_given = !secret.empty();
  if (!is_given)
    secret = hooks::make_secret(hook->definition->signature);
  struct outcome {
    std::optional<storage::stored_hook> hook; ///< nullopt: an earlier answer
    keyed_answer answer;
  };
  const auto at = now();
  commit<outcome>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<outcome> {
        std::optional<storage::stored_hook> changed;
        auto answer = with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          // Inside, so that a key used again gets its answer whatever is there by now.
          if (auto fits = hooks::check_secret(hook->definition->signature, secret, "/secret");
              !fits)
            return fail(std::move(fits.error()));
          auto made = storage::add_hook_secret(tx, id, secret, at);
          if (!made)
            return fail(std::move(made.error()));
          // Whoever has the secret starts the campaigns that listen.
          if (auto may = may_change_hook(tx, id, by); !may)
            return fail(std::move(may.error()));
          const auto& added = made->secrets.back();
          storage::write_audit(tx, at, by.who, "hook.secret.add",
                               id + " " + storage::secret_id_text(added.number), by.why);
          auto shown = show_secret(added);
          changed = std::move(*made);
          return shown;
        });
        if (!answer)
          return fail(std::move(answer.error()));
        return outcome{std::move(changed), std::move(*answer)};
      },
      [this, id, is_given](outcome made) -> result<written> {
        const bool replayed = !made.hook;
        if (made.hook)
          services_.hooks.put_secrets(std::move(*made.hook));
        if (const auto known = services_.hooks.find(id); known && !is_given)
          reveal(made.answer.body, known->stored);
        return written{std::move(made.answer.body), true, replayed, 0};
      });
}

void hook_service::retire_secret(std::string id, std::string secret, caller by,
                                 completion<json> done) {
  const auto number = storage::parse_secret_id(secret);
  if (!number)
    return done(fail(number.error()));
  const auto at = now();
  commit<storage::stored_hook>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<storage::stored_hook> {
        auto changed = storage::retire_hook_secret(tx, id, *number, at);
        if (auto may = may_change_hook(tx, id, by); changed && !may)
          return fail(std::move(may.error()));
        if (changed)
          storage::write_audit(tx, at, by.who, "hook.secret.retire", id + " " + secret, by.why);
        return changed;
      },
      [this](storage::stored_hook hook) -> result<json> {
        auto shown = show(hook);
        services_.hooks.put_secrets(std::move(hook));
        return shown;
      });
}

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

} // namespace sojourn::service
