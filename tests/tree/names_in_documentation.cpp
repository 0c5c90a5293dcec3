// What the documentation says of the sources is true: each path that it names exists, and each
// function is in the file that it is said to be in.
//
// A path is a code span that begins with a folder of the repository: `storage/tables`. A function
// stands behind the path of its file: `actors/spawn.hpp: spawn_registry`, several with commas.
#include "tests/tree/pages.hpp"

#include <gtest/gtest.h>
#include <map>
#include <regex>

namespace {

namespace fs = std::filesystem;
using namespace sojourn::tests;

const fs::path root = source_folder();

struct place_in_sources {
  std::string path;
  std::vector<std::string> names; ///< "walk::enter" is two
};

std::vector<std::string> words_of(const std::string& text) {
  static const std::regex word{R"(\w+)"};
  return {std::sregex_token_iterator{text.begin(), text.end(), word}, {}};
}

std::vector<place_in_sources> places_named_in(const fs::path& page) {
  static const std::regex span{R"(`([a-z]+)(/[\w./-]*)(: [\w:, ]+)?`)"};
  std::string prose; // on one line, since a span may go over the end of a line
  for (const auto& line : lines_of(page))
    prose += line + ' ';
  std::vector<place_in_sources> found;
  for (std::sregex_iterator at{prose.begin(), prose.end(), span}, end; at != end; ++at) {
    if (folders_of_repository().contains((*at)[1]))
      found.push_back({at->str(1) + at->str(2), words_of(at->str(3))});
  }
  return found;
}

/// All but the changelog, which names what was.
std::vector<fs::path> pages_on_what_is() {
  auto found = pages();
  std::erase(found, root / "CHANGELOG.md");
  return found;
}

const std::vector<std::string> none;

} // namespace

TEST(documentation, names_paths_that_exist) {
  std::vector<std::string> wrong;
  for (const auto& page : pages_on_what_is()) {
    for (const auto& place : places_named_in(page)) {
      if (!fs::exists(root / place.path))
        wrong.push_back(name_of(page) + " names " + place.path);
    }
  }
  EXPECT_EQ(wrong, none);
}

TEST(documentation, names_functions_that_are_in_their_files) {
  std::map<std::string, std::set<std::string>> words; // of each file
  std::vector<std::string> wrong;
  for (const auto& page : pages_on_what_is()) {
    for (const auto& place : places_named_in(page)) {
      if (place.names.empty())
        continue;
      auto& known = words[place.path];
      if (known.empty()) {
        auto all = words_of(text_of(root / place.path));
        known.insert(all.begin(), all.end());
      }
      for (const auto& name : place.names) {
        if (!known.contains(name))
          wrong.push_back(name_of(page) + " looks for " + name + " in " + place.path);
      }
    }
  }
  EXPECT_EQ(wrong, none);
}

TEST(documentation, leads_through_the_sources_by_names_that_are_checked) {
  std::size_t names = 0;
  for (const auto& place : places_named_in(root / "docs/architecture.md"))
    names += place.names.size();
  EXPECT_GT(names, 50u);
}
