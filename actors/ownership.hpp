// Whether this daemon may act on the world.
#pragma once

namespace sojourn::actors {

/// Asked right before something leaves the daemon, or begins because its time has come: by the
/// dispatcher, the timers and the scheduler. A daemon that works alone always owns its data. Who
/// does not leaves everything where it is, in the data file. Thread-safe, and quick: it is asked
/// once for each effect.
class ownership {
public:
  virtual ~ownership() = default;
  [[nodiscard]] virtual bool holds() const = 0;
};

/// That of a daemon that works alone.
class sole_ownership final : public ownership {
public:
  [[nodiscard]] bool holds() const override { return true; }
};

} // namespace sojourn::actors
