#include "actors/scheduler.hpp"

#include "actors/wait_for_commit.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

/// The clock is looked at this often, in case the system's clock jumped.
constexpr milliseconds longest_sleep{30'000};
/// What is later than this was missed.
constexpr milliseconds punctual{60'000};
/// How far a schedule was looked at is noted this often while nothing is due: a new version of
/// the campaign is not asked about what lies before that.
constexpr milliseconds note_every{600'000};
/// Occurrences of one campaign that are looked at together.
constexpr std::size_t most_at_once = 1'000;

const std::string own_name = "schedule";

/// Which occurrences after `done` are to have a run now: all that are punctual, and of the
/// missed ones those that the trigger makes up for.
std::vector<instant> chosen_of(const campaign::schedule_trigger& trigger, instant done,
                               instant now) {
  const auto missed_until = std::max(done, now - punctual);
  auto missed = trigger.when.due(done, missed_until, most_at_once);
  if (missed.size() == most_at_once && trigger.missed == calendar::missed_policy::latest)
    missed = {*trigger.when.previous(missed_until)};
  auto chosen = calendar::to_run(std::move(missed), trigger.missed, trigger.missed_window, now);
  const auto punctual_ones = trigger.when.due(missed_until, now, most_at_once);
  chosen.insert(chosen.end(), punctual_ones.begin(), punctual_ones.end());
  return chosen;
}

/// The same where the campaign was paused in between, and its definition says what becomes of
/// the occurrences of that time.
std::vector<instant> chosen_around(const std::vector<engine::pause>& pauses,
                                   calendar::missed_policy of_pauses,
                                   const campaign::schedule_trigger& trigger, instant done,
                                   instant now) {
  auto due = trigger.when.due(done, now, most_at_once);
  if (due.size() == most_at_once && trigger.when.previous(now) != due.back())
    due.push_back(*trigger.when.previous(now));
  const auto others = std::stable_partition(due.begin(), due.end(), [&](instant at) {
    return std::any_of(pauses.begin(), pauses.end(), [&](const engine::pause& one) {
      return one.from <= at && (!one.to || at < *one.to);
    });
  });
  const auto punctual_ones =
      std::find_if(others, due.end(), [&](instant at) { return at > now - punctual; });
  auto chosen = calendar::to_run({due.begin(), others}, of_pauses, trigger.missed_window, now);
  const auto missed =
      calendar::to_run({others, punctual_ones}, trigger.missed, trigger.missed_window, now);
  chosen.insert(chosen.end(), missed.begin(), missed.end());
  chosen.insert(chosen.end(), punctual_ones, due.end());
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

} // namespace

scheduler::scheduler(services& with, enroller& runs, budget_keeper& budget)
    : with_{with}, runs_{runs}, budget_{budget} {
  if (!with_.options.manual_time)
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

void scheduler::run_due() {
  const std::lock_guard alone{one_at_a_time_};
  try {
    budget_.resume_due();
  } catch (const storage::read_failure& failure) {
    spdlog::error("who waits for the budget cannot be read: {}", failure.what());
  }
  for (const auto& campaign : with_.catalogue.scheduled()) {
    const auto& definition = *campaign.newest->definition;
    try {
      run_due(campaign, std::get<campaign::schedule_trigger>(definition.trigger));
    } catch (const storage::read_failure& failure) {
      spdlog::error("the schedule of \"{}\" cannot be read: {}", definition.id, failure.what());
    }
  }
}

void scheduler::run_due(const known_campaign& campaign, const campaign::schedule_trigger& trigger) {
  const auto& id = campaign.newest->definition->id;
  const auto now = with_.clock.now();
  const auto done = with_.store.reader().schedule_done(id);
  const bool is_due = done && !trigger.when.due(*done, now, 1).empty();
  const bool is_news = is_due || !done || now - *done >= note_every;
  if (!is_news && !with_.store.reader().has_queued_run(id))
    return;
  std::vector<instant> chosen;
  if (const auto of_pauses = campaign.newest->definition->on_pause.occurrences; is_due && of_pauses)
    chosen = chosen_around(with_.store.reader().pauses(id, *done), *of_pauses, trigger, *done, now);
  else if (is_due)
    chosen = chosen_of(trigger, *done, now);
  std::vector<storage::run_id> begun;
  const auto written =
      wait_for_commit<bool>(with_.store, [&](storage::transaction& tx) -> result<bool> {
        begun.clear();
        for (const auto occurrence : chosen) {
          const auto run =
              storage::begin_scheduled_run(tx, id, occurrence, trigger.overlap, own_name, now);
          if (run && run->state == storage::run_state::freezing)
            begun.push_back(run->id);
        }
        if (const auto queued = storage::begin_queued_run(tx, id, now))
          begun.push_back(*queued);
        storage::set_schedule_done(tx, id, now);
        return true;
      });
  if (!written) {
    spdlog::error("the schedule of \"{}\" stops for now: {}", id, written.error().message);
    return;
  }
  for (const auto run : begun)
    runs_.work_on(run);
}

std::optional<instant> scheduler::next_due() const {
  auto next = budget_.next_due();
  for (const auto& campaign : with_.catalogue.scheduled()) {
    const auto& definition = *campaign.newest->definition;
    const auto done = with_.store.reader().schedule_done(definition.id);
    const auto due = std::get<campaign::schedule_trigger>(definition.trigger)
                         .when.next(done.value_or(with_.clock.now()), 1);
    if (!due.empty())
      next = std::min(next.value_or(due.front()), due.front());
  }
  return next;
}

void scheduler::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto sleep = longest_sleep;
    try {
      run_due();
      if (const auto next = next_due())
        sleep = std::clamp(*next - with_.clock.now(), milliseconds{1}, longest_sleep);
    } catch (const std::exception& failure) {
      spdlog::error("the scheduler looks again later: {}", failure.what());
    }
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, stop, sleep, [this] { return look_again_; });
    look_again_ = false;
  }
}

} // namespace sojourn::actors
