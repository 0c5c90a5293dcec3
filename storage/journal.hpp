// The journal as it can be read.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::storage {

/// A position in the journal: the global sequence number of an entry; 0 before the first.
using journal_position = std::int64_t;

struct journal_entry {
  journal_position number = 0;
  journal_position previous = 0;
  instant at{};
  std::uint8_t type = 0;
  int format = 0;
  std::string payload;
};

/// Reads the journal; see reader for what holds of all of them.
class journal_reader {
public:
  virtual ~journal_reader() = default;

  /// From the newest entry back: beginning with the position `from`, which must be one of
  /// this instance's; 0: its head. Errors: not_found.
  [[nodiscard]] virtual result<std::vector<journal_entry>>
  entries(instance_id id, journal_position from, std::size_t limit) = 0;
};

} // namespace sojourn::storage
