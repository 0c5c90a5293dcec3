// What can be asked about jobs: one action on many instances.
#include "service/implementation/job_service.hpp"

#include "actors/instance/job_part.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/jobs.hpp"
#include "storage/reader.hpp"

namespace sojourn::service {

namespace {

using storage::job_action;

json show(const storage::job_filter& filter) {
  json shown = json::object();
  for (const auto& [name, value] : {std::pair{"campaign", &filter.campaign},
                                    {"step", &filter.step},
                                    {"subject", &filter.subject},
                                    {"code", &filter.code}}) {
    if (!value->empty())
      shown[name] = *value;
  }
  if (filter.status)
    shown["status"] = engine::to_text(*filter.status);
  if (filter.waiting)
    shown["waiting_for"] = engine::to_text(*filter.waiting);
  if (filter.version != 0)
    shown["version"] = filter.version;
  return shown;
}

json show(const storage::stored_job& job, instant now) {
  const auto handled = job.done + job.skipped + job.failed;
  json shown{{"id", to_text(job.id)},
             {"action", storage::to_text(job.what.action)},
             {"state", storage::to_text(job.state)},
             {"filter", show(job.what.filter)},
             {"total", job.total},
             {"done", job.done},
             {"skipped", job.skipped},
             {"failed", job.failed},
             {"left", job.total - handled},
             {"per_second", job.what.per_second},
             {"created_at", to_text(job.created_at)},
             {"created_by", job.what.who}};
  const std::chrono::duration<double> passed = job.ended_at.value_or(now) - job.created_at;
  if (passed.count() > 0)
    shown["rate"] = static_cast<double>(handled) / passed.count();
  if (!job.what.details.empty())
    shown["details"] = job.what.details;
  if (!job.what.why.empty())
    shown["why"] = job.what.why;
  if (job.ended_at)
    shown["ended_at"] = to_text(*job.ended_at);
  return shown;
}

tl::unexpected<error> no_job(storage::job_id id) {
  return fail(error_code::not_found, "there is no job " + to_text(id));
}

tl::unexpected<error> refuse(const std::string& pointer, const std::string& message) {
  return fail(error_code::invalid_request, "the request has a mistake", {{pointer, message}});
}

result<storage::new_job> job_of(const bulk_request& request) {
  storage::new_job job;
  job.action = storage::parse_job_action(request.action).value_or(job_action::undo);
  if (job.action == job_action::undo)
    return refuse("/action", "no job does this to instances: \"" + request.action + "\"");
  const auto& given = request.filter;
  if (given.campaign.empty() && given.status.empty() && given.step.empty() &&
      given.subject.empty() && given.code.empty() && given.waiting_for.empty())
    return refuse("/filter", "names nothing; at least one of campaign, status, step, subject, "
                             "waiting_for, code");
  if (given.version != 0 && given.campaign.empty())
    return refuse("/filter/version", "is of a campaign, which \"campaign\" must name");
  job.filter = {.campaign = given.campaign,
                .status = {},
                .step = given.step,
                .subject = given.subject,
                .version = request.version != 0 ? request.version : given.version,
                .waiting = engine::parse_waiting_for(given.waiting_for),
                .code = given.code};
  if (!given.status.empty()) {
    job.filter.status = engine::parse_status(given.status);
    if (!job.filter.status || engine::is_ended(*job.filter.status))
      return refuse("/filter/status", "must be one of waiting, paused, held: nothing is done to "
                                      "instances that have ended");
  }
  job.details = request.details;
  job.who = request.by.who;
  job.why = request.by.why;
  job.per_second = request.per_second != 0 ? request.per_second : bulk_request::default_per_second;
  if (job.per_second > bulk_request::max_per_second)
    return refuse("/per_second", "must be at most " + std::to_string(bulk_request::max_per_second));
  return job;
}

/// Counts by step and status.
json counts_of(const std::vector<storage::job_count>& counts) {
  std::int64_t total = 0;
  json by_status = json::object();
  json by_step = json::object();
  const auto add = [](json& to, std::string_view name, std::int64_t count) {
    auto& sum = to[std::string{name}];
    sum = (sum.is_null() ? 0 : sum.get<std::int64_t>()) + count;
  };
  for (const auto& row : counts) {
    total += row.instances;
    add(by_status, engine::to_text(row.status), row.instances);
    add(by_step[row.step], engine::to_text(row.status), row.instances);
  }
  return {{"dry_run", true},
          {"total", total},
          {"by_status", std::move(by_status)},
          {"by_step", std::move(by_step)}};
}

} // namespace

result<void> job_service::prepare_migration(storage::new_job& job) {
  auto& details = job.details;
  if (job.filter.campaign.empty())
    return refuse("/filter/campaign", "is missing: versions are those of a campaign");
  const auto number = details.value("to", 0u);
  const auto to = services_.catalogue.version(job.filter.campaign, number);
  if (!to)
    return fail(to.error());
  if (job.filter.version == number)
    return refuse("/from", "is the version that the instances are to go to; name another one, or "
                           "leave it out for all others");
  job.filter.version_not = number;
  for (const auto& [from, step] : actors::renamed_by(details)) {
    if ((*to)->definition->find(step) == nullptr)
      return refuse("/map/" + from,
                    "version " + std::to_string(number) + " has no step \"" + step + "\"");
  }
  return {};
}

result<json> job_service::count_migration(const storage::new_job& job) {
  const auto counts = reader().jobs().count_meant(job.filter);
  const auto to = services_.catalogue.version(job.filter.campaign, job.details.value("to", 0u));
  if (!to)
    return fail(to.error());
  const auto renamed = actors::renamed_by(job.details);
  auto shown = counts_of(counts);
  std::int64_t moves = 0;
  json steps = json::array();
  for (const auto& row : counts) {
    const auto from = services_.catalogue.version(job.filter.campaign, row.version);
    if (!from)
      return fail(from.error());
    json line{{"version", row.version},
              {"step", row.step},
              {"status", engine::to_text(row.status)},
              {"instances", row.instances}};
    const auto fit = engine::check_versions(*(*from)->definition, *(*to)->definition);
    const auto step = engine::step_in(*(*from)->definition, *(*to)->definition, row.step,
                                      row.status == engine::instance_status::held, renamed);
    std::int64_t moving = 0;
    if (!fit) {
      line["why"] = fit.error().message;
    } else if (!step) {
      line["why"] = step.error().message;
    } else {
      const auto staying = *step != row.step ? row.in_effect : 0;
      moving = row.instances - staying;
      line["to_step"] = *step;
      if (staying > 0)
        line["why"] = std::to_string(staying) + " of them have an effect under way, and the step "
                                                "gets another name";
    }
    line["moves"] = moving;
    moves += moving;
    steps.push_back(std::move(line));
  }
  shown["moves"] = moves;
  shown["stays"] = shown.at("total").get<std::int64_t>() - moves;
  shown["steps"] = std::move(steps);
  return shown;
}

void job_service::begin(bulk_request request, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  // Definitions may have to be read: not on the caller's thread.
  auto work = [this, answer, request = std::move(request)]() mutable {
    try {
      auto job = job_of(request);
      if (!job)
        return (*answer)(fail(std::move(job.error())));
      const bool migrates = job->action == job_action::migrate;
      if (auto ready = migrates ? prepare_migration(*job) : result<void>{}; !ready)
        return (*answer)(fail(std::move(ready.error())));
      if (!request.dry_run)
        return begin_job(std::move(*job), std::move(request.idem), std::move(*answer));
      auto counted = migrates ? count_migration(*job)
                              : result<json>{counts_of(reader().jobs().count_meant(job->filter))};
      if (!counted)
        return (*answer)(fail(std::move(counted.error())));
      (*counted)["action"] = storage::to_text(job->action);
      (*answer)(written{std::move(*counted), false, false, 0});
    } catch (const storage::read_failure& failure) {
      (*answer)(fail(failure.why()));
    }
  };
  run_query(answer, std::move(work));
}

void job_service::begin_job(storage::new_job job, idempotency idem, completion<written> done) {
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [=, job = std::move(job)](storage::transaction& tx) {
        return with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          const auto begun = storage::begin_job(tx, job, at);
          if (!begun)
            return fail(begun.error());
          return show(*begun, at);
        });
      },
      [this](keyed_answer made) -> result<written> {
        worker_.look();
        return written{std::move(made.body), true, made.replayed, 0};
      });
}

void job_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto cursor = number_of<std::int64_t>(at.cursor);
    if (!cursor)
      return fail(cursor.error());
    const storage::job_id before{*cursor == 0 ? std::numeric_limits<std::int64_t>::max() : *cursor};
    page found;
    for (const auto& job : reader().jobs().list(before, at.limit)) {
      found.items.push_back(show(job, now()));
      found.next_cursor = std::to_string(job.id.value);
    }
    if (found.items.size() < at.limit)
      found.next_cursor.clear();
    return found;
  });
}

void job_service::get(std::string id, completion<json> done) {
  answer_query(std::move(done), [=, this]() -> result<json> {
    const auto parsed = storage::parse_job_id(id);
    if (!parsed)
      return fail(parsed.error());
    const auto job = reader().jobs().job(*parsed);
    return job ? result<json>{show(*job, now())} : no_job(*parsed);
  });
}

void job_service::errors(std::string id, page_request at, completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto parsed = storage::parse_job_id(id);
    if (!parsed)
      return fail(parsed.error());
    const auto after = number_of<std::int64_t>(at.cursor);
    if (!after)
      return fail(after.error());
    if (!reader().jobs().job(*parsed))
      return no_job(*parsed);
    page found;
    for (const auto& one : reader().jobs().errors(*parsed, *after, at.limit)) {
      found.items.push_back({{"instance", to_text(one.instance)},
                             {"outcome", one.skipped ? "skipped" : "failed"},
                             {"code", one.code},
                             {"message", one.message}});
      found.next_cursor = std::to_string(one.number);
    }
    if (found.items.size() < at.limit)
      found.next_cursor.clear();
    return found;
  });
}

void job_service::change(std::string id, job_change how, caller by, completion<json> done) {
  const auto parsed = storage::parse_job_id(id);
  if (!parsed)
    return done(fail(parsed.error()));
  const auto to = how == job_change::pause    ? storage::job_state::paused
                  : how == job_change::resume ? storage::job_state::running
                                              : storage::job_state::cancelled;
  const auto at = now();
  commit<storage::stored_job>(
      std::move(done),
      [=](storage::transaction& tx) {
        return storage::change_job(tx, *parsed, to, by.who, by.why, at);
      },
      [this, at](const storage::stored_job& job) -> result<json> {
        worker_.look();
        return show(job, at);
      });
}

void job_service::undo(std::string id, caller by, idempotency idem, completion<written> done) {
  auto answer = std::make_shared<completion<written>>(std::move(done));
  auto work = [=, this]() {
    const auto parsed = storage::parse_job_id(id);
    if (!parsed)
      return (*answer)(fail(parsed.error()));
    const auto read = storage::as_result([&]() -> result<std::optional<storage::stored_job>> {
      return reader().jobs().job(*parsed);
    });
    if (!read)
      return (*answer)(fail(read.error()));
    const auto& of = *read;
    if (!of)
      return (*answer)(no_job(*parsed));
    if (of->what.action != job_action::migrate || of->state < storage::job_state::done)
      return (*answer)(fail(error_code::wrong_state,
                            id + " is a job to " + std::string{storage::to_text(of->what.action)} +
                                " that is " + std::string{storage::to_text(of->state)} +
                                "; only a migration that is done or cancelled can be taken back"));
    storage::new_job job;
    job.action = job_action::undo;
    job.filter.campaign = of->what.filter.campaign;
    job.details = {{"job", id}};
    job.who = by.who;
    job.why = by.why;
    job.per_second = of->what.per_second;
    begin_job(std::move(job), idem, std::move(*answer));
  };
  run_query(answer, std::move(work));
}

} // namespace sojourn::service
