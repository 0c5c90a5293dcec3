// Placements: what instances show to their subjects.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "engine/state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// A placement in its slot; the instance's state and its definition say what it shows.
struct stored_placement {
  std::string slot;
  instance_id instance;
  std::string step;
  std::optional<instant> begins{};
  std::optional<instant> ends{};
};

/// Keeps the rows of an instance as its state has them.
void write_placements(transaction& tx, const engine::instance_state* before,
                      const engine::instance_state& after);

/// Reads placements; see reader for what holds of all of them.
class placement_reader {
public:
  virtual ~placement_reader() = default;

  /// What instances show to a subject at `now`, the newest instance first; of one slot, or of all
  /// where it is empty.
  [[nodiscard]] virtual std::vector<stored_placement>
  shown(const std::string& subject, const std::string& slot, instant now, std::size_t limit) = 0;
};

} // namespace sojourn::storage
