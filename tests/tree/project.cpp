#include "tests/tree/project.hpp"

#include "tests/places.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace sojourn::tests {

namespace {

namespace fs = std::filesystem;

constexpr std::array folders{"src",    "service", "actors", "storage", "channels", "api",
                             "config", "daemon",  "cli",    "bench",   "tests"};

source_file read(const fs::path& path, const fs::path& root) {
  source_file file{fs::relative(path, root).string(), {}};
  std::ifstream in{path};
  for (std::string line; std::getline(in, line);)
    file.lines.push_back(line);
  return file;
}

std::vector<source_file> read_all() {
  const fs::path root = source_folder();
  std::vector<source_file> all;
  for (const auto* folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension == ".hpp" || extension == ".cpp")
        all.push_back(read(entry.path(), root));
    }
  }
  std::ranges::sort(all, {}, &source_file::path);
  return all;
}

} // namespace

const std::vector<source_file>& source_files() {
  static const auto all = read_all();
  return all;
}

} // namespace sojourn::tests
