// What the next turn of an instance needs to know of the file, read at one moment.
#pragma once

#include "campaign/definition.hpp"
#include "engine/advance.hpp"

#include <optional>
#include <set>
#include <string>

namespace sojourn::storage {

struct turn_facts {
  /// What the needs name, but `lists`, `segments` and what the daemon keeps in memory.
  engine::facts known;
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
