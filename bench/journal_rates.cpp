// How fast turns go through the actors and the journal writer.
#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "seeding.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <thread>

namespace sojourn::bench {

namespace {

using steady = std::chrono::steady_clock;
constexpr double entries_a_turn = 3;

double seconds_since(steady::time_point begin) {
  return std::chrono::duration<double>(steady::now() - begin).count();
}

/// Starts `count` instances, at most `window` unanswered at a time.
class start_driver {
public:
  start_driver(daemon::composition& daemon, long count) : daemon_{daemon}, count_{count} {}

  void run() {
    constexpr long window = 3'000;
    for (long i = 0; i < count_; ++i) {
      {
        std::unique_lock lock{mutex_};
        room_.wait(lock, [&] { return i - answered_ < window; });
      }
      orchestrator::start_request request;
      request.campaign = "sleeper";
      request.subject = {"customer", "c-" + std::to_string(i)};
      request.by.who = "bench";
      daemon_.orchestrator().start(std::move(request),
                                   orchestrator::completion<orchestrator::written>{
                                       [this](const result<orchestrator::written>& answer) {
                                         const std::lock_guard lock{mutex_};
                                         failed_ += answer ? 0 : 1;
                                         ++answered_;
                                         if (answered_ % 256 == 0 || answered_ == count_)
                                           room_.notify_one();
                                       }});
    }
    std::unique_lock lock{mutex_};
    room_.wait(lock, [&] { return answered_ == count_; });
    if (failed_ > 0)
      throw std::runtime_error(std::to_string(failed_) + " starts failed");
  }

private:
  daemon::composition& daemon_;
  long count_;
  std::mutex mutex_;
  std::condition_variable room_;
  long answered_ = 0;
  long failed_ = 0;
};

/// Seconds until all timers that fall due with this move are served.
double wake_all(daemon::composition& daemon, const char* advance) {
  const auto begin = steady::now();
  wait_for<json>([&](auto done) {
    daemon.orchestrator().move_clock({{}, advance}, {"bench", {}}, std::move(done));
  });
  return seconds_since(begin);
}

/// Half of the turns are new instances, half wake-ups in due order. Turns a second.
double mixed_rate(const std::string& directory, long count) {
  auto daemon = make_daemon(directory);
  start_driver starts{*daemon, count};
  const auto begin = steady::now();
  std::jthread starting{[&] { starts.run(); }};
  wake_all(*daemon, "P101D");
  starting.join();
  const auto rate = 2.0 * static_cast<double>(count) / seconds_since(begin);
  daemon->stop(milliseconds{1'000});
  return rate;
}

} // namespace

void measure_journal(const plan& how, figures& out) {
  const auto raw = raw_append_rate(how);
  out["raw_rows_per_s"] = raw;

  const auto directory = fresh_directory(how.directory + "/journal");
  {
    auto daemon = make_daemon(directory);
    install(*daemon, sleeper_campaign());
    const auto count = how.scaled(300'000);
    start_driver driver{*daemon, count};
    const auto begin = steady::now();
    driver.run();
    const auto starts = static_cast<double>(count) / seconds_since(begin);
    out["actor_starts_per_s"] = starts;
    out["journal_entries_per_s"] = starts * entries_a_turn;
    out["journal_vs_raw"] = starts * entries_a_turn / raw;
    daemon->stop(milliseconds{1'000});
  }
  {
    const auto wakes = how.scaled(100'000);
    auto again = fresh_directory(how.directory + "/wakes");
    auto daemon = make_daemon(again);
    install(*daemon, sleeper_campaign());
    start_driver{*daemon, wakes}.run(); // the virtual clock stands: all fall due at one instant
    out["wakes_per_s"] = static_cast<double>(wakes) / wake_all(*daemon, "P100D");
    out["wake_vs_start"] = out["wakes_per_s"] / out["actor_starts_per_s"];
    daemon->stop(milliseconds{1'000});
  }
  std::fprintf(stderr, "journal rates measured\n");
}

void measure_big_file(const plan& how, figures& out) {
  const auto turns = how.scaled(60'000);
  const auto small = fresh_directory(how.directory + "/small");
  seed_sleepers(small, turns, turns);
  out["mixed_turns_empty_per_s"] = mixed_rate(small, turns);
  std::filesystem::remove_all(small);
  const auto big = fresh_directory(how.directory + "/big");
  const auto begin = steady::now();
  seed_sleepers(big, how.scaled(5'000'000), turns);
  out["seeding_big_s"] = seconds_since(begin);
  out["mixed_turns_big_per_s"] = mixed_rate(big, turns);
  out["journal_big_vs_empty"] = out["mixed_turns_big_per_s"] / out["mixed_turns_empty_per_s"];
  std::filesystem::remove_all(big);
  std::fprintf(stderr, "big file measured\n");
}

} // namespace sojourn::bench
