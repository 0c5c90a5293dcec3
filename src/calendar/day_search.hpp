// The door to libical: it walks the days that a rule names, and nothing else.
#pragma once

#include <date/date.h>
#include <memory>
#include <optional>
#include <string>

namespace sojourn::calendar {

/// Whether libical takes the rule at all.
[[nodiscard]] bool is_walkable(const std::string& day_rule);

/// The days of an RFC 5545 rule without times, count and end, in order. libical keeps its errors
/// per thread; nothing else is shared.
class day_search {
public:
  /// From `begin` to `end`, both included; libical must not search on for ever.
  day_search(const std::string& day_rule, date::local_days begin, date::local_days end);
  ~day_search();
  day_search(const day_search&) = delete;
  day_search& operator=(const day_search&) = delete;

  [[nodiscard]] std::optional<date::local_days> next();

private:
  struct step_executor;
  std::unique_ptr<step_executor> walk_;
};

} // namespace sojourn::calendar
