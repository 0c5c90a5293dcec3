// How fast finished data may be forgotten, so that nobody who writes notices it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace sojourn::retention {

/// What the next step may do, and how long to rest before it.
struct pace {
  std::size_t rows = 64; ///< about so many rows
  std::chrono::microseconds pause{};
};

/// The share of the writer's time that forgetting takes while others write: a part in so many.
inline constexpr int part_when_busy = 33;
/// The same while nobody else writes.
inline constexpr int part_when_idle = 4;

/// The pace after a step of the pace `before` that kept the writer for `took`: `others_write` says
/// whether somebody else's commits were made since the step before. A step is made as large as it
/// may be without holding up a commit for longer than a few milliseconds.
[[nodiscard]] pace next_pace(const pace& before, std::chrono::microseconds took, bool others_write);

/// How many free pages of a file of `pages` are worth giving back to the file system now. Some
/// stay: what is written next would only take them again.
[[nodiscard]] std::int64_t pages_to_give_back(std::int64_t pages, std::int64_t free_pages);

} // namespace sojourn::retention
