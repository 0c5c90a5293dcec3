#include "actors/guarded.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

error defect(const std::exception& failure) {
  spdlog::error("internal error: {}; please report it with the log", failure.what());
  return {error_code::internal, "the request met a defect; the log says more"};
}

std::optional<error> error_thrown_by(const std::function<void()>& work) {
  const auto done = guarded([&]() -> result<void> {
    work();
    return {};
  });
  return done ? std::nullopt : std::optional{done.error()};
}

} // namespace sojourn::actors
