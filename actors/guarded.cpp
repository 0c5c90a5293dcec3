#include "actors/guarded.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

error defect(const std::exception& failure) {
  spdlog::error("internal error: {}; please report it with the log", failure.what());
  return {error_code::internal, "the request met a defect; the log says more"};
}

error contained(counters& count, guarded_part part, std::string_view about,
                const std::exception& thrown) {
  const auto which = static_cast<std::size_t>(part);
  count.internal_errors[which].fetch_add(1, std::memory_order_relaxed);
  spdlog::error("internal error in the {}, about {}: {}; it goes on with everything else; please "
                "report this with the log",
                guarded_part_names[which], about, thrown.what());
  if (const auto* unread = dynamic_cast<const storage::read_failure*>(&thrown))
    return unread->why();
  return {error_code::internal, thrown.what()};
}

std::optional<error> error_thrown_by(const std::function<void()>& work) {
  const auto done = guarded([&]() -> result<void> {
    work();
    return {};
  });
  return done ? std::nullopt : std::optional{done.error()};
}

} // namespace sojourn::actors
