#include "process_figures.hpp"

#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace sojourn::bench {

namespace {

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::string line;
  std::getline(in, line);
  return line;
}

/// The number behind `name` in a file of "name: number" lines; 0 where it is not there.
double named_number(const char* file, const std::string& name) {
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(name, 0) == 0)
      return std::stod(line.substr(name.size()));
  }
  return 0;
}

void keep_on(unsigned count) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  for (unsigned core = 0; core < count; ++core)
    CPU_SET(core, &cores);
  sched_setaffinity(0, sizeof cores, &cores);
}

} // namespace

double thread_seconds(const std::string& name) {
  // The first field of schedstat is nanoseconds on a processor.
  double seconds = 0;
  for (const auto& thread : std::filesystem::directory_iterator{"/proc/self/task"}) {
    if (first_line(thread.path() / "comm") != name)
      continue;
    double nanoseconds = 0;
    std::istringstream{first_line(thread.path() / "schedstat")} >> nanoseconds;
    seconds += nanoseconds * 1e-9;
  }
  return seconds;
}

double bytes_written() { return named_number("/proc/self/io", "wchar:"); }

peak_memory::peak_memory() { std::ofstream{"/proc/self/clear_refs"} << "5"; }

double peak_memory::mib() const { return named_number("/proc/self/status", "VmHWM:") / 1024; }

on_cores::on_cores(unsigned count) { keep_on(count); }

on_cores::~on_cores() { keep_on(std::thread::hardware_concurrency()); }

} // namespace sojourn::bench
