// What one step that sends costs: processor time, bytes and pages of the log, and memory; and what
// a second core gives.
#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "medians.hpp"
#include "process_figures.hpp"
#include "start_driver.hpp"

#include <cstdio>
#include <filesystem>

namespace sojourn::bench {

namespace {

constexpr long sends_a_journey = 7;
constexpr int rounds = 3;

/// The journey, with every message into the mailbox.
json mail_campaign() {
  auto campaign = journey_campaign();
  for (auto& [id, step] : campaign.at("steps").items())
    step["via"] = {"mailbox"};
  return campaign;
}

std::unique_ptr<daemon::composition> warm_daemon(const std::string& directory, long journeys,
                                                 const config::settings& settings) {
  (void)fresh_directory(directory);
  auto daemon = make_daemon(settings);
  install(*daemon, mail_campaign());
  run_journeys(*daemon, journeys); // memory and log take their size
  return daemon;
}

/// Pages that a step writes to the log: one that no checkpoint empties meanwhile.
void measure_log(const plan& how, figures& out) {
  constexpr double page_of_log_bytes = 4'096 + 24;
  const auto directory = how.directory + "/steps-log";
  auto settings = settings_for(directory);
  settings.data.checkpoint_pages = 1'000'000;
  settings.data.wal_limit_mib = 8'192;
  const auto journeys = how.scaled(3'000);
  auto daemon = warm_daemon(directory, how.scaled(1'000), settings);
  const auto log_bytes = [&] {
    return static_cast<double>(std::filesystem::file_size(directory + "/sojourn.db-wal"));
  };
  const auto before = log_bytes();
  run_journeys(*daemon, journeys);
  out["send_step_log_pages"] =
      (log_bytes() - before) / page_of_log_bytes / static_cast<double>(journeys * sends_a_journey);
  daemon->stop(milliseconds{1'000});
}

/// Steps a second of a daemon whose threads all run on the first `cores` cores.
double rate_on(const plan& how, unsigned cores) {
  const on_cores bound{cores};
  const auto directory = how.directory + "/steps-cores";
  const auto journeys = how.scaled(4'000);
  auto daemon = warm_daemon(directory, how.scaled(1'000), settings_for(directory));
  const auto began = steady::now();
  run_journeys(*daemon, journeys);
  const auto rate = static_cast<double>(journeys * sends_a_journey) / seconds_since(began);
  daemon->stop(milliseconds{1'000});
  return rate;
}

/// Processor time of a step, and of it what the writer's thread takes.
void measure_time(const plan& how, figures& out) {
  const auto directory = how.directory + "/steps";
  const auto journeys = how.scaled(10'000);
  const auto steps = static_cast<double>(journeys * sends_a_journey);
  std::vector<double> all;
  std::vector<double> writer;
  std::vector<double> bytes;
  auto daemon = warm_daemon(directory, how.scaled(2'000), settings_for(directory));
  for (int round = 0; round < rounds; ++round) {
    const auto used = processor_seconds();
    const auto used_by_writer = thread_seconds("sojourn-writer");
    const auto written = bytes_written();
    run_journeys(*daemon, journeys);
    all.push_back((processor_seconds() - used) / steps * 1e6);
    writer.push_back((thread_seconds("sojourn-writer") - used_by_writer) / steps * 1e6);
    bytes.push_back((bytes_written() - written) / steps);
  }
  daemon->stop(milliseconds{1'000});
  out["send_step_cpu_us"] = median(all);
  out["send_step_writer_cpu_us"] = median(writer);
  out["send_step_written_bytes"] = median(bytes);
  daemon.reset();
  out["send_step_file_bytes"] =
      static_cast<double>(std::filesystem::file_size(directory + "/sojourn.db")) /
      (steps * rounds + static_cast<double>(how.scaled(2'000) * sends_a_journey));
}

} // namespace

void measure_send_steps(const plan& how, figures& out) {
  {
    const peak_memory peak;
    measure_time(how, out);
    out["send_steps_peak_rss_mib"] = peak.mib();
  }
  measure_log(how, out);
  std::vector<double> one;
  std::vector<double> two;
  for (int round = 0; round < rounds; ++round) {
    one.push_back(rate_on(how, 1));
    two.push_back(rate_on(how, 2));
  }
  out["steps_on_one_core_per_s"] = median(one);
  out["steps_on_two_cores_per_s"] = median(two);
  out["one_core_vs_two"] = median(two) / median(one);
  std::fprintf(stderr, "send steps measured\n");
}

} // namespace sojourn::bench
