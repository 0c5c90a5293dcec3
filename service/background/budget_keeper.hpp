// The BUDGET KEEPER lets campaigns go on that the budget paused, and settles what is reserved for
// outcomes that nobody hears of.
#pragma once

#include "actors/services.hpp"
#include "storage/budget.hpp"

#include <functional>

namespace sojourn::service {

/// Has no thread: the scheduler asks it when it has something to do. Thread-safe.
class budget_keeper {
public:
  /// `wake` is told of each campaign that goes on, after the commit.
  budget_keeper(actors::services& services, std::function<void(const std::string& campaign)> wake)
      : services_{services}, wake_{std::move(wake)} {}

  /// Lets those go on whose hour has come and whose action can be paid; the others are looked at
  /// again at the next hour. Waits for the commits; not for actors to call.
  void resume_due();
  /// Settles what is reserved for outcomes that nobody has heard of for as long as the budget says,
  /// a portion at a time. Waits for the commits.
  void settle_unheard();
  /// When a campaign is to be looked at, or a reservation settled; nullopt: there is none.
  [[nodiscard]] std::optional<instant> next_due() const;

private:
  [[nodiscard]] std::optional<instant> unheard_due() const;

  actors::services& services_;
  std::function<void(const std::string& campaign)> wake_;
};

} // namespace sojourn::service
