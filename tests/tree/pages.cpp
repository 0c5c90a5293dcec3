#include "tests/tree/pages.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sojourn::tests {

namespace fs = std::filesystem;

const std::set<std::string>& folders_of_repository() {
  static const std::set<std::string> folders{
      "actors", "api",      "bench", "channels",  "cli",     "cmake",   "config", "daemon",
      "docs",   "examples", "src",   "packaging", "service", "storage", "tests"};
  return folders;
}

std::vector<fs::path> pages() {
  const fs::path root = source_folder();
  std::vector<fs::path> found;
  const auto add = [&](const fs::path& path) {
    if (path.extension() == ".md")
      found.push_back(path);
  };
  for (const auto& entry : fs::directory_iterator{root})
    add(entry.path());
  for (const auto& folder : folders_of_repository()) {
    for (const auto& entry : fs::recursive_directory_iterator{root / folder})
      add(entry.path());
  }
  return found;
}

std::string name_of(const fs::path& page) {
  return fs::relative(page, source_folder()).generic_string();
}

std::string text_of(const fs::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator{in}, {}};
}

std::vector<std::string> lines_of(const fs::path& page) {
  std::istringstream in{text_of(page)};
  std::vector<std::string> lines;
  bool in_block = false;
  for (std::string line; std::getline(in, line);) {
    const auto text = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    if (text.starts_with("```"))
      in_block = !in_block;
    else if (!in_block)
      lines.push_back(text);
  }
  return lines;
}

} // namespace sojourn::tests
