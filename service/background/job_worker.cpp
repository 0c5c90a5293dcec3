#include "service/background/job_worker.hpp"

#include "service/background/wait_for_commit.hpp"
#include "storage/reader.hpp"

#include <latch>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

using storage::job_action;
using storage::job_state;

/// Jobs are looked at this often, though who begins one says so.
constexpr milliseconds longest_rest{30'000};
constexpr milliseconds try_again{100};
/// An instance that cannot take its order for the moment is asked this often.
constexpr int most_member_tries = 20;
constexpr std::size_t moves_a_commit = 10'000;

engine::command_kind command_of(job_action action) {
  switch (action) {
  case job_action::pause:
    return engine::command_kind::pause;
  case job_action::resume:
    return engine::command_kind::resume;
  case job_action::retry:
    return engine::command_kind::retry;
  case job_action::skip:
    return engine::command_kind::skip;
  case job_action::migrate:
  case job_action::undo:
    return engine::command_kind::migrate;
  case job_action::continue_from:
    return engine::command_kind::continue_from;
  case job_action::edit:
    return engine::command_kind::edit;
  case job_action::cancel:
  case job_action::signal:
    break;
  }
  return engine::command_kind::cancel;
}

engine::input input_of(const storage::stored_job& job) {
  const auto& what = job.what;
  // The journal of an instance says which job it was, too.
  const auto name = storage::to_text(job.id);
  const auto why = what.why.empty() ? name : what.why + " (" + name + ")";
  if (what.action != job_action::signal) {
    engine::commanded command{command_of(what.action), what.who, why, {}};
    if (what.action == job_action::continue_from)
      command.step = what.details.value("to_step", std::string{});
    if (what.action == job_action::edit)
      command.vars = what.details.value("vars", json::object());
    return command;
  }
  auto data = what.details.value("data", json::object());
  data["who"] = what.who;
  data["why"] = why;
  return engine::event_arrived{what.details.value("type", std::string{}), name, std::move(data)};
}

} // namespace

/// What became of one portion.
struct job_worker::answers {
  explicit answers(std::size_t count) : left{static_cast<std::ptrdiff_t>(count)} {}

  void add(const storage::job_member& member, const result<actors::turn_report>& report) {
    {
      const std::lock_guard lock{mutex};
      if (!report && actors::may_pass(report.error().code))
        again.push_back({member, report.error()});
      else if (!report)
        errors.push_back(error_of(member, report.error()));
      else if (!report->meaningful)
        errors.push_back(error_of(
            member, {error_code::wrong_state, "it means nothing to the instance as it stands"}));
    }
    left.count_down();
  }

  static storage::job_error error_of(const storage::job_member& member, const error& why) {
    const bool skipped = why.code == error_code::wrong_state || why.code == error_code::not_found;
    return {.number = member.number,
            .instance = member.instance,
            .skipped = skipped,
            .code = std::string{describe(why.code).text},
            .message = why.message};
  }

  std::mutex mutex;
  std::vector<storage::job_error> errors;
  std::vector<std::pair<storage::job_member, error>> again;
  std::latch left;
};

job_worker::~job_worker() {
  thread_.request_stop();
  wake_.notify_all();
}

void job_worker::begin() {
  thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
}

void job_worker::look() {
  {
    const std::lock_guard lock{mutex_};
    look_again_ = true;
  }
  wake_.notify_all();
}

void job_worker::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto rest = longest_rest;
    try {
      const auto jobs = services_.store.reader().jobs().under_way();
      std::erase_if(progress_, [&](const auto& known) {
        return std::none_of(jobs.begin(), jobs.end(), [&](const storage::stored_job& job) {
          return job.id.value == known.first;
        });
      });
      for (const auto& job : jobs)
        rest = std::min(rest, work_on(job, stop));
    } catch (const std::exception& failure) {
      spdlog::error("jobs are looked at again later: {}", failure.what());
      rest = try_again;
    }
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, stop, rest, [this] { return look_again_; });
    look_again_ = false;
  }
}

milliseconds job_worker::work_on(const storage::stored_job& job, const std::stop_token& stop) {
  if (stop.stop_requested())
    return longest_rest;
  if (job.state == job_state::freezing) {
    freeze(job, stop);
    return milliseconds{0};
  }
  return act(job, progress_of(job));
}

void job_worker::freeze(const storage::stored_job& job, const std::stop_token& stop) {
  std::optional<error> failure;
  const auto write = [&](auto apply) {
    const auto written = wait_for_commit<bool>(services_.store, [&](storage::transaction& tx) {
      apply(tx);
      return result<bool>{true};
    });
    if (!written)
      failure = written.error();
    return written.has_value() && !stop.stop_requested();
  };
  bool complete = write([&](storage::transaction& tx) { storage::clear_job_list(tx, job.id); });
  if (job.what.action == job_action::undo) {
    const auto of = storage::parse_job_id(job.what.details.value("job", std::string{}));
    std::optional<std::int64_t> after{0};
    while (complete && after && of)
      complete = write([&](storage::transaction& tx) {
        after = storage::list_moved(tx, job.id, *of, *after, moves_a_commit);
      });
  } else if (complete) {
    services_.store.reader().jobs().visit_meant(
        job.what.filter, [&](const std::vector<instance_id>& page) {
          complete =
              write([&](storage::transaction& tx) { storage::add_to_job_list(tx, job.id, page); });
          return complete;
        });
  }
  if (complete)
    (void)write([&](storage::transaction& tx) {
      storage::finish_job_list(tx, job.id, services_.clock.now());
    });
  if (failure)
    throw storage::read_failure{*failure}; // tried again in a moment, from the beginning
}

job_worker::progress& job_worker::progress_of(const storage::stored_job& job) {
  const auto known = progress_.find(job.id.value);
  if (known != progress_.end())
    return known->second;
  auto& made =
      progress_.emplace(job.id.value, progress{.pace = pacer{job.what.per_second}}).first->second;
  if (job.what.action == job_action::migrate)
    made.renamed =
        std::make_shared<const engine::renamed_steps>(actors::renamed_by(job.what.details));
  return made;
}

milliseconds job_worker::act(const storage::stored_job& job, progress& of) {
  const auto allowed = of.pace.allowance(std::chrono::steady_clock::now());
  if (allowed == 0)
    return of.pace.pause();
  const auto members = services_.store.reader().jobs().members(job.id, allowed);
  if (members.empty())
    return longest_rest;
  of.pace.took(members.size());
  const auto told = std::make_shared<answers>(members.size());
  for (const auto& member : members) {
    auto input = envelope_for(job, of, member);
    if (!input) {
      told->add(member, fail(input.error()));
      continue;
    }
    (*input)->done = completion<actors::turn_report>{
        [told, member](const result<actors::turn_report>& report) { told->add(member, report); }};
    services_.directory.tell_registry(actors::deliver{member.instance, std::move(*input)});
  }
  told->left.wait();
  auto errors = std::move(told->errors);
  bool any_again = false;
  for (const auto& [member, why] : told->again) {
    if (++of.tries[member.number] < most_member_tries)
      any_again = true;
    else
      errors.push_back(answers::error_of(member, why));
  }
  if (!errors.empty()) {
    const auto noted =
        wait_for_commit<bool>(services_.store, [&](storage::transaction& tx) -> result<bool> {
          storage::insert_job_errors(tx, job.id, errors, services_.clock.now());
          return true;
        });
    any_again |= !noted; // they are still on the list, and are asked again
  }
  return any_again ? try_again : milliseconds{0};
}

result<actors::envelope_ptr> job_worker::envelope_for(const storage::stored_job& job, progress& of,
                                                      const storage::job_member& member) {
  auto part = std::make_shared<actors::job_part>();
  part->task = {.job = job.id.value, .number = member.number, .undo = {}};
  const auto& campaign = job.what.filter.campaign;
  if (job.what.action == job_action::migrate) {
    if (of.to == nullptr) {
      auto to = services_.catalogue.version(campaign, job.what.details.value("to", 0u));
      if (!to)
        return fail(std::move(to.error()));
      of.to = std::move(*to);
    }
    part->to = of.to;
    part->re_time = job.what.details.value("policy", std::string{}) == "re_time";
    part->renamed = of.renamed;
  } else if (job.what.action == job_action::undo) {
    auto back = engine::decode_migration(member.undo);
    if (!back)
      return fail(std::move(back.error()));
    auto to = services_.catalogue.version(campaign, back->to);
    if (!to)
      return fail(std::move(to.error()));
    part->to = std::move(*to);
    part->back = std::move(*back);
    part->head = member.head;
  }
  auto input = std::make_shared<actors::envelope>();
  input->what = input_of(job);
  input->part = std::move(part);
  return input;
}

} // namespace sojourn::service
