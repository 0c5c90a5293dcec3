// Tags: a list of texts in a record.
#pragma once

#include "base/json.hpp"

#include <string>
#include <vector>

namespace sojourn::records {

/// Tags to take out of a list, and tags to add behind what is left of it.
struct tag_change {
  std::vector<std::string> add{};
  std::vector<std::string> remove{};
  bool operator==(const tag_change&) const = default;
};

/// The list after the change: what is there stays in its order, no tag is added twice, and one that
/// is removed and added is there. null counts as an empty list.
[[nodiscard]] json with_tags(json list, const tag_change& change);

} // namespace sojourn::records
