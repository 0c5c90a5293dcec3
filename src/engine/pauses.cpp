#include "engine/pauses.hpp"

#include "engine/chance.hpp"

#include <algorithm>

namespace sojourn::engine {

std::optional<instant> due_without_pauses(instant set_at, instant due,
                                          const std::vector<pause>& pauses) {
  for (const auto& one : pauses) {
    const auto stopped_at = std::max(one.from, set_at);
    if (one.to && *one.to <= stopped_at)
      continue;
    if (stopped_at >= due)
      break; // it had fired before
    if (!one.to)
      return std::nullopt;
    due += *one.to - stopped_at;
  }
  return due;
}

instant spread_over(milliseconds window, instance_id id, const std::vector<pause>& pauses,
                    instant now) {
  const auto ended = std::find_if(pauses.rbegin(), pauses.rend(),
                                  [](const pause& one) { return one.to.has_value(); });
  const auto from = ended != pauses.rend() ? *ended->to : now;
  const auto share = draw({"pause", to_text(id), std::to_string(to_unix_ms(from))});
  return from +
         milliseconds{static_cast<milliseconds::rep>(share * static_cast<double>(window.count()))};
}

} // namespace sojourn::engine
