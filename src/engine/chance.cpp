#include "engine/chance.hpp"

#include <algorithm>
#include <cmath>

namespace sojourn::engine {

double draw(std::initializer_list<std::string_view> key) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3ull; };
  for (const auto part : key) {
    for (const char c : part)
      add(static_cast<unsigned char>(c));
    add(0);
  }
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ull;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebull;
  hash ^= hash >> 31;
  return static_cast<double>(hash >> 11) * 0x1.0p-53;
}

milliseconds retry_delay(const campaign::retry_policy& policy, const effect_key& key,
                         std::uint32_t attempt, std::optional<milliseconds> retry_after) {
  const auto longest = static_cast<double>(policy.max.count());
  const auto grown = static_cast<double>(policy.initial.count()) *
                     std::pow(policy.backoff, static_cast<double>(attempt) - 1.0);
  const auto bounded = std::min(longest, grown);
  const auto share = policy.jitter * draw({to_text(key), std::to_string(attempt)});
  const auto delay = milliseconds{static_cast<std::int64_t>(bounded * (1.0 - share))};
  return std::max(delay, retry_after.value_or(milliseconds{0}));
}

} // namespace sojourn::engine
