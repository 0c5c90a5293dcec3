// What the next turn of an instance needs to know of the file, read at one moment.
#pragma once

#include "campaign/definition.hpp"
#include "engine/advance.hpp"
#include "reports/best_hours.hpp"

#include <optional>
#include <set>
#include <string>

namespace sojourn::storage {

/// When the subject and others read, of which a delay's best hour is chosen.
struct known_hours {
  reports::active_hours person{};
  reports::active_hours group{}; ///< that the audience names
  reports::active_hours shop{};
  std::string zone{}; ///< of the subject's day
};

struct turn_facts {
  /// What the needs name, but `lists`, `segments`, `best_hour` and what the daemon keeps in memory.
  engine::facts known;
  std::optional<known_hours> hours{}; ///< nullopt: none were asked for
  /// Of a customer, the data over which conditions and segments are evaluated; nullopt: nobody
  /// knows them, or no lists were asked for.
  std::optional<json> view{};
};

/// Reads the facts of turns; see reader for what holds of all readers.
class turn_facts_reader {
public:
  virtual ~turn_facts_reader() = default;

  /// `lists` are those that the view is to hold; nullopt: none is needed.
  [[nodiscard]] virtual turn_facts read(const engine::fact_needs& needs,
                                        const campaign::definition& definition,
                                        const engine::instance_state& state,
                                        const std::optional<std::set<std::string>>& lists) = 0;
};

} // namespace sojourn::storage
