// What the documentation says of the sources is true: each path that it names exists, and each
// function is in the file that it is said to be in.
//
// A path is a code span that begins with a folder of the repository: `storage/tables`. A function
// stands behind the path of its file: `actors/spawn.hpp: spawn_registry`, several with commas.
#include "tests/places.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path root = sojourn::tests::source_folder();

/// Folders whose names begin a path.
const std::set<std::string> folders{"actors", "api",       "bench",   "channels", "cli",
                                    "cmake",  "config",    "daemon",  "docs",     "examples",
                                    "src",    "packaging", "service", "storage",  "tests"};

/// Names what was, and not what is.
const fs::path changelog = root / "CHANGELOG.md";

std::string read(const fs::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator{file}, {}};
}

/// The pages of the repository: at its root and in its folders.
std::vector<fs::path> pages() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator{root}) {
    if (entry.path().extension() == ".md" && entry.path() != changelog)
      found.push_back(entry.path());
  }
  for (const auto& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator{root / folder}) {
      if (entry.path().extension() == ".md")
        found.push_back(entry.path());
    }
  }
  return found;
}

/// The page without its blocks of code, on one line: a span may go over the end of a line.
std::string prose_of(const fs::path& page) {
  std::istringstream lines{read(page)};
  std::string prose;
  bool in_block = false;
  for (std::string line; std::getline(lines, line);) {
    const auto text = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    if (text.starts_with("```"))
      in_block = !in_block;
    else if (!in_block)
      prose += text + ' ';
  }
  return prose;
}

struct named {
  std::string path;
  std::vector<std::string> functions; ///< "walk::enter" is two words
};

/// The words of "a, walk::b".
std::vector<std::string> words_of(const std::string& names) {
  static const std::regex word{R"(\w+)"};
  return {std::sregex_token_iterator{names.begin(), names.end(), word}, {}};
}

std::vector<named> names_in(const fs::path& page) {
  static const std::regex span{R"(`([a-z]+)(/[\w./-]*)(: [\w:, ]+)?`)"};
  const auto prose = prose_of(page);
  std::vector<named> found;
  for (std::sregex_iterator at{prose.begin(), prose.end(), span}, end; at != end; ++at) {
    const auto& match = *at;
    if (folders.contains(match[1]))
      found.push_back({match.str(1) + match.str(2), words_of(match[3])});
  }
  return found;
}

bool has_word(const std::string& text, const std::string& word) {
  return std::regex_search(text, std::regex{"\\b" + word + "\\b"});
}

const std::vector<std::string> none;

} // namespace

TEST(documentation, names_paths_that_exist) {
  std::vector<std::string> wrong;
  for (const auto& page : pages()) {
    for (const auto& one : names_in(page)) {
      if (!fs::exists(root / one.path))
        wrong.push_back(fs::relative(page, root).string() + " names " + one.path);
    }
  }
  EXPECT_EQ(wrong, none);
}

TEST(documentation, names_functions_that_are_in_their_files) {
  std::vector<std::string> wrong;
  for (const auto& page : pages()) {
    for (const auto& one : names_in(page)) {
      if (one.functions.empty() || !fs::is_regular_file(root / one.path))
        continue;
      const auto text = read(root / one.path);
      for (const auto& function : one.functions) {
        if (!has_word(text, function))
          wrong.push_back(fs::relative(page, root).string() + " looks for " + function + " in " +
                          one.path);
      }
    }
  }
  EXPECT_EQ(wrong, none);
}
