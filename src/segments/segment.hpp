// A saved segment: a condition, or a group with its parameters.
#pragma once

#include "base/json.hpp"
#include "segments/group.hpp"

#include <string>

namespace sojourn::segments {

struct segment {
  std::string id;
  std::string name;
  std::string description{};
  std::string zone = "UTC"; ///< in which days are counted
  json condition;           ///< what it asks; of a group with its parameters filled in
  std::string group{};      ///< the group it is made from; empty: it is a condition
  json parameters{};        ///< of the group, all of them
};

/// Bytes that a condition may have as text.
inline constexpr std::size_t max_condition_bytes = 64 * 1024;

/// Reads {"name", "description", "timezone", "condition"}, or instead of the condition {"group",
/// "parameters"}. Whether the condition can be asked is for the book to tell.
/// Errors: invalid_request, with every mistake by its pointer.
[[nodiscard]] result<segment> read_segment(const std::string& id, const json& source);

/// The reverse, for people: with the condition of a group, too.
[[nodiscard]] json as_json(const segment& shown);

/// The segment that a group is without further ado.
[[nodiscard]] segment segment_of(const group& shipped);

} // namespace sojourn::segments
