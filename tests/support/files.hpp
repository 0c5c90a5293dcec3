// Files of the project, as tests read them.
#pragma once

#include "base/json.hpp"
#include "tests/places.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace sojourn::tests {

/// The whole of a file; a path that is not absolute begins at the sources. Throws where there is
/// none, which fails the test.
inline std::string read_text(const std::filesystem::path& path) {
  const auto where = std::filesystem::path{source_folder()} / path;
  std::ifstream file{where, std::ios::binary};
  if (!file)
    throw std::runtime_error{"there is no file " + where.string()};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// The same as JSON.
inline json read_json(const std::filesystem::path& path) { return json::parse(read_text(path)); }

} // namespace sojourn::tests
