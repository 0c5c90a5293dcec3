#include "actors/dispatch/destinations.hpp"

#include <algorithm>

namespace sojourn::actors {

std::string destination_name(const std::string& channel, const std::string& place) {
  return place.empty() ? channel : channel + " " + place;
}

int places_for(int most, std::uint32_t failures) {
  constexpr std::uint32_t bits = 31;
  return std::max(1, most >> std::min(failures, bits - 1));
}

bool destinations::has_room(const std::string& name, int most) const {
  const auto taken = under_way_.find(name);
  if (taken == under_way_.end())
    return true;
  const auto failed = failing_.find(name);
  return taken->second <
         places_for(most, failed == failing_.end() ? 0 : failed->second.breaker.failures());
}

void destinations::leave(const std::string& name) {
  const auto found = under_way_.find(name);
  if (found != under_way_.end() && --found->second == 0)
    under_way_.erase(found);
}

std::optional<destinations::leave_alone> destinations::ask(const std::string& name, instant now) {
  const auto found = failing_.find(name);
  if (found == failing_.end())
    return std::nullopt;
  auto& breaker = found->second.breaker;
  const auto until = breaker.ask(now);
  if (!until)
    return std::nullopt;
  return leave_alone{*until, name + " has failed " + std::to_string(breaker.failures()) +
                                 " times in a row"};
}

void destinations::note(const std::string& name, channels::server_health told, instant now) {
  if (told == channels::server_health::works) {
    failing_.erase(name);
  } else if (told == channels::server_health::fails) {
    auto& known = failing_.try_emplace(name, record{circuit_breaker{limits_}, now}).first->second;
    known.breaker.failed(now);
    known.failed_at = now;
    if (failing_.size() > most_failing_destinations)
      forget_the_oldest();
  }
}

void destinations::forget_the_oldest() {
  failing_.erase(
      std::min_element(failing_.begin(), failing_.end(), [](const auto& a, const auto& b) {
        return a.second.failed_at < b.second.failed_at;
      }));
}

bool destinations::is_failing(const std::string& channel) const {
  return std::any_of(failing_.begin(), failing_.end(), [&](const auto& entry) {
    const auto& [name, record] = entry;
    return record.breaker.now() != circuit_breaker::state::closed &&
           (name == channel || name.starts_with(channel + " "));
  });
}

std::map<std::string, circuit_breaker> destinations::failing() const {
  std::map<std::string, circuit_breaker> shown;
  for (const auto& [name, record] : failing_)
    shown.emplace(name, record.breaker);
  return shown;
}

} // namespace sojourn::actors
