// All services of a running daemon, and the background work that they begin.
#pragma once

#include "base/clock.hpp"
#include "base/histogram.hpp"
#include "base/result.hpp"
#include "service/interfaces.hpp"

#include <memory>
#include <string>

namespace sojourn::actors {
struct services;
}

namespace sojourn::service {

class virtual_clock;

/// The destructor ends all threads and waits for them.
class daemon_services {
public:
  /// `movable`: the clock when it can be moved, else nullptr. `commits`: how long commits take;
  /// nullptr: nobody observes it.
  daemon_services(actors::services& services, const clock_source& session_clock,
                  virtual_clock* movable, std::shared_ptr<const histogram> commits);
  ~daemon_services();
  daemon_services(const daemon_services&) = delete;
  daemon_services& operator=(const daemon_services&) = delete;

  [[nodiscard]] const interfaces& all() const;

  /// Reads who may do what. Errors: data_corrupt.
  [[nodiscard]] result<void> load();

  /// Takes up the runs, jobs, imports, erasures and links that the last daemon left, and begins to
  /// look at schedules: first at what was due while no daemon ran.
  void begin();
  /// Wakes the parked instances of a campaign; returns before that is done.
  void resume(const std::string& campaign);

private:
  struct parts;
  const std::unique_ptr<parts> parts_;
};

} // namespace sojourn::service
