// The places of a scenario that parameters fill.
#pragma once

#include "base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::library {

/// {"parameter": "min.amount"} in place of a value, or {{parameters.min.amount}} in a text.
struct placeholder {
  std::string pointer; ///< of the value or the text
  std::string path;    ///< dotted: a parameter and, of one that is an object, a member of it
  bool in_text = false;
  bool operator==(const placeholder&) const = default;
};

/// All of them, in the order of the document.
[[nodiscard]] std::vector<placeholder> placeholders_in(const json& document);

/// The document with its placeholders filled from `parameters`, in one pass. A placeholder of
/// something that is not there stays as it is.
[[nodiscard]] json filled(const json& document, const json& parameters);

/// Where the value came from that a filled document has at `pointer`: "/parameters/pool" where the
/// template has a placeholder of that parameter there, or one text or list with no other. Below a
/// parameter that is an object the rest of the pointer follows. nullopt: the document says it
/// itself, or several parameters do.
[[nodiscard]] std::optional<std::string> place_in_parameters(const json& document,
                                                             const std::string& pointer);

} // namespace sojourn::library
