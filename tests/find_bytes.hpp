// Which files still hold what should be gone.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace sojourn::tests {

/// The names of the files below `directory`, but for backups, in which these bytes are found.
inline std::vector<std::string> files_with(const std::string& bytes,
                                           const std::filesystem::path& directory) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
    if (!entry.is_regular_file() || entry.path().string().find("/backups/") != std::string::npos)
      continue;
    std::ifstream file{entry.path(), std::ios::binary};
    const std::string all{std::istreambuf_iterator{file}, {}};
    if (all.find(bytes) != std::string::npos)
      found.push_back(entry.path().filename().string());
  }
  return found;
}

} // namespace sojourn::tests
