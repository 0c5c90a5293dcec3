// What forgetting costs those who write, and that a file which gets as many journeys as it forgets
// keeps its size.
#include "service/retention.hpp"

#include "figures.hpp"
#include "medians.hpp"
#include "service/clock.hpp"
#include "start_driver.hpp"
#include "storage/operation.hpp"
#include "storage/retention.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace sojourn::bench {

namespace {

void put_retention(daemon::composition& daemon, const json& policy) {
  wait_for<service::written>([&](auto done) {
    daemon.services().retention.put(policy, {}, {"bench", {}}, std::move(done));
  });
}

std::int64_t forgotten(daemon::composition& daemon) {
  return daemon.store().reader().retention().totals().at("instances").get<std::int64_t>();
}

/// What was forgotten of all kinds: contents of sends go before the instances they belong to.
std::int64_t forgotten_of_all_kinds(daemon::composition& daemon) {
  std::int64_t sum = 0;
  const auto totals = daemon.store().reader().retention().totals();
  for (const auto& count : totals)
    sum += count.get<std::int64_t>();
  return sum;
}

std::int64_t file_bytes(daemon::composition& daemon) {
  const auto status = daemon.store().reader().operation().status();
  return status.at("pages").get<std::int64_t>() * status.at("page_bytes").get<std::int64_t>();
}

void pass(daemon::composition& daemon, const char* duration) {
  wait_for<json>([&](auto done) {
    daemon.services().clock.move({{}, duration}, {"bench", {}}, std::move(done));
  });
}

/// No more of them are under way at a time than the daemon takes without refusing starts.
void make_journeys(daemon::composition& daemon, long count) {
  constexpr long at_once = 1'000;
  for (long made = 0; made < count; made += at_once)
    run_journeys(daemon, std::min(at_once, count - made));
}

/// Starts a second of a campaign whose instances wait.
double start_rate(daemon::composition& daemon, long count) {
  const auto begin = steady::now();
  start_many(daemon, "sleeper", count);
  return static_cast<double>(count) / seconds_since(begin);
}

/// A file of journeys that ended years ago, on the system's clock.
void measure_cost(const plan& how, figures& out) {
  constexpr int rounds = 7;
  const auto directory = fresh_directory(how.directory + "/forgetting");
  {
    auto settings = settings_for(directory);
    settings.clock.start = parse_instant("2020-01-01T00:00:00Z").value();
    auto past = make_daemon(settings);
    install(*past, journey_campaign());
    install(*past, sleeper_campaign());
    make_journeys(*past, how.scaled(100'000));
    past->stop(milliseconds{1'000});
  }
  auto settings = settings_for(directory);
  settings.clock.mode = config::clock_mode::system;
  auto daemon = make_daemon(settings);
  const auto count = how.scaled(100'000);
  std::vector<double> without;
  std::vector<double> with;
  double rows_a_second = 0;
  for (int round = 0; round <= rounds; ++round) {
    put_retention(*daemon, {{"instances", {{"days", nullptr}}}});
    const auto alone = start_rate(*daemon, count);
    put_retention(*daemon, {{"instances", {{"days", 400}}}});
    const auto before = forgotten_of_all_kinds(*daemon);
    const auto begin = steady::now();
    const auto beside = start_rate(*daemon, count);
    const auto gone = forgotten_of_all_kinds(*daemon) - before;
    if (round == 0)
      continue; // memory and log take their size
    if (gone == 0)
      throw std::runtime_error("nothing was forgotten beside the starts");
    rows_a_second = static_cast<double>(gone) / seconds_since(begin);
    without.push_back(alone);
    with.push_back(beside);
  }
  out["forgetting_cost"] = median(with) / median(without);
  out["forgotten_beside_starts_per_s"] = rows_a_second;
  daemon->stop(milliseconds{1'000});
  daemon.reset();
  std::filesystem::remove_all(directory);
}

/// Each round brings as many journeys as it forgets.
void measure_soak(const plan& how, figures& out) {
  constexpr int kept_rounds = 3;
  constexpr int rounds = 12;
  const auto directory = fresh_directory(how.directory + "/soak");
  auto daemon = make_daemon(directory);
  install(*daemon, journey_campaign());
  put_retention(*daemon, {{"instances", {{"days", 10 * kept_rounds}}},
                          {"send_contents", {{"days", 10}}},
                          {"figures", {{"days", 1}}}});
  const auto count = how.scaled(20'000);
  double steady_bytes = 0;
  double seconds = 0;
  for (int round = 0; round < rounds; ++round) {
    make_journeys(*daemon, count);
    const auto begin = steady::now();
    pass(*daemon, "P10DT1S");
    seconds = seconds_since(begin);
    if (round == kept_rounds)
      steady_bytes = static_cast<double>(file_bytes(*daemon));
  }
  out["soak_file_growth"] = static_cast<double>(file_bytes(*daemon)) / steady_bytes;
  out["soak_bytes_per_journey"] = steady_bytes / static_cast<double>(count * kept_rounds);
  out["forgotten_per_s"] = static_cast<double>(count) / seconds;
  if (forgotten(*daemon) < count * (rounds - kept_rounds - 1))
    throw std::runtime_error("the soak has not forgotten what it was to forget");
  daemon->stop(milliseconds{1'000});
  daemon.reset();
  std::filesystem::remove_all(directory);
}

} // namespace

void measure_retention(const plan& how, figures& out) {
  measure_cost(how, out);
  measure_soak(how, out);
  std::fprintf(stderr, "retention measured\n");
}

} // namespace sojourn::bench
