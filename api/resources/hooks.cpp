// /v1/hooks: how other systems call, their secrets, their calls, and the log of these.
#include "service/hooks.hpp"

#include "api/resources/answers.hpp"
#include "base/ascii.hpp"

namespace sojourn::api {

namespace hooks_resource {
namespace {

void call(const request& ask, handler_context& context, reply answer) {
  // As it came; the service knows the secrets.
  service::hook_request hook{.hook = ask.id("hook"), .body = ask.body, .headers = {}};
  for (const auto& one : ask.headers) {
    auto& value = hook.headers[lower_ascii(one.name)];
    value += (value.empty() ? "" : ", ") + std::string{one.value};
  }
  context.services.hooks.call(std::move(hook), as_accepted(answer));
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

constexpr std::array secret_fields{
    field{"secret", kind::text, "the secret of the sender; left out, one is made and shown once"},
    field{"why", kind::text, "the reason, for the audit"}};

constexpr std::string_view about_hooks =
    "How calls are signed (\"signature\"), which of them count (\"when\"), whom they are about "
    "and what they say (\"mapping\"), what they are known by (\"dedupe_key\"), and how many "
    "may come (\"rate_limit\"). \"secrets\" are never shown again; a new hook without gets "
    "one, which only this answer shows.";

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/hooks/{hook}",
          .is_open = true,
          .summary = "Call a hook",
          .handle = call,
          .description = "Needs no token: the call carries the signature that the hook demands, "
                         "over the raw body. Answered after the call is on disk. 429 beyond the "
                         "hook's rate limit.",
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
};

} // namespace
} // namespace hooks_resource

std::span<const route> hook_routes() { return hooks_resource::table; }

} // namespace sojourn::api
