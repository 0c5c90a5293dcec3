// At which hours of their day people read and click.
#pragma once

#include "base/instant.hpp"
#include "reports/best_hours.hpp"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// What was measured of a group.
struct measured_hours {
  std::string whose{}; ///< rules::segment_key; empty: everybody
  reports::active_hours hours{};
};
/// Puts these in the place of all that was measured before.
void put_active_hours(transaction& tx, const std::vector<measured_hours>& measured);

/// Reads active hours; see reader for what holds of all of them.
class active_hours_reader {
public:
  virtual ~active_hours_reader() = default;

  /// Who read or clicked messages that left since then, each by their own zone where their record
  /// names one, else by `zone`. Goes through all of these messages, in portions. nullopt: it was
  /// stopped.
  [[nodiscard]] virtual std::optional<reports::hours_of_people>
  people(instant since, const std::string& zone, const std::stop_token& stop) = 0;
  /// What was measured last; nothing was where nobody is known.
  [[nodiscard]] virtual reports::active_hours measured(const std::string& whose) = 0;
};

} // namespace sojourn::storage
