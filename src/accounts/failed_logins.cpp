#include "accounts/failed_logins.hpp"

#include <utility>

namespace sojourn::accounts {

std::optional<std::int64_t> failed_logins::note(instant now) {
  if (!lines_.take(now))
    return std::exchange(only_counted_, 0);
  ++only_counted_;
  return std::nullopt;
}

} // namespace sojourn::accounts
