#include "daemon/daemon.hpp"

#include "config/warnings.hpp"
#include "daemon/composition.hpp"
#include "daemon/logging.hpp"
#include "daemon/open_files.hpp"
#include "daemon/reload.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/watchdog.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <optional>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sojourn::daemon {

namespace {

/// Time for what was handed over to settle after SIGTERM.
constexpr milliseconds stop_patience{10'000};

/// From inside: the daemon cannot go on. From outside it means nothing.
constexpr int cannot_go_on = SIGUSR1;

/// Blocked in every thread and taken by sigwait, so no code ever runs inside a signal handler.
sigset_t awaited_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int one : {SIGTERM, SIGINT, SIGHUP, cannot_go_on})
    sigaddset(&set, one);
  return set;
}

/// Waits until the daemon is to end, and calls `on_reload` for each SIGHUP; gives the signal that
/// ends it.
template <class Reload>
int wait_for_end(const sigset_t& signals, const std::atomic<bool>& gave_up,
                 const Reload& on_reload) {
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (gave_up || signal == SIGTERM || signal == SIGINT)
      return signal;
    if (signal == SIGHUP)
      on_reload();
    else
      spdlog::warn("signal {} means nothing to the daemon; SIGTERM ends it", signal);
  }
}

std::string listed(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys)
    text += (text.empty() ? "" : ", ") + key;
  return text;
}

/// Takes over what may change while the daemon runs; `in_force` keeps what is in force.
void reload(composition& daemon, config::settings& in_force,
            const config::reread_settings& read_again) {
  if (auto reopened = reopen_log(); !reopened)
    spdlog::error("{}", reopened.error().message);
  const auto read = read_again();
  if (!read) {
    for (const auto& mistake : read.error())
      spdlog::error("{}", config::to_text(mistake));
    spdlog::error("the settings have mistakes, so nothing of them was taken (SIGHUP)");
    return;
  }
  const auto changed = changes_between(in_force, *read);
  const auto next = with_changes(in_force, *read, changed.applied);
  if (auto taken = daemon.reload(next); !taken) {
    spdlog::error("{}; nothing of the settings was taken (SIGHUP)", taken.error().message);
    return;
  }
  set_log_level(next.log.level);
  in_force = next;
  spdlog::info("the settings were read again (SIGHUP); changed: {}",
               changed.applied.empty() ? "none" : listed(changed.applied));
  if (!changed.after_restart.empty())
    spdlog::warn("what else was changed waits for a restart: {}", listed(changed.after_restart));
}

void log_failure(const error& why) {
  spdlog::error("{} ({}): {}", describe(why.code).title, describe(why.code).text, why.message);
  for (const auto& detail : why.details)
    spdlog::error("  {}: {}", detail.pointer, detail.message);
}

/// The settings with as many connections as there can be descriptors for. Errors: invalid_settings.
result<config::settings> within_open_files(config::settings settings) {
  const auto wanted = static_cast<std::size_t>(settings.http.max_connections);
  const auto descriptors = raise_descriptor_limit();
  const auto most = connections_within(wanted, descriptors);
  if (!most)
    return fail(most.error());
  if (*most < wanted) {
    spdlog::warn("http.max_connections is {}, and the process may open {} files: {} connections "
                 "are taken; raise the hard limit (ulimit -Hn, or LimitNOFILE= of systemd)",
                 wanted, descriptors, *most);
    settings.http.max_connections = static_cast<int>(*most);
  }
  return settings;
}

/// The lines of the log by which people and scripts know that requests are taken.
void announce(composition& daemon, const config::settings& settings) {
  const auto* scheme = settings.http.tls_certificate.empty() ? "http" : "https";
  const bool is_v6 = settings.http.address.find(':') != std::string::npos;
  spdlog::info("ready on {}://{}{}{}:{}", scheme, is_v6 ? "[" : "", settings.http.address,
               is_v6 ? "]" : "", daemon.port());
  spdlog::info("data in {}, clock {} at {}", settings.data.directory,
               settings.clock.mode == config::clock_mode::system ? "system" : "virtual",
               to_text(daemon.clock().now()));
}

} // namespace

int serve(const config::settings& chosen, const config::reread_settings& read_again) {
  umask(S_IRWXG | S_IRWXO); // what the daemon writes is of customers
  if (auto log = set_up_log(chosen.log); !log) {
    std::fprintf(stderr, "sojourn: %s\n", log.error().message.c_str());
    return 1;
  }
  const auto fitting = within_open_files(chosen);
  if (!fitting) {
    log_failure(fitting.error());
    return 1;
  }
  const auto& settings = *fitting;
  std::signal(SIGPIPE, SIG_IGN);
  const auto signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  for (const auto& warning : config::warnings_about(settings))
    spdlog::warn("{}", warning);

  std::atomic<bool> gave_up{false};
  auto made = composition::make(settings, {}, [&gave_up](const std::string& why) {
    spdlog::critical("the daemon cannot go on: {}; what was accepted is in the data directory",
                     why);
    gave_up = true;
    kill(getpid(), cannot_go_on);
  });
  if (!made) {
    log_failure(made.error());
    return 1;
  }
  auto& daemon = **made;
  announce(daemon, settings);

  const auto status = "Ready on port " + std::to_string(daemon.port());
  service_manager::ready(status);
  std::optional<watchdog> alive;
  if (const auto interval = service_manager::watchdog_interval())
    alive.emplace(
        *interval, [&daemon](milliseconds patience) { return daemon.moves(patience); },
        service_manager::alive);

  auto in_force = chosen;
  const int signal = wait_for_end(signals, gave_up, [&] {
    service_manager::reloading();
    reload(daemon, in_force, read_again);
    service_manager::ready(status);
  });
  service_manager::stopping();
  alive.reset();
  if (gave_up) {
    daemon.stop(milliseconds{0});
    return exit_gave_up;
  }
  spdlog::info("stopping ({})", signal == SIGTERM ? "SIGTERM" : "SIGINT");
  daemon.stop(stop_patience);
  spdlog::info("stopped");
  return 0;
}

} // namespace sojourn::daemon
