// Links between the pages of the documentation lead to a file and, behind a "#", to a heading.
#include "base/ascii.hpp"
#include "tests/tree/pages.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <regex>

namespace {

namespace fs = std::filesystem;
using namespace sojourn::tests;

/// What a heading is called in links, as the hosts of repositories do it: lower case, "-" for
/// blanks, without punctuation.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : sojourn::lower_ascii(heading)) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (c == ' ')
      anchor += '-';
    else if (is_letter)
      anchor += c;
  }
  return anchor;
}

std::set<std::string> anchors_of(const fs::path& page) {
  std::set<std::string> anchors;
  for (const auto& line : lines_of(page)) {
    const auto level = std::min(line.find_first_not_of('#'), line.size());
    if (level > 0 && level < line.size() && line[level] == ' ')
      anchors.insert(anchor_of(line.substr(level + 1)));
  }
  return anchors;
}

std::vector<std::string> links_of(const fs::path& page) {
  static const std::regex link{R"(\]\(([^)\s]+)\))"};
  std::vector<std::string> links;
  for (const auto& line : lines_of(page)) {
    for (std::sregex_iterator at{line.begin(), line.end(), link}, end; at != end; ++at) {
      if (at->str(1).find(':') == std::string::npos) // others lead out of the repository
        links.push_back(at->str(1));
    }
  }
  return links;
}

} // namespace

TEST(documentation, links_lead_to_pages_and_headings) {
  std::map<fs::path, std::set<std::string>> anchors;
  std::vector<std::string> wrong;
  std::size_t seen = 0;
  for (const auto& page : pages()) {
    for (const auto& link : links_of(page)) {
      ++seen;
      const auto mark = link.find('#');
      const auto path = link.substr(0, mark);
      const auto target = path.empty() ? page : page.parent_path() / path;
      if (!fs::exists(target)) {
        wrong.push_back(name_of(page) + " links to " + link);
        continue;
      }
      if (mark == std::string::npos || target.extension() != ".md")
        continue;
      auto [at, is_new] = anchors.try_emplace(fs::canonical(target));
      if (is_new)
        at->second = anchors_of(target);
      if (!at->second.contains(link.substr(mark + 1)))
        wrong.push_back(name_of(page) + " links to the missing heading " + link);
    }
  }
  EXPECT_EQ(wrong, std::vector<std::string>{});
  EXPECT_GT(seen, 100u);
}
