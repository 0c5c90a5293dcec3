// How fast turns go through the actors and the journal writer.
#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "medians.hpp"
#include "seeding.hpp"
#include "service/clock.hpp"
#include "start_driver.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace sojourn::bench {

namespace {

/// Seconds until all timers that fall due with this move are served.
double wake_all(daemon::composition& daemon, const char* advance) {
  const auto begin = steady::now();
  wait_for<json>([&](auto done) {
    daemon.services().clock.move({{}, advance}, {"bench", {}}, std::move(done));
  });
  return seconds_since(begin);
}

/// A daemon over a file of sleepers.
class sleeping_house {
public:
  sleeping_house(std::string directory, long instances, due_groups due)
      : directory_{fresh_directory(directory)}, turns_{due.count} {
    seed_sleepers(directory_, std::max(instances, due.groups * due.count), due);
    daemon_ = make_daemon(directory_);
  }

  /// Turns a second while half are new instances and half wake-ups in due order.
  double mixed_rate() {
    const auto begin = steady::now();
    std::jthread starting{[&] { start_many(*daemon_, "sleeper", turns_); }};
    wake_all(*daemon_, "P2D");
    starting.join();
    return 2.0 * static_cast<double>(turns_) / seconds_since(begin);
  }

  ~sleeping_house() {
    daemon_->stop(milliseconds{1'000});
    daemon_.reset();
    std::filesystem::remove_all(directory_);
  }

private:
  std::string directory_;
  long turns_;
  std::unique_ptr<daemon::composition> daemon_;
};

std::vector<std::string> payloads_of_a_turn(daemon::composition& daemon) {
  auto& reader = daemon.store().reader();
  std::vector<std::string> payloads;
  const auto journal = reader.journal().entries(reader.instances().last_id(), 0, 100).value();
  for (const auto& entry : journal)
    payloads.push_back(entry.payload);
  return payloads;
}

} // namespace

void measure_journal(const plan& how, figures& out) {
  const auto directory = fresh_directory(how.directory + "/journal");
  {
    auto daemon = make_daemon(directory);
    install(*daemon, sleeper_campaign());
    const auto count = how.scaled(300'000);
    start_many(*daemon, "sleeper", count / 10); // memory and log take their size
    const auto begin = steady::now();
    start_many(*daemon, "sleeper", count);
    const auto starts = static_cast<double>(count) / seconds_since(begin);
    const auto payloads = payloads_of_a_turn(*daemon);
    daemon->stop(milliseconds{1'000});
    const auto raw = raw_append_rate(how, payloads);
    out["actor_starts_per_s"] = starts;
    out["raw_rows_per_s"] = raw;
    out["journal_entries_per_s"] = starts * static_cast<double>(payloads.size());
    out["journal_vs_raw"] = out["journal_entries_per_s"] / raw;
  }
  {
    const auto wakes = how.scaled(100'000);
    auto again = fresh_directory(how.directory + "/wakes");
    auto daemon = make_daemon(again);
    install(*daemon, sleeper_campaign());
    start_many(*daemon, "sleeper", wakes); // the virtual clock stands: all fall due at one instant
    out["wakes_per_s"] = static_cast<double>(wakes) / wake_all(*daemon, "P100D");
    out["wake_vs_start"] = out["wakes_per_s"] / out["actor_starts_per_s"];
    daemon->stop(milliseconds{1'000});
  }
  std::fprintf(stderr, "journal rates measured\n");
}

void measure_big_file(const plan& how, figures& out) {
  constexpr long rounds = 7;
  const due_groups due{.groups = rounds + 1, .count = how.scaled(20'000)};
  sleeping_house small{how.directory + "/small", 0, due};
  const auto begin = steady::now();
  sleeping_house big{how.directory + "/big", how.scaled(5'000'000), due};
  out["seeding_big_s"] = seconds_since(begin);
  // The machine's noise is greater than the difference: in turns, and the median counts.
  std::vector<double> of_small;
  std::vector<double> of_big;
  for (long round = 0; round <= rounds; ++round) {
    const auto small_rate = small.mixed_rate();
    const auto big_rate = big.mixed_rate();
    if (round == 0)
      continue; // memory and log take their size
    of_small.push_back(small_rate);
    of_big.push_back(big_rate);
  }
  out["mixed_turns_empty_per_s"] = median(of_small);
  out["mixed_turns_big_per_s"] = median(of_big);
  out["journal_big_vs_empty"] = out["mixed_turns_big_per_s"] / out["mixed_turns_empty_per_s"];
  std::fprintf(stderr, "big file measured\n");
}

} // namespace sojourn::bench
