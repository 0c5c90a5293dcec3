// /v1/jobs, and what begins one: an action on many instances, the move to another version.
#include "service/jobs.hpp"

#include "api/check.hpp"
#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace jobs_resource {
namespace {

using service::bulk_request;
using service::job_change;

constexpr std::array<std::string_view, 9> actions{"cancel", "pause",   "resume",   "retry", "skip",
                                                  "signal", "migrate", "continue", "edit"};
constexpr std::array<std::string_view, 2> policies{"follow", "re_time"};
constexpr std::array<std::string_view, 3> open_statuses{"waiting", "paused", "held"};

constexpr std::array filter_fields{
    field{"campaign", kind::name, "only of this campaign"},
    field{"status", kind::choice, "only with this status", false, open_statuses},
    field{"subject", kind::subject, "only about this subject"},
    field{"step", kind::text, "only at this step"},
    field{"version", kind::count, "only of this version of the campaign"},
    field{"waiting_for", kind::choice, "only waiting for this", false, waiting_names},
    field{"code", kind::text, "only held, or with an unknown outcome, for this reason"}};

/// Fields that belong to one action alone.
struct action_field {
  std::string_view name;
  std::string_view action;
  bool required = false;
};
constexpr std::array action_fields{
    action_field{"type", "signal", true}, action_field{"data", "signal"},
    action_field{"to", "migrate", true},  action_field{"policy", "migrate", true},
    action_field{"map", "migrate"},       action_field{"to_step", "continue", true},
    action_field{"vars", "edit", true}};

void check_filter(const json& filter, mistakes& wrong) {
  std::vector<std::string_view> names;
  for (const auto& one : filter_fields)
    names.push_back(one.name);
  for (const auto& [name, value] : filter.items()) {
    const auto pointer = pointer_to("/filter", name);
    const auto declared =
        std::find_if(filter_fields.begin(), filter_fields.end(),
                     [&name = name](const field& one) { return one.name == name; });
    if (declared == filter_fields.end())
      wrong.add_unknown(pointer, name, names);
    else if (auto what = complaint(declared->is, value, declared->choices))
      wrong.add(pointer, std::move(*what));
  }
}

void check_map(const json& fields, mistakes& wrong) {
  const auto map = fields.find("map");
  if (map == fields.end())
    return;
  for (const auto& [from, to] : map->items()) {
    if (!to.is_string())
      wrong.add(pointer_to("/map", from), "must be the id of a step of the new version");
  }
}

void check_action(const json& fields, const std::string& action, mistakes& wrong) {
  for (const auto& one : action_fields) {
    const bool given = fields.contains(one.name);
    if (given && one.action != action)
      wrong.add(pointer_to("", one.name),
                "belongs to the action \"" + std::string{one.action} + "\"");
    else if (!given && one.required && one.action == action)
      wrong.add(pointer_to("", one.name), "is missing; the action \"" + action + "\" needs it");
  }
}

json details_of(const request& ask) {
  json details = json::object();
  for (const auto& one : action_fields) {
    if (const auto given = ask.fields.find(one.name); given != ask.fields.end())
      details[std::string{one.name}] = *given;
  }
  return details;
}

/// Counts are a 200, a job is a 202.
void submit(bulk_request wanted, handler_context& context, const reply& answer) {
  auto done = wanted.dry_run ? as_resource(answer) : as_accepted(answer);
  context.services.jobs.begin(std::move(wanted), std::move(done));
}

void act(const request& ask, handler_context& context, reply answer) {
  const auto filter = ask.object("filter");
  const auto action = ask.text("action");
  mistakes wrong;
  check_filter(filter, wrong);
  check_action(ask.fields, action, wrong);
  check_map(ask.fields, wrong);
  if (!wrong.empty())
    return answer(fail(std::move(wrong).as_error()));
  submit({.filter = {.campaign = filter.value("campaign", ""),
                     .status = filter.value("status", ""),
                     .step = filter.value("step", ""),
                     .subject = filter.value("subject", ""),
                     .version = filter.value("version", 0u),
                     .waiting_for = filter.value("waiting_for", ""),
                     .code = filter.value("code", "")},
          .action = action,
          .details = details_of(ask),
          .per_second = ask.count("per_second"),
          .dry_run = ask.flag("dry_run"),
          .by = ask.caller(),
          .idem = ask.idempotency},
         context, answer);
}

void migrate(const request& ask, handler_context& context, reply answer) {
  mistakes wrong;
  check_map(ask.fields, wrong);
  if (!wrong.empty())
    return answer(fail(std::move(wrong).as_error()));
  submit({.filter = {.campaign = ask.id(), .status = {}, .step = {}, .subject = {}},
          .version = ask.count("from"),
          .action = "migrate",
          .details = details_of(ask),
          .per_second = ask.count("per_second"),
          .dry_run = ask.flag("dry_run"),
          .by = ask.caller(),
          .idem = ask.idempotency},
         context, answer);
}

void list(const request& ask, handler_context& context, reply answer) {
  context.services.jobs.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.jobs.get(ask.id(), as_json(answer));
}

void errors(const request& ask, handler_context& context, reply answer) {
  context.services.jobs.errors(ask.id(), ask.page, as_page(ask, answer));
}

template <job_change How>
void change(const request& ask, handler_context& context, reply answer) {
  context.services.jobs.change(ask.id(), How, ask.caller(), as_json(answer));
}

void undo(const request& ask, handler_context& context, reply answer) {
  context.services.jobs.undo(ask.id(), ask.caller(), ask.idempotency, as_accepted(answer));
}

constexpr field dry_run{"dry_run", kind::flag, "true: count, and do nothing; answered with 200"};
constexpr field per_second{"per_second", kind::count,
                           "instances a second, at most 10000; 200 if left out"};
constexpr field map{"map", kind::object, "a step of the old version → one of the new version"};
constexpr field why{"why", kind::text, "the reason, for the journal and the audit"};

constexpr std::array bulk_fields{
    field{"filter", kind::object,
          "which instances: campaign, status, step, subject, at least one of them; those that "
          "have ended are never meant",
          true},
    field{"action", kind::choice, "what is done to each", true, actions},
    field{"type", kind::name, "of a signal: the event's type"},
    field{"data", kind::object, "of a signal: in reach of conditions as event"},
    field{"to", kind::count, "of a migration: the version"},
    field{"policy", kind::choice,
          "of a migration: \"follow\" keeps running timers, \"re_time\" computes them anew", false,
          policies},
    map,
    field{"to_step", kind::text, "of \"continue\": where the instances go on"},
    field{"vars", kind::object, "of \"edit\": merged over the variables of each"},
    dry_run,
    per_second,
    why};

constexpr std::array migration_fields{
    field{"to", kind::count, "the version", true},
    field{"policy", kind::choice, "\"follow\" keeps running timers, \"re_time\" computes them anew",
          true, policies},
    field{"from", kind::count, "only instances of this version; of every other if left out"},
    map,
    dry_run,
    per_second,
    why};

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/instances/bulk",
          .needs = permission::operate,
          .summary = "Act on all instances that a filter means",
          .handle = act,
          .description = "Freezes the list of instances and works it off as a job, each once. A "
                         "dry run answers 200 with how many are meant, by status and step.",
          .body = {.is = body_kind::fields, .required = true, .fields = bulk_fields},
          .answer = {.status = 202, .description = "The job."},
          .takes_idempotency_key = true},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/migrations",
          .needs = permission::operate,
          .summary = "Move instances in flight to another version of their campaign",
          .handle = migrate,
          .description = "A dry run answers 200 with how many would move, and which cannot and "
                         "why, by step.",
          .body = {.is = body_kind::fields, .required = true, .fields = migration_fields},
          .answer = {.status = 202, .description = "The job."},
          .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/jobs",
          .summary = "List the jobs",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The jobs, newest first."}},
    route{.method = "GET",
          .pattern = "/v1/jobs/{id}",
          .summary = "Get a job",
          .handle = get,
          .answer = {.description = "Its state, and how many are done, skipped, failed and left."}},
    route{.method = "GET",
          .pattern = "/v1/jobs/{id}/errors",
          .summary = "List the instances on which a job did nothing",
          .handle = errors,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "Each instance with why."}},
    route{.method = "POST",
          .pattern = "/v1/jobs/{id}/pause",
          .needs = permission::operate,
          .summary = "Let a job rest",
          .handle = change<job_change::pause>,
          .body = why_body,
          .answer = {.description = "The job."}},
    route{.method = "POST",
          .pattern = "/v1/jobs/{id}/resume",
          .needs = permission::operate,
          .summary = "Let a paused job go on",
          .handle = change<job_change::resume>,
          .body = why_body,
          .answer = {.description = "The job."}},
    route{.method = "POST",
          .pattern = "/v1/jobs/{id}/cancel",
          .needs = permission::operate,
          .summary = "Do no more of a job",
          .handle = change<job_change::cancel>,
          .description = "What was done stays done.",
          .body = why_body,
          .answer = {.description = "The job."}},
    route{.method = "POST",
          .pattern = "/v1/jobs/{id}/undo",
          .needs = permission::operate,
          .summary = "Take a migration back",
          .handle = undo,
          .description = "Begins a job that moves back each instance that has not moved since; "
                         "its errors list the others.",
          .body = why_body,
          .answer = {.status = 202, .description = "The job that does it."},
          .takes_idempotency_key = true},
};

} // namespace
} // namespace jobs_resource

std::span<const route> job_routes() { return jobs_resource::table; }

} // namespace sojourn::api
