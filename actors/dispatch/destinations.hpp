// The servers that channels hand over to: which of them fail, and how much each has under way.
#pragma once

#include "actors/dispatch/circuit_breaker.hpp"
#include "channels/channel.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::actors {

/// Destinations whose failures are remembered, at most: strangers may name new ones.
inline constexpr std::size_t most_failing_destinations = 1'000;

/// What a circuit breaker and a fair share know a place by: the channel itself, or one of the
/// places that the channel says it goes to ("http https://crm.example").
[[nodiscard]] std::string destination_name(const std::string& channel, const std::string& place);

/// Hand-overs that a destination may have under way, of `most`: half for each failure in a row, and
/// one in the end, so that one that does not answer takes few places even before its breaker opens.
[[nodiscard]] int places_for(int most, std::uint32_t failures);

/// Values and no clock: the dispatcher asks it and tells it. Names are those of destination_name.
class destinations {
public:
  explicit destinations(circuit_breaker::limits limits) : limits_{limits} {}

  /// Whether another one may be under way to `name`, of `most` at most.
  [[nodiscard]] bool has_room(const std::string& name, int most) const;
  void enter(const std::string& name) { ++under_way_[name]; }
  void leave(const std::string& name);

  struct leave_alone {
    instant until{};
    std::string why;
  };
  /// Until when nothing goes there; nullopt: this one may.
  [[nodiscard]] std::optional<leave_alone> ask(const std::string& name, instant now);
  /// What a hand-over to `name` told of it.
  void note(const std::string& name, channels::server_health told, instant now);

  /// Whether the channel, or a place that it goes to, is left alone or tried again.
  [[nodiscard]] bool is_failing(const std::string& channel) const;
  /// Those that failed last.
  [[nodiscard]] std::map<std::string, circuit_breaker> failing() const;

private:
  struct record {
    circuit_breaker breaker;
    instant failed_at{};
  };
  void forget_the_oldest();

  circuit_breaker::limits limits_;
  std::map<std::string, record> failing_;
  std::map<std::string, int> under_way_;
};

} // namespace sojourn::actors
