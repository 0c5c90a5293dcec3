#include "service/background/retention_worker.hpp"

#include "service/background/wait_for_commit.hpp"

#include <algorithm>
#include <pthread.h>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

using std::chrono::microseconds;

/// Between two sweeps of which the last found nothing.
constexpr microseconds between_sweeps = std::chrono::minutes{10};
/// After an error, such as damaged data.
constexpr microseconds after_failed_step = std::chrono::hours{1};
constexpr microseconds while_not_owned = std::chrono::seconds{1};
/// Pages that one step gives back.
constexpr std::int64_t pages_at_once = 32;
/// Rows of a step when nobody needs to be spared.
constexpr std::size_t rows_without_rest = 512;

} // namespace

bool retention_worker::step::found_nothing() const {
  return pages == 0 &&
         std::ranges::all_of(swept.removed, [](std::int64_t count) { return count == 0; });
}

retention_worker::~retention_worker() {
  thread_.request_stop();
  wake_.notify_all();
}

void retention_worker::begin() {
  if (services_.options.manual_time)
    return;
  thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
  pthread_setname_np(thread_.native_handle(), "sojourn-forget");
}

void retention_worker::look() {
  {
    const std::lock_guard lock{mutex_};
    look_again_ = true;
  }
  wake_.notify_all();
}

std::optional<retention_worker::step> retention_worker::take_step(std::size_t rows) {
  const std::lock_guard alone{one_at_a_time_};
  using clock = std::chrono::steady_clock;
  auto began = std::make_shared<clock::time_point>();
  auto written = begin_commit<step>(
      services_.store,
      [began, place = place_, rows,
       now = services_.clock.now()](storage::transaction& tx) -> result<step> {
        *began = clock::now();
        auto swept = storage::forget_finished(tx, place, now, rows);
        if (!swept)
          return fail(std::move(swept.error()));
        return step{.swept = std::move(*swept),
                    .pages = storage::give_back_pages(tx, pages_at_once)};
      },
      [began](result<step>& done) {
        if (done) // the commit that it was part of counts, too
          done->took = std::chrono::duration_cast<microseconds>(clock::now() - *began);
      });
  auto done = written.get();
  if (!done) {
    place_ = {};
    if (done.error().code != error_code::shutting_down)
      spdlog::error("forgetting finished data stops for now: {}", done.error().message);
    return std::nullopt;
  }
  place_ = done->swept.next;
  worked_us_.fetch_add(done->took.count());
  return std::move(*done);
}

void retention_worker::forget_due(const std::stop_token& stop) {
  if (!services_.owner->holds())
    return;
  bool found_any = false;
  while (!stop.stop_requested()) {
    const auto made = take_step(rows_without_rest);
    if (!made)
      return;
    found_any |= !made->found_nothing();
    if (made->swept.is_done && !std::exchange(found_any, false))
      return;
  }
}

void retention_worker::watch(const std::stop_token& stop) {
  retention::pace pace;
  bool found_any = false;
  auto turns = services_.count.turns.load();
  while (!stop.stop_requested()) {
    if (!services_.owner->holds()) {
      rest(stop, while_not_owned);
      continue;
    }
    const auto made = take_step(pace.rows);
    if (!made) {
      rest(stop, after_failed_step);
      continue;
    }
    const auto turns_now = services_.count.turns.load();
    const bool others_write =
        std::exchange(turns, turns_now) != turns_now || services_.store.writer().queue_length() > 0;
    pace = retention::next_pace(pace, made->took, others_write);
    found_any |= !made->found_nothing();
    const bool is_over = made->swept.is_done && !std::exchange(found_any, false);
    rest(stop, is_over ? between_sweeps : pace.pause);
  }
}

void retention_worker::rest(const std::stop_token& stop, microseconds pause) {
  std::unique_lock lock{mutex_};
  wake_.wait_for(lock, stop, pause, [this] { return look_again_; });
  look_again_ = false;
}

} // namespace sojourn::service
