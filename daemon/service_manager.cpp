#include "daemon/service_manager.hpp"

#include <cstdint>
#include <ctime>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

namespace sojourn::daemon::service_manager {

namespace {

constexpr int keep_environment = 0;

void notify(const std::string& state) {
  if (const int outcome = sd_notify(keep_environment, state.c_str()); outcome < 0)
    spdlog::warn("the service manager cannot be told \"{}\" (error {})", state, -outcome);
}

} // namespace

void ready(const std::string& status) { notify("READY=1\nSTATUS=" + status); }

void reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  constexpr std::int64_t microseconds_a_second = 1'000'000;
  constexpr std::int64_t nanoseconds_a_microsecond = 1'000;
  const auto at = now.tv_sec * microseconds_a_second + now.tv_nsec / nanoseconds_a_microsecond;
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(at));
}

void stopping() { notify("STOPPING=1\nSTATUS=Finishing what is under way"); }

void alive() { notify("WATCHDOG=1"); }

std::optional<milliseconds> watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(keep_environment, &microseconds) <= 0)
    return std::nullopt;
  constexpr std::uint64_t microseconds_a_millisecond = 1'000;
  return milliseconds{static_cast<std::int64_t>(microseconds / microseconds_a_millisecond)};
}

} // namespace sojourn::daemon::service_manager
