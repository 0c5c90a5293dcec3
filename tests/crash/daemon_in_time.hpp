// A daemon on a virtual clock in this process, and what a child that runs one comes to.
#pragma once

#include "daemon/composition.hpp"
#include "service/clock.hpp"
#include "service/instances.hpp"
#include "storage/operation.hpp"
#include "storage/options.hpp"
#include "tests/crash/answers.hpp"
#include "tests/crash/fate.hpp"
#include "tests/crash/place.hpp"
#include "tests/crash/process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace sojourn::crash {

class daemon_in_time {
public:
  daemon_in_time(const place& where, const std::string& now, fate* own) {
    config::settings settings;
    settings.data.directory = where.data();
    settings.http.port = 0;
    settings.clock.mode = config::clock_mode::virtual_time;
    settings.clock.start = parse_instant(now).value();
    settings.channels.mailbox.enabled = true;
    auto made = daemon::composition::make(
        settings, {}, [](const std::string&) { ::_exit(3); },
        [own](std::string_view point) {
          if (own != nullptr)
            own->reached(point == "before_commit" ? moment::before_commit : moment::after_commit);
        });
    if (!made)
      throw std::runtime_error{made.error().message};
    daemon_ = std::move(*made);
  }
  ~daemon_in_time() { daemon_->stop(milliseconds{5'000}); }
  daemon_in_time(const daemon_in_time&) = delete;
  daemon_in_time& operator=(const daemon_in_time&) = delete;

  const service::interfaces& ask() { return daemon_->services(); }
  storage::store& store() { return daemon_->store(); }
  storage::reader& reader() { return daemon_->store().reader(); }

  void start(const std::string& campaign, const std::string& customer) {
    (void)answer_to<service::written>([&](auto done) {
      ask().instances.start({campaign, {"customer", customer}, json::object(), by, {}},
                            std::move(done));
    });
  }
  void pass(const std::string& duration) {
    (void)answer_to<json>([&](auto done) {
      ask().clock.move({{}, duration}, by, std::move(done));
    });
  }

private:
  std::unique_ptr<daemon::composition> daemon_;
};

/// What verify finds while no daemon runs.
inline std::vector<std::string> violations(const place& where) {
  storage::store_options options;
  options.directory = where.data();
  const auto found = storage::verify_offline(options, {});
  if (!found)
    return {found.error().message};
  std::vector<std::string> names;
  for (const auto& one : found->violations)
    names.push_back(one.what + " " + one.where + " " + one.detail);
  return names;
}

/// Runs `life` in a child until it is killed, or ends by itself; whether it was killed.
inline bool is_killed(const std::function<void(const reporter&)>& life,
                      std::vector<std::string>& lines) {
  process child{life};
  while (const auto line = child.next_line())
    lines.push_back(*line);
  const auto status = child.wait();
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
    return true;
  EXPECT_EQ(status, 0) << (lines.empty() ? std::string{} : lines.back());
  return false;
}

[[nodiscard]] inline moment boundary_of(int life) {
  return life % 2 == 0 ? moment::before_commit : moment::after_commit;
}

} // namespace sojourn::crash
