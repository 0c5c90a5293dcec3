// Which failed logins the audit lists: whoever tries without end must not fill it without end.
#pragma once

#include "hooks/token_bucket.hpp"

#include <cstdint>
#include <optional>

namespace sojourn::accounts {

/// Lists 50 at once and then one in ten minutes, at most 194 in a day, and counts the others, which
/// the next line tells. Not thread-safe.
class failed_logins {
public:
  /// One more. How many before it were only counted, if it is to be listed; nullopt: it is counted.
  [[nodiscard]] std::optional<std::int64_t> note(instant now);

private:
  hooks::token_bucket lines_{{.per_second = 1.0 / 600, .burst = 50}};
  std::int64_t only_counted_ = 0;
};

} // namespace sojourn::accounts
