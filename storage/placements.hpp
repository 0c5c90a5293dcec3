// Placements: what instances show to their subjects.
#pragma once

#include "storage/store.hpp"

namespace sojourn::storage {

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

} // namespace sojourn::storage
