#include "service/background/scheduler.hpp"

#include "service/background/wait_for_commit.hpp"
#include "storage/campaigns.hpp"
#include "storage/reader.hpp"
#include "storage/runs.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

/// After an error it looks again.
constexpr milliseconds after_error{30'000};
/// While a run waits for the end of the one before it.
constexpr milliseconds while_queued{1'000};
/// While another daemon owns the data.
constexpr milliseconds while_not_owner{1'000};
/// It looks at least so often.
constexpr milliseconds look_at_least_every{3'600'000};
/// What is later than this was missed.
constexpr milliseconds punctual{60'000};
/// Occurrences of one campaign that are looked at together.
constexpr std::size_t most_at_once = 1'000;

const std::string own_name = "schedule";

/// What is to run now, and how far the schedule is done then.
struct choice {
  std::vector<instant> occurrences;
  instant done_until;
};

/// Whether every occurrence that was missed is to have its run.
bool makes_up_for_all(const campaign::definition& definition,
                      const campaign::schedule_trigger& trigger) {
  return trigger.missed == calendar::missed_policy::all ||
         definition.on_pause.occurrences == calendar::missed_policy::all;
}

/// Of the occurrences in (done, now] those that can count where only the latest that were missed
/// do: the punctual ones, the one before them, and the last of each pause.
std::vector<instant> latest_of(const calendar::schedule& when,
                               const std::vector<engine::pause>& pauses, instant done,
                               instant now) {
  const auto missed = when.previous(now - punctual).value_or(done);
  auto latest = when.due(std::max(done, missed - milliseconds{1}), now, most_at_once);
  for (const auto& one : pauses) {
    const auto last = when.previous(std::min(one.to.value_or(now) - milliseconds{1}, now));
    if (last && *last > done && *last >= one.from)
      latest.push_back(*last);
  }
  std::sort(latest.begin(), latest.end());
  latest.erase(std::unique(latest.begin(), latest.end()), latest.end());
  return latest;
}

/// Which occurrences after `done` are to have a run now: all that are punctual, and of the
/// missed ones those that the trigger makes up for, or of those in a pause what the campaign
/// says of them. Looks at `most_at_once`; the rest is left for the next look.
choice choose(const campaign::definition& definition, const campaign::schedule_trigger& trigger,
              const std::vector<engine::pause>& pauses, instant done, instant now) {
  auto due = trigger.when.due(done, now, most_at_once);
  choice made{{}, now};
  if (due.size() == most_at_once && makes_up_for_all(definition, trigger))
    made.done_until = due.back();
  else if (due.size() == most_at_once)
    due = latest_of(trigger.when, pauses, done, now);
  const auto& of_pauses = definition.on_pause.occurrences;
  const auto others = std::stable_partition(due.begin(), due.end(), [&](instant at) {
    return of_pauses && std::any_of(pauses.begin(), pauses.end(), [&](const engine::pause& one) {
             return one.from <= at && (!one.to || at < *one.to);
           });
  });
  const auto punctual_ones =
      std::find_if(others, due.end(), [&](instant at) { return at > now - punctual; });
  auto& chosen = made.occurrences;
  if (of_pauses)
    chosen = calendar::to_run({due.begin(), others}, *of_pauses, trigger.missed_window, now);
  const auto missed =
      calendar::to_run({others, punctual_ones}, trigger.missed, trigger.missed_window, now);
  chosen.insert(chosen.end(), missed.begin(), missed.end());
  chosen.insert(chosen.end(), punctual_ones, due.end());
  std::sort(chosen.begin(), chosen.end());
  return made;
}

/// Where each of them is made up for, none is left out for one before it: they wait for each
/// other, and what is due now waits with them.
campaign::overlap_policy overlap_of(const campaign::definition& definition,
                                    const campaign::schedule_trigger& trigger,
                                    const std::vector<instant>& chosen, instant now) {
  const bool makes_up = !chosen.empty() && chosen.front() <= now - punctual;
  return trigger.overlap == campaign::overlap_policy::skip && makes_up &&
                 makes_up_for_all(definition, trigger)
             ? campaign::overlap_policy::queue
             : trigger.overlap;
}

} // namespace

void mark_schedule_begun(storage::transaction& tx, const campaign::definition& definition,
                         instant now) {
  if (std::holds_alternative<campaign::schedule_trigger>(definition.trigger) &&
      !storage::schedule_done(tx, definition.id))
    storage::set_schedule_done(tx, definition.id, now);
}

void mark_schedule_changed(storage::transaction& tx, const campaign::definition& before,
                           const campaign::definition& after, instant now) {
  if (!std::holds_alternative<campaign::schedule_trigger>(after.trigger))
    return;
  const auto* trigger = std::get_if<campaign::schedule_trigger>(&before.trigger);
  const auto done = storage::schedule_done(tx, after.id);
  if (!done || trigger == nullptr || trigger->when.due(*done, now, 1).empty())
    storage::set_schedule_done(tx, after.id, now);
}

scheduler::scheduler(actors::services& services, enroller& runs, budget_keeper& budget,
                     booster_keeper& boosters)
    : services_{services}, runs_{runs}, budget_{budget}, boosters_{boosters} {}

void scheduler::begin() {
  if (!services_.options.manual_time)
    thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
}

scheduler::~scheduler() {
  thread_.request_stop();
  wake_.notify_all();
}

void scheduler::look() {
  {
    const std::lock_guard lock{mutex_};
    look_again_ = true;
  }
  wake_.notify_all();
}

bool scheduler::run_due() {
  if (!services_.owner->holds())
    return false;
  const std::lock_guard alone{one_at_a_time_};
  try {
    budget_.resume_due();
    budget_.settle_unheard();
  } catch (const storage::read_failure& failure) {
    spdlog::error("who waits for the budget cannot be read: {}", failure.what());
  }
  bool has_begun = false;
  try {
    has_begun = boosters_.run_due();
  } catch (const storage::read_failure& failure) {
    spdlog::error("what is due of boosters cannot be read: {}", failure.what());
  }
  for (const auto& campaign : services_.catalogue.scheduled()) {
    const auto& definition = *campaign.newest->definition;
    try {
      has_begun |= run_due(campaign, std::get<campaign::schedule_trigger>(definition.trigger));
    } catch (const storage::read_failure& failure) {
      spdlog::error("the schedule of \"{}\" cannot be read: {}", definition.id, failure.what());
    }
  }
  return has_begun;
}

bool scheduler::run_due(const actors::known_campaign& campaign,
                        const campaign::schedule_trigger& trigger) {
  const auto& definition = *campaign.newest->definition;
  const auto& id = definition.id;
  const auto now = services_.clock.now();
  const auto done = services_.store.reader().runs().schedule_done(id);
  const bool is_due = done && !trigger.when.due(*done, now, 1).empty();
  if (done && !is_due && !services_.store.reader().runs().has_queued(id))
    return false;
  choice chosen{{}, now};
  if (is_due) {
    const auto pauses = definition.on_pause.occurrences
                            ? services_.store.reader().campaigns().pauses(id, *done)
                            : std::vector<engine::pause>{};
    chosen = choose(definition, trigger, pauses, *done, now);
  }
  const auto overlap = overlap_of(definition, trigger, chosen.occurrences, now);
  std::vector<storage::run_id> begun;
  const auto written =
      wait_for_commit<bool>(services_.store, [&](storage::transaction& tx) -> result<bool> {
        begun.clear();
        for (const auto occurrence : chosen.occurrences) {
          const auto run = storage::begin_scheduled_run(tx, id, occurrence, overlap, own_name, now);
          if (run && run->state == storage::run_state::freezing)
            begun.push_back(run->id);
        }
        if (const auto queued = storage::begin_queued_run(tx, id, now))
          begun.push_back(*queued);
        storage::set_schedule_done(tx, id, chosen.done_until);
        return true;
      });
  if (!written) {
    spdlog::error("the schedule of \"{}\" stops for now: {}", id, written.error().message);
    return false;
  }
  for (const auto run : begun)
    runs_.work_on(run);
  return !begun.empty() || chosen.done_until < now;
}

std::optional<instant> scheduler::next_due() const {
  auto next = budget_.next_due();
  if (const auto of_boosters = boosters_.next_due())
    next = std::min(next.value_or(*of_boosters), *of_boosters);
  for (const auto& campaign : services_.catalogue.scheduled()) {
    const auto& definition = *campaign.newest->definition;
    const auto done = services_.store.reader().runs().schedule_done(definition.id);
    const auto due = std::get<campaign::schedule_trigger>(definition.trigger)
                         .when.next(done.value_or(services_.clock.now()), 1);
    if (!due.empty())
      next = std::min(next.value_or(due.front()), due.front());
  }
  return next;
}

bool scheduler::has_queued_runs() const {
  const auto campaigns = services_.catalogue.scheduled();
  return std::any_of(campaigns.begin(), campaigns.end(), [&](const auto& campaign) {
    return services_.store.reader().runs().has_queued(campaign.newest->definition->id);
  });
}

void scheduler::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    // The system's clock may be set: it is waited for by that clock, not for a time that passes.
    std::optional<instant> until;
    try {
      run_due();
      until = next_due();
      if (!services_.owner->holds())
        until = services_.clock.now() + while_not_owner;
      else if (has_queued_runs())
        until = std::min(until.value_or(instant::max()), services_.clock.now() + while_queued);
    } catch (const std::exception& failure) {
      spdlog::error("the scheduler looks again later: {}", failure.what());
      until = services_.clock.now() + after_error;
    }
    std::unique_lock lock{mutex_};
    // Nobody announces that an outcome has become unknown.
    const auto looks_at = services_.clock.now() + look_at_least_every;
    wake_.wait_until(lock, stop, std::min(until.value_or(looks_at), looks_at),
                     [this] { return look_again_; });
    look_again_ = false;
  }
}

} // namespace sojourn::service
