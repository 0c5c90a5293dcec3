// /v1/hooks: how other systems call, their secrets, their calls, and the log of these; and the
// hooks of known senders, /v1/hook-templates.
#include "service/hooks.hpp"

#include "api/resources/answers.hpp"
#include "base/ascii.hpp"

namespace sojourn::api {

namespace hooks_resource {
namespace {

/// 202, or 200 for a call that only asks whether anybody is here: some senders want that.
completion<service::written> as_taken(const reply& answer) {
  return answer.through<service::written>([](const service::written& what) {
    const bool is_ping = what.body.is_object() && what.body.value("outcome", json{}) == "ping";
    auto made = json_response(is_ping ? 200 : 202, what.body);
    if (what.replayed)
      made.headers.emplace_back("Idempotency-Replayed", "true");
    return made;
  });
}

void call(const request& ask, handler_context& context, reply answer) {
  // As it came; the service knows the secrets.
  service::hook_request hook{.hook = ask.id("hook"), .body = ask.body, .headers = {}};
  for (const auto& one : ask.headers) {
    auto& value = hook.headers[lower_ascii(one.name)];
    value += (value.empty() ? "" : ", ") + std::string{one.value};
  }
  context.services.hooks.call(std::move(hook), as_taken(answer));
}

void list(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.list(ask.page, as_page(ask, answer));
}

void create(const request& ask, handler_context& context, reply answer) {
  const auto id = ask.fields.find("id");
  if (id == ask.fields.end() || !id->is_string() || !is_name(id->get_ref<const std::string&>()))
    return answer(fail(error_code::invalid_request, "the hook needs an id",
                       {{"/id", "must be 1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a "
                                "letter or digit"}}));
  context.services.hooks.put({.id = id->get<std::string>(),
                              .definition = ask.fields,
                              .must_be_new = true,
                              .by = ask.caller_without_why(),
                              .idem = ask.idempotency},
                             as_written(answer, "/v1/hooks/"));
}

void put(const request& ask, handler_context& context, reply answer) {
  const auto hook = ask.id("hook");
  if (const auto id = ask.fields.find("id"); id != ask.fields.end() && *id != json(hook))
    return answer(fail(error_code::invalid_request, "the path and the body name two hooks",
                       {{"/id", "must be \"" + hook + "\", as in the path"}}));
  context.services.hooks.put({.id = hook,
                              .definition = ask.fields,
                              .only_if = ask.only_if,
                              .by = ask.caller_without_why()},
                             as_written(answer, "/v1/hooks/" + hook));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.get(ask.id("hook"), as_changing_resource(answer));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.remove(ask.id("hook"), ask.only_if, ask.caller_without_why(),
                                as_json(answer));
}

void add_secret(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.add_secret(
      ask.id("hook"), ask.text("secret"), ask.caller(), ask.idempotency,
      as_written(answer, "/v1/hooks/" + ask.id("hook") + "/secrets/"));
}

void retire_secret(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.retire_secret(ask.id("hook"), ask.id(), ask.caller_without_why(),
                                       as_json(answer));
}

void deliveries(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.calls(ask.id("hook"), ask.page, as_page(ask, answer));
}

void delivery(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.call_of(ask.id("hook"), ask.id(), as_json(answer));
}

void retry(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.retry(ask.id("hook"), ask.id(), ask.caller(), as_accepted(answer));
}

void try_call(const request& ask, handler_context& context, reply answer) {
  const auto payload = ask.fields.find("payload");
  service::hook_trial trial{
      .call = {.hook = ask.id("hook"),
               .body = payload == ask.fields.end() ? ask.text("body") : dump(*payload),
               .headers = {}},
      .definition = {}};
  if (const auto draft = ask.fields.find("definition"); draft != ask.fields.end())
    trial.definition = *draft;
  const json headers = ask.object("headers");
  for (const auto& [name, value] : headers.items()) {
    if (!value.is_string())
      return answer(fail(error_code::invalid_request, "a header is a text",
                         {{pointer_to("/headers", name), "write its value as a text"}}));
    trial.call.headers.emplace(lower_ascii(name), value.get<std::string>());
  }
  context.services.hooks.try_call(std::move(trial), as_json(answer));
}

void list_templates(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.templates(as_page(ask, answer));
}

void get_template(const request& ask, handler_context& context, reply answer) {
  context.services.hooks.get_template(ask.id(), as_json(answer));
}

void install(const request& ask, handler_context& context, reply answer) {
  const auto secret = ask.text("secret");
  context.services.hooks.install(
      {.of = ask.id(),
       .hook = ask.text("hook"),
       .parameters = ask.object("parameters"),
       .secrets = secret.empty() ? std::vector<std::string>{} : std::vector{secret},
       .by = ask.caller(),
       .idem = ask.idempotency},
      as_written(answer, "/v1/hooks/"));
}

constexpr std::array trial_fields{
    field{"body", kind::text, "the body, as the sender would send it"},
    field{"payload", kind::object, "the same as JSON, whose signature cannot be right"},
    field{"headers", kind::object, "the headers by name, each a text"},
    field{"definition", kind::object, "a hook's document in place of the one that is stored"}};
constexpr std::array<std::string_view, 2> trial_bodies{"body", "payload"};
constexpr std::array install_fields{
    field{"hook", kind::name, "the id of the hook; that of the sender if left out"},
    field{"secret", kind::text, "the secret of the sender; left out, one is made and shown once"},
    field{"parameters", kind::object,
          "texts by name: prefix, country, timezone, currency; those that are left out take the "
          "defaults of the sender"},
    field{"why", kind::text, "the reason, for the audit"}};

constexpr std::array secret_fields{
    field{"secret", kind::text, "the secret of the sender; left out, one is made and shown once"},
    field{"why", kind::text, "the reason, for the audit"}};

constexpr std::string_view about_hooks =
    "How calls are signed (\"signature\"), which of them count (\"when\"), whom they are about "
    "and what they bring (\"mapping\"), what they are known by (\"dedupe_key\"), and how many "
    "may come (\"rate_limit\"). \"secrets\" are never shown again; a new hook without gets "
    "one, which only this answer shows.";

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/hooks/{hook}",
          .is_open = true,
          .summary = "Call a hook",
          .handle = call,
          .description = "Needs no token: the call carries the signature that the hook demands, "
                         "over the raw body. Answered after the call, the records that it brings "
                         "and what they cause are on disk, all in one commit. 429 beyond the "
                         "hook's rate limit. 200 for a call that is the \"ping\" of the hook.",
          .body = {.is = body_kind::raw,
                   .required = true,
                   .description = "what the sender signed, JSON",
                   .media_types = {}},
          .answer = {.status = 202, .description = "The call is on disk, or was before."}},
    route{.method = "GET",
          .pattern = "/v1/hooks",
          .summary = "List the hooks",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The hooks, by id."}},
    route{
        .method = "POST",
        .pattern = "/v1/hooks",
        .needs = permission::developer,
        .summary = "Create a hook",
        .handle = create,
        .description = about_hooks,
        .body = {.is = body_kind::object, .required = true, .description = "the hook, with its id"},
        .answer = {.status = 201, .is = shape::created, .description = "The hook."},
        .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/hooks/{hook}",
          .summary = "Get a hook",
          .handle = get,
          .answer = {.description = "The hook, and the active campaigns that listen to it."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/hooks/{hook}",
          .needs = permission::developer,
          .summary = "Create or replace a hook",
          .handle = put,
          .description = about_hooks,
          .body = {.is = body_kind::object, .required = true, .description = "the hook"},
          .answer = {.is = shape::created, .description = "The hook."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/hooks/{hook}",
          .needs = permission::developer,
          .summary = "Delete a hook, its secrets and its log",
          .handle = remove,
          .description = "Refused while an active or paused campaign listens to it.",
          .answer = {.description = "It is gone."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/hooks/{hook}/deliveries",
          .summary = "List the last calls of a hook",
          .handle = deliveries,
          .description = "At least the last 200 that were taken, and of refused calls the last "
                         "200 that were logged: one a second, and 20 at once; \"refused_before\" "
                         "counts the others.",
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The calls, newest first."}},
    route{.method = "GET",
          .pattern = "/v1/hooks/{hook}/deliveries/{id}",
          .summary = "Tell what a call of a hook was about and did",
          .handle = delivery,
          .description = "Its signature, whom it was about and how they were found, what it wrote "
                         "and started; of one that may be taken again also how it arrived.",
          .answer = {.description = "The call."}},
    route{.method = "POST",
          .pattern = "/v1/hooks/{hook}/deliveries/{id}/retry",
          .needs = permission::developer,
          .summary = "Take a call again that was refused or ignored",
          .handle = retry,
          .description = "With the hook, its secrets and the data of now; its signature must be "
                         "right. Needs the permission send as well while an active or paused "
                         "campaign listens to the hook.",
          .body = why_body,
          .answer = {.status = 202, .description = "What came of it."}},
    route{.method = "POST",
          .pattern = "/v1/hooks/{hook}/try",
          .needs = permission::developer,
          .summary = "Show what a call of a hook would come to",
          .handle = try_call,
          .description = "Its signature, whom it is about, what it would write and start. Does "
                         "nothing: nothing is stored, and no id is used up.",
          .body = {.is = body_kind::fields,
                   .required = true,
                   .fields = trial_fields,
                   .exactly_one_of = trial_bodies},
          .answer = {.description = "What would come of it."}},
    route{.method = "POST",
          .pattern = "/v1/hooks/{hook}/secrets",
          .needs = permission::developer,
          .summary = "Add a secret to a hook",
          .handle = add_secret,
          .description = "Two at most: both are taken until the older one is retired.",
          .body = {.is = body_kind::fields, .fields = secret_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The secret."},
          .takes_idempotency_key = true},
    route{.method = "DELETE",
          .pattern = "/v1/hooks/{hook}/secrets/{id}",
          .needs = permission::developer,
          .summary = "Retire a secret of a hook",
          .handle = retire_secret,
          .description = "The last one stays.",
          .answer = {.description = "The hook."}},
    route{.method = "GET",
          .pattern = "/v1/hook-templates",
          .summary = "List the senders whose hooks come with Sojourn",
          .handle = list_templates,
          .answer = {.is = shape::page, .description = "The senders, by id."}},
    route{.method = "GET",
          .pattern = "/v1/hook-templates/{id}",
          .summary = "Get the hook of a sender",
          .handle = get_template,
          .answer = {.description = "How it is set up, its parameters, and the document."}},
    route{.method = "POST",
          .pattern = "/v1/hook-templates/{id}/install",
          .needs = permission::developer,
          .summary = "Make the hook of a sender",
          .handle = install,
          .description = "A hook like any other, which may be changed with PUT /v1/hooks/{hook}.",
          .body = {.is = body_kind::fields, .fields = install_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The hook."},
          .takes_idempotency_key = true},
};

} // namespace
} // namespace hooks_resource

std::span<const route> hook_routes() { return hooks_resource::table; }

} // namespace sojourn::api
