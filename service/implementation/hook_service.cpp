// What can be asked about hooks; their calls are in hook_calls.cpp.
#include "service/implementation/hook_service.hpp"

#include "accounts/changes.hpp"
#include "hooks/templates.hpp"
#include "service/implementation/right_to_send.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/hooks.hpp"

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

json show(const hooks::hook_template& of) {
  json shown{{"id", of.id}};
  for (const auto* member : {"title", "explanation", "documentation", "setup", "parameters"})
    shown[member] = of.source.at(member);
  return shown;
}

tl::unexpected<error> no_template(const std::string& id) {
  return fail(error_code::not_found, "there is no hook of a sender called \"" + id + "\"");
}

} // namespace

tl::unexpected<error> no_hook(const std::string& id) {
  return fail(error_code::not_found, "there is no hook \"" + id + "\"");
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
      [this, at, how, what, by = request.by, idem = request.idem,
       definition = read->hook](storage::transaction& tx) -> result<outcome> {
        std::optional<storage::hook_put> put;
        auto answer = with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          auto made = storage::put_hook(tx, what, at);
          if (!made)
            return fail(std::move(made.error()));
          if (auto known = storage::check_hook_types(tx, definition->mapping); !known)
            return fail(std::move(known.error()));
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
        const auto known = services_.hooks.find(id);
        const auto before = known ? known->stored.definition : json{};
        if (auto removed = storage::remove_hook(tx, id, only_if); !removed)
          return fail(std::move(removed.error()));
        storage::write_audit(tx, at,
                             {.who = by.who,
                              .action = "hook.remove",
                              .target = id,
                              .why = by.why,
                              .changes = accounts::changes_between(before, json{})});
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
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = "hook.secret.add",
                                .target = id + " " + storage::secret_id_text(added.number),
                                .why = by.why,
                                .changes = accounts::changes_between(json{}, {{"secret", 1}})});
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
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = "hook.secret.retire",
                                .target = id + " " + secret,
                                .why = by.why,
                                .changes = accounts::changes_between({{"secret", 1}}, json{})});
        return changed;
      },
      [this](storage::stored_hook hook) -> result<json> {
        auto shown = show(hook);
        services_.hooks.put_secrets(std::move(hook));
        return shown;
      });
}

void hook_service::templates(completion<page> done) {
  page shown;
  for (const auto& one : hooks::shipped_templates())
    shown.items.push_back(show(one));
  done(std::move(shown));
}

void hook_service::get_template(std::string id, completion<json> done) {
  const auto* found = hooks::find_template(id);
  if (found == nullptr)
    return done(no_template(id));
  auto shown = show(*found);
  shown["hook"] = found->source.at("hook");
  done(std::move(shown));
}

void hook_service::install(hook_installation request, completion<written> done) {
  const auto* found = hooks::find_template(request.of);
  if (found == nullptr)
    return done(no_template(request.of));
  auto filled = hooks::fill_template(
      *found, request.parameters.is_null() ? json::object() : request.parameters, "/parameters");
  if (!filled)
    return done(fail(std::move(filled.error())));
  if (!request.secrets.empty())
    (*filled)["secrets"] = request.secrets;
  put({.id = request.hook.empty() ? request.of : request.hook,
       .definition = std::move(*filled),
       .must_be_new = true,
       .by = std::move(request.by),
       .idem = std::move(request.idem)},
      std::move(done));
}

} // namespace sojourn::service
