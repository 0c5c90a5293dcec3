#include "api/process_metrics.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace sojourn::api {

namespace {

/// The fields of /proc/self/stat behind the name of the program, from number 3 on (proc(5)).
std::vector<std::string> fields_of_stat() {
  std::ifstream file{"/proc/self/stat"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto name_end = text.rfind(')'); // the name may hold blanks and brackets
  std::istringstream left{name_end == std::string::npos ? "" : text.substr(name_end + 1)};
  return {std::istream_iterator<std::string>{left}, {}};
}

double boot_seconds() {
  std::ifstream file{"/proc/stat"};
  for (std::string word; file >> word;) {
    double seconds = 0;
    if (word == "btime" && file >> seconds)
      return seconds;
  }
  return 0;
}

double open_descriptors() {
  std::error_code failure;
  double count = 0;
  for (std::filesystem::directory_iterator at{"/proc/self/fd", failure}, end; !failure && at != end;
       at.increment(failure))
    ++count;
  return count;
}

} // namespace

void write_process_metrics(metrics::metrics_writer& to) {
  to.begin(metrics::kind::gauge, "sojourn_build_info", "Which program this is; always 1.");
  to.sample(1, {{"version", SOJOURN_VERSION}, {"compiler", __VERSION__}});
  constexpr std::size_t threads = 17; // of the fields, counted from number 3
  constexpr std::size_t started = 19;
  constexpr std::size_t virtual_bytes = 20;
  constexpr std::size_t resident_pages = 21;
  if (rusage used{}; getrusage(RUSAGE_SELF, &used) == 0) {
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    to.counter("process_cpu_seconds_total", "Time of processors, of user and system.",
               seconds(used.ru_utime) + seconds(used.ru_stime));
  }
  if (const auto fields = fields_of_stat(); fields.size() > resident_pages) {
    const auto number = [&](std::size_t which) {
      return std::strtod(fields[which].c_str(), nullptr);
    };
    to.gauge("process_start_time_seconds", "When it began, in seconds since 1970.",
             boot_seconds() + number(started) / static_cast<double>(sysconf(_SC_CLK_TCK)));
    to.gauge("process_resident_memory_bytes", "Memory in use.",
             number(resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE)));
    to.gauge("process_virtual_memory_bytes", "Address space in use.", number(virtual_bytes));
    to.gauge("process_threads", "Threads.", number(threads));
  }
  to.gauge("process_open_fds", "Open file descriptors.", open_descriptors());
  if (rlimit limit{}; getrlimit(RLIMIT_NOFILE, &limit) == 0)
    to.gauge("process_max_fds", "File descriptors that may be open.",
             static_cast<double>(limit.rlim_cur));
}

} // namespace sojourn::api
