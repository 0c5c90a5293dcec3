// What it costs that the commits of turns count what instances do in the graph of their campaign.
#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "start_driver.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace sojourn::bench {

namespace {

constexpr int rounds = 7;

double starts_per_s(const std::string& directory, long count, bool counts_graphs) {
  double rate = 0;
  {
    auto daemon = make_daemon(fresh_directory(directory), counts_graphs);
    install(*daemon, sleeper_campaign());
    start_many(*daemon, "sleeper", count / 10); // memory and log take their size
    const auto begin = steady::now();
    start_many(*daemon, "sleeper", count);
    rate = static_cast<double>(count) / seconds_since(begin);
    daemon->stop(milliseconds{1'000});
  }
  std::filesystem::remove_all(directory);
  return rate;
}

double middle_of(std::vector<double> values) {
  std::ranges::sort(values);
  return values.at(values.size() / 2);
}

} // namespace

void measure_graph_counts(const plan& how, figures& out) {
  const auto count = how.scaled(100'000);
  std::vector<double> ratios;
  std::vector<double> with;
  // In turns, so that the machine's moods meet both.
  for (int round = 0; round < rounds; ++round) {
    const auto off = starts_per_s(how.directory + "/uncounted", count, false);
    const auto on = starts_per_s(how.directory + "/counted", count, true);
    with.push_back(on);
    ratios.push_back(on / off);
  }
  out["counted_starts_per_s"] = middle_of(with);
  out["graph_counts_cost"] = middle_of(ratios);
  std::fprintf(stderr, "counts of graphs measured\n");
}

} // namespace sojourn::bench
