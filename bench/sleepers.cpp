// What a million sleeping instances cost: memory, start-up time, bytes on disk.
#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "seeding.hpp"
#include "service/operation.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace sojourn::bench {

namespace {

using steady = std::chrono::steady_clock;

double resident_mib() {
  long total = 0;
  long resident = 0;
  if (auto* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &total, &resident) != 2)
      resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

struct observed {
  double ready_ms = 0;
  double rss_mib = 0;
};

/// Starts a daemon of its own on `directory` and takes the best of three: the machine's
/// noise only ever adds.
observed observe(const std::string& own_path, const std::string& directory) {
  observed best{1e9, 1e9};
  for (int round = 0; round < 3; ++round) {
    const auto command = own_path + " --serve " + directory;
    auto* child = popen(command.c_str(), "r");
    observed seen;
    if (child == nullptr || std::fscanf(child, "%lf %lf", &seen.ready_ms, &seen.rss_mib) != 2)
      throw std::runtime_error("the daemon on " + directory + " did not come up");
    pclose(child);
    best.ready_ms = std::min(best.ready_ms, seen.ready_ms);
    best.rss_mib = std::min(best.rss_mib, seen.rss_mib);
  }
  return best;
}

double bytes_in(const std::string& directory) {
  double sum = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file())
      sum += static_cast<double>(entry.file_size());
  }
  return sum;
}

} // namespace

int serve_for_sleepers(const std::string& directory) {
  const auto begin = steady::now();
  auto daemon = make_daemon(directory);
  wait_for<json>([&](auto done) { daemon->services().operation.ready(std::move(done)); });
  const auto ready = std::chrono::duration<double, std::milli>(steady::now() - begin).count();
  std::printf("%f %f\n", ready, resident_mib());
  std::fflush(stdout);
  daemon->stop(milliseconds{1'000});
  return 0;
}

void measure_sleepers(const plan& how, const std::string& own_path, figures& out) {
  const auto count = how.scaled(1'000'000);
  const auto many = fresh_directory(how.directory + "/many");
  const auto few = fresh_directory(how.directory + "/few");
  const auto none = fresh_directory(how.directory + "/none");
  seed_sleepers(many, count, {});
  seed_sleepers(few, 1'000, {});
  const auto with_none = observe(own_path, none);
  const auto with_few = observe(own_path, few);
  const auto with_many = observe(own_path, many);
  out["sleepers_rss_mib"] = with_many.rss_mib - with_few.rss_mib;
  out["daemon_rss_mib"] = with_few.rss_mib;
  out["ready_few_ms"] = with_few.ready_ms;
  out["ready_empty_ms"] = with_none.ready_ms;
  out["ready_sleepers_ms"] = with_many.ready_ms;
  out["sleepers_ready_ratio"] = with_many.ready_ms / with_none.ready_ms;
  out["sleeper_bytes"] = (bytes_in(many) - bytes_in(none)) / static_cast<double>(count);
  std::filesystem::remove_all(many);
  std::fprintf(stderr, "sleepers measured\n");
}

} // namespace sojourn::bench
