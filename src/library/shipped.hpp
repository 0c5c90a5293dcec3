// The scenarios that come with Sojourn.
#pragma once

#include "library/scenario.hpp"

#include <span>

namespace sojourn::library {

struct scenario_text {
  std::string_view name;
  std::string_view text;
};

/// library/*.json, by name.
[[nodiscard]] std::span<const scenario_text> scenario_texts();

/// A shipped scenario as its file has it.
struct shipped_document {
  std::string id;
  std::int64_t version = 1;
  json source;
};
/// All of them, by id: enough for a list, and not read further.
[[nodiscard]] const std::vector<shipped_document>& shipped_documents();

[[nodiscard]] bool is_shipped(std::string_view id);

/// A shipped scenario, read when it is first asked for; a test holds that each can be read.
/// nullptr: none is called so. Thread-safe.
[[nodiscard]] scenario_ptr find_shipped(std::string_view id);

} // namespace sojourn::library
