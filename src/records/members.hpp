// Reading members of a record that may not be there.
#pragma once

#include "base/json.hpp"

namespace sojourn::records {

/// The member of that name; null where `data` is no object or has none.
[[nodiscard]] inline const json& member(const json& data, const char* name) {
  static const json nothing;
  if (!data.is_object())
    return nothing;
  const auto found = data.find(name);
  return found == data.end() ? nothing : *found;
}

/// The lines of an order or a cart; an empty list where there is none.
[[nodiscard]] inline const json& lines(const json& data) {
  static const json none = json::array();
  const auto& list = member(data, "lines");
  return list.is_array() ? list : none;
}

} // namespace sojourn::records
