// Measures the daemon and prints a table; writes the same as a flat JSON object.
//
//   sojourn_bench [--directory DIR] [--scale SHARE] [--only
//   http|sleepers|journal|big|enrolment|events|segments|monitor|desk|imports|pushes|graphs|sends|steps|
//   webhooks|emails|retention]
#include "base/json.hpp"
#include "figures.hpp"

#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

namespace {

struct goal {
  const char* name;
  double bound;
  bool at_least; ///< else: below
};

constexpr goal goals[] = {
    {"journal_vs_raw", 0.40, true},       {"journal_big_vs_empty", 0.80, true},
    {"starts_vs_healthz", 0.25, true},    {"journeys_per_s", 3'400, true},
    {"steps_per_s", 24'000, true},        {"journey_alone_ms", 3, false},
    {"start_p99_ms", 10, false},          {"sleepers_rss_mib", 32, false},
    {"sleepers_ready_ratio", 1.5, false}, {"sleeper_bytes", 1'200, false},
    {"wake_vs_start", 0.8, true},         {"enrol_per_s", 0.8, true},
    {"event_match_ratio", 1.5, false},    {"segment_1m_ms_vs_count", 20, false},
    {"import_vs_sqlite", 0.15, true},     {"import_rss_mib", 64, false},
    {"upsert_vs_plain", 0.7, true},       {"suppression_cost", 0.8, true},
    {"graph_counts_cost", 0.97, true},    {"webhook_effects_per_s_vs_client", 0.5, true},
    {"email_vs_smtp_source", 0.5, true},  {"forgetting_cost", 0.95, true},
    {"soak_file_growth", 1.1, false},     {"monitor_1m_ms", 300, false},
    {"desk_1m_ms", 100, false},           {"send_step_cpu_us", 35, false},
    {"one_core_vs_two", 1.6, true},       {"send_steps_peak_rss_mib", 100, false},
};

const goal* goal_of(const std::string& name) {
  for (const auto& one : goals) {
    if (name == one.name)
      return &one;
  }
  return nullptr;
}

void print(const sojourn::bench::figures& all) {
  std::printf("%-28s %14s   %s\n", "figure", "measured", "to reach");
  for (const auto& [name, value] : all) {
    std::printf("%-28s %14.3f", name.c_str(), value);
    if (const auto* goal = goal_of(name)) {
      const bool reached = goal->at_least ? value >= goal->bound : value < goal->bound;
      std::printf("   %s %g %s", goal->at_least ? ">=" : "<", goal->bound,
                  reached ? "reached" : "MISSED");
    }
    std::printf("\n");
  }
}

std::string processor_name() {
  std::ifstream info{"/proc/cpuinfo"};
  std::string line;
  while (std::getline(info, line)) {
    if (line.rfind("model name", 0) == 0)
      return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

} // namespace

double sojourn::bench::processor_seconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

int main(int argc, char** argv) try {
  namespace bench = sojourn::bench;
  bench::plan how;
  how.directory = "var/bench";
  std::string only;
  std::string output = "bench-results.json";
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--serve")
      return bench::serve_for_sleepers(argv[i + 1]);
    if (option == "--directory")
      how.directory = argv[i + 1];
    else if (option == "--scale")
      how.scale = std::stod(argv[i + 1]);
    else if (option == "--only")
      only = argv[i + 1];
    else if (option == "--output")
      output = argv[i + 1];
    else
      throw std::runtime_error("unknown option " + option);
  }
  std::filesystem::create_directories(how.directory);
  bench::figures all;
  if (only.empty() || only == "http")
    bench::measure_http(how, all);
  if (only.empty() || only == "sleepers")
    bench::measure_sleepers(how, argv[0], all);
  if (only.empty() || only == "journal")
    bench::measure_journal(how, all);
  if (only.empty() || only == "big")
    bench::measure_big_file(how, all);
  if (only.empty() || only == "enrolment")
    bench::measure_enrolment(how, all);
  if (only.empty() || only == "events")
    bench::measure_events(how, all);
  if (only.empty() || only == "segments")
    bench::measure_segments(how, all);
  if (only.empty() || only == "monitor")
    bench::measure_monitor(how, all);
  if (only.empty() || only == "desk")
    bench::measure_desk(how, all);
  if (only.empty() || only == "imports")
    bench::measure_imports(how, all);
  if (only.empty() || only == "pushes")
    bench::measure_pushes(how, all);
  if (only.empty() || only == "graphs")
    bench::measure_graph_counts(how, all);
  if (only.empty() || only == "sends")
    bench::measure_sends(how, all);
  if (only.empty() || only == "steps")
    bench::measure_send_steps(how, all);
  if (only.empty() || only == "webhooks")
    bench::measure_webhooks(how, all);
  if (only.empty() || only == "emails")
    bench::measure_emails(how, all);
  if (only.empty() || only == "retention")
    bench::measure_retention(how, all);
  print(all);
  sojourn::json results = all;
  results["machine"] =
      processor_name() + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores";
  std::ofstream{output} << results.dump(2) << '\n';
  std::filesystem::remove_all(how.directory);
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "sojourn_bench: %s\n", failure.what());
  return 1;
}
