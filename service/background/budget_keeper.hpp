// The BUDGET KEEPER lets campaigns go on that the budget paused.
#pragma once

#include "actors/services.hpp"
#include "storage/budget.hpp"

#include <functional>

namespace sojourn::service {

/// Has no thread: the scheduler asks it at the hours that the budget says. Thread-safe.
class budget_keeper {
public:
  /// `wake` is told of each campaign that goes on, after the commit.
  budget_keeper(actors::services& services, std::function<void(const std::string& campaign)> wake)
      : services_{services}, wake_{std::move(wake)} {}

  /// Lets those go on whose hour has come and whose action can be paid; the others are looked at
  /// again at the next hour. Waits for the commits; not for actors to call.
  void resume_due();
  /// When one is to be looked at; nullopt: the budget pauses none.
  [[nodiscard]] std::optional<instant> next_due() const {
    return services_.store.reader().budget().next_look();
  }

private:
  actors::services& services_;
  std::function<void(const std::string& campaign)> wake_;
};

} // namespace sojourn::service
