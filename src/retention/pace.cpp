#include "retention/pace.hpp"

#include <algorithm>

namespace sojourn::retention {

namespace {

constexpr std::size_t fewest_rows = 16;
constexpr std::size_t most_rows = 512;
/// What a commit may wait for a step.
constexpr std::chrono::microseconds longest_step{4'000};
constexpr std::chrono::microseconds shortest_pause{2'000};
/// A step that met a slow disk does not stop the forgetting for longer.
constexpr std::chrono::microseconds longest_pause{10'000'000};
/// Free pages that a file keeps: a part in so many of it, and at least so many.
constexpr std::int64_t kept_part = 32;
constexpr std::int64_t kept_pages = 256;

} // namespace

pace next_pace(const pace& before, std::chrono::microseconds took, bool others_write) {
  const auto rows = took > longest_step       ? before.rows / 2
                    : took < longest_step / 2 ? before.rows + before.rows / 2
                                              : before.rows;
  const int part = others_write ? part_when_busy : part_when_idle;
  return {.rows = std::clamp(rows, fewest_rows, most_rows),
          .pause = std::clamp(took * (part - 1), shortest_pause, longest_pause)};
}

std::int64_t pages_to_give_back(std::int64_t pages, std::int64_t free_pages) {
  return std::max<std::int64_t>(0, free_pages - std::max(kept_pages, pages / kept_part));
}

} // namespace sojourn::retention
