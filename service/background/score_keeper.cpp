#include "service/background/score_keeper.hpp"

#include "calendar/day_number.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/shop_figures.hpp"

#include <algorithm>
#include <limits>
#include <pthread.h>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

/// What leaves and is read shortly before midnight is stored by then.
constexpr milliseconds after_midnight{300'000};
constexpr milliseconds after_failed_measure{3'600'000};
constexpr milliseconds while_no_owner{1'000};
/// Groups that are measured; those that come later by name have no hours of their own.
constexpr std::size_t most_groups = 100;

tl::unexpected<error> measuring_ended() {
  return fail(error_code::question_ended, "the messages were not counted");
}

/// The newest day that has a score; nullopt: none has.
std::optional<std::int64_t> newest_day(storage::reader& from) {
  const auto newest = from.suggestions().scores(std::numeric_limits<std::int64_t>::max(), 1);
  return newest.empty() ? std::nullopt : std::optional{newest.front().day};
}

} // namespace

score_keeper::~score_keeper() {
  thread_.request_stop();
  wake_.notify_all();
}

void score_keeper::begin() {
  if (services_.options.manual_time)
    return;
  thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
  pthread_setname_np(thread_.native_handle(), "sojourn-score");
}

bool score_keeper::measure_due(const std::stop_token& stop) {
  if (!services_.owner->holds())
    return true;
  const std::lock_guard alone{one_at_a_time_};
  const auto measured = storage::as_result([&] { return measure(stop); });
  if (!measured && !stop.stop_requested())
    spdlog::error("the operating score is not measured for now: {}", measured.error().message);
  return measured.has_value();
}

result<void> score_keeper::measure(const std::stop_token& stop) {
  auto& reader = services_.store.reader();
  const auto by = benchmarks_in_force(reader);
  if (!by)
    return fail(by.error());
  const auto last = calendar::day_number(services_.clock.now(), by->zone) - 1;
  const auto newest = newest_day(reader);
  const auto first = std::max(newest ? *newest + 1 : last, last + 1 - most_missed_days);
  if (first > last)
    return {};
  auto scores = measure_scores(first, last, *by, stop);
  if (!scores)
    return fail(std::move(scores.error()));
  if (!newest && scores->back().sent == 0)
    return {}; // the history begins with the first message
  auto hours = measure_hours(services_, *by, stop);
  if (!hours)
    return measuring_ended();
  const auto written = wait_for_commit<bool>(
      services_.store,
      [&scores = *scores, &hours = *hours](storage::transaction& tx) -> result<bool> {
        for (const auto& one : scores)
          storage::add_score(tx, one);
        storage::put_active_hours(tx, hours);
        return true;
      });
  return written ? result<void>{} : fail(written.error());
}

result<std::vector<storage::stored_score>>
score_keeper::measure_scores(std::int64_t first, std::int64_t last, const reports::benchmarks& by,
                             const std::stop_token& stop) {
  std::vector<storage::stored_score> scores;
  for (auto day = first; day <= last; ++day) {
    const auto span = span_of_score(day, by.zone);
    if (!span)
      return fail(span.error());
    const auto counted = messages_of_shop(services_, *span, stop);
    if (!counted)
      return measuring_ended();
    storage::stored_score one{.day = day,
                              .sent = counted->totals.sent,
                              .read = counted->totals.read,
                              .suggested = by.read_rate,
                              .measured_at = services_.clock.now()};
    if (const auto* level = reports::level_of(one.as_score().gap(), by.levels))
      one.level = level->id;
    scores.push_back(std::move(one));
  }
  return scores;
}

std::optional<std::vector<storage::measured_hours>>
score_keeper::measure_hours(actors::services& services, const reports::benchmarks& by,
                            const std::stop_token& stop) {
  const auto people = services.store.reader().active_hours().people(
      services.clock.now() - reports::hours_look_back, by.zone, stop);
  if (!people)
    return std::nullopt;
  std::vector<storage::measured_hours> measured;
  measured.push_back({.hours = people->all()});
  auto groups = services.catalogue.groups_with_hours();
  for (const auto& one : by.suggestions)
    groups.emplace(rules::segment_key(one.segment, one.segment_parameters),
                   rules::segment_call{one.segment, one.segment_parameters});
  for (const auto& [key, group] : groups) {
    if (measured.size() > most_groups)
      break;
    // One that is gone, or cannot be asked, has none; those of the shop stand in for them.
    if (const auto hours = hours_of_group(services, group, *people, stop))
      measured.push_back({.whose = key, .hours = *hours});
  }
  return stop.stop_requested() ? std::nullopt : std::optional{std::move(measured)};
}

void score_keeper::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    // The system's clock may be set: it is waited for by that clock, not for a time that passes.
    auto until = services_.clock.now() + after_failed_measure;
    try {
      const bool is_owner = services_.owner->holds();
      const bool is_measured = measure_due(stop);
      const auto by = benchmarks_in_force(services_.store.reader());
      if (!is_owner) {
        until = services_.clock.now() + while_no_owner;
      } else if (is_measured && by) {
        const auto today = calendar::day_number(services_.clock.now(), by->zone);
        if (const auto span = span_of_score(today, by->zone))
          until = span->to + after_midnight;
      }
    } catch (const std::exception& failure) {
      spdlog::error("the operating score is looked at again later: {}", failure.what());
    }
    std::unique_lock lock{mutex_};
    wake_.wait_until(lock, stop, until, [] { return false; });
  }
}

} // namespace sojourn::service
