// The house keeps its order: nobody includes upwards, and each library has its folder.
#include "tests/places.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using names = std::set<std::string>;

const fs::path root = sojourn::tests::source_folder();

/// Folder → the folders it may include, itself always among them.
const std::map<std::string, names>& allowed() {
  static const std::map<std::string, names> table = [] {
    std::map<std::string, names> may;
    may["base"] = {};
    may["accounts"] = {"base", "signing", "hooks"};
    may["addresses"] = {"base"};
    may["metrics"] = {"base"};
    may["retention"] = {"base", "calendar"};
    may["doctor"] = {"base"};
    may["signing"] = {"base"};
    may["calendar"] = {"base"};
    may["rules"] = {"base", "calendar"};
    may["text"] = {"base", "calendar"};
    may["records"] = {"base", "addresses", "signing", "calendar"};
    may["segments"] = {"base", "calendar", "rules", "records"};
    may["messages"] = {"base", "calendar", "signing"};
    may["campaign"] = {"base", "calendar", "rules", "text", "signing", "records", "messages"};
    may["forms"] = {"base", "addresses", "calendar", "rules",
                    "text", "signing",   "messages", "campaign"};
    may["library"] = {"base", "calendar", "messages", "campaign", "forms"};
    may["budget"] = {"base", "calendar", "campaign"};
    may["content"] = {"base", "calendar", "rules", "text", "records", "messages", "campaign"};
    may["hooks"] = {"base", "addresses", "calendar", "rules", "signing"};
    may["engine"] = {"base", "calendar", "rules", "text", "campaign", "records", "segments"};
    may["boosters"] = {"base", "calendar"};
    may["reports"] = {"base", "calendar", "records", "messages", "campaign", "engine"};
    names core{"base",    "accounts",  "addresses", "signing",  "calendar", "rules",
               "text",    "records",   "segments",  "messages", "campaign", "library",
               "budget",  "retention", "content",   "hooks",    "engine",   "metrics",
               "reports", "boosters",  "forms",     "doctor"};
    may["config"] = may["storage"] = may["channels"] = core;
    may["actors"] = core;
    may["actors"].insert({"storage", "channels"});
    may["service"] = core;
    may["service"].insert({"storage", "channels", "actors"});
    may["api"] = core;
    may["api"].insert("service");
    names below_daemon = core;
    below_daemon.insert({"config", "storage", "channels", "actors", "service", "api"});
    may["daemon"] = below_daemon;
    may["cli"] = below_daemon;
    may["cli"].insert("daemon");
    for (auto& [folder, list] : may)
      list.insert(folder);
    return may;
  }();
  return table;
}

struct source {
  fs::path path;
  std::string folder;
  std::vector<std::string> includes; ///< as written, with their quotes or angles
};

std::vector<source> sources() {
  std::vector<source> found;
  const std::regex include{R"(^\s*#\s*include\s*([<"][^>"]+)[>"])"};
  for (const auto& [folder, may] : allowed()) {
    auto directory = root / "src" / folder;
    if (!fs::exists(directory))
      directory = root / folder;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      const auto extension = entry.path().extension();
      if (extension != ".hpp" && extension != ".cpp")
        continue;
      source one{fs::relative(entry.path(), root), folder, {}};
      std::ifstream file{entry.path()};
      std::string line;
      std::smatch match;
      while (std::getline(file, line)) {
        if (std::regex_search(line, match, include))
          one.includes.push_back(match[1]);
      }
      found.push_back(std::move(one));
    }
  }
  return found;
}

/// Files outside `folder` that include something that begins with one of `prefixes`.
std::vector<std::string> strays(const std::string& folder, const names& prefixes) {
  std::vector<std::string> found;
  for (const auto& one : sources()) {
    if (one.folder == folder)
      continue;
    for (const auto& include : one.includes) {
      if (std::any_of(prefixes.begin(), prefixes.end(),
                      [&](const auto& prefix) { return include.starts_with(prefix); }))
        found.push_back(one.path.string() + " includes " + include.substr(1));
    }
  }
  return found;
}

/// Files of `folder` from which a chain of the project's includes leads to something that begins
/// with one of `prefixes`, each with the first such chain.
std::vector<std::string> leading_to(const std::string& folder, const names& prefixes) {
  const auto all = sources();
  std::map<std::string, const source*> by_include; ///< as an include writes it
  for (const auto& one : all) {
    const auto path = one.path.string();
    by_include.emplace('"' + (path.starts_with("src/") ? path.substr(4) : path), &one);
  }
  std::vector<std::string> found;
  for (const auto& one : all) {
    if (one.folder != folder)
      continue;
    std::set<const source*> seen{&one};
    std::vector<std::pair<const source*, std::string>> open{{&one, one.path.string()}};
    while (!open.empty()) {
      const auto [at, chain] = open.back();
      open.pop_back();
      for (const auto& include : at->includes) {
        const auto further = chain + " includes " + include.substr(1);
        if (std::any_of(prefixes.begin(), prefixes.end(),
                        [&](const auto& prefix) { return include.starts_with(prefix); })) {
          found.push_back(further);
          open.clear();
          break;
        }
        const auto next = by_include.find(include);
        if (next != by_include.end() && seen.insert(next->second).second)
          open.emplace_back(next->second, further);
      }
    }
  }
  return found;
}

const std::vector<std::string> none;

} // namespace

TEST(tree, nobody_includes_upwards) {
  std::vector<std::string> wrong;
  for (const auto& one : sources()) {
    for (const auto& include : one.includes) {
      const auto target = include.substr(1, include.find('/') - 1);
      if (include.front() == '"' && allowed().contains(target) &&
          !allowed().at(one.folder).contains(target))
        wrong.push_back(one.path.string() + " includes " + include.substr(1));
    }
  }
  EXPECT_EQ(wrong, none);
}

TEST(tree, sources_were_read_at_all) { EXPECT_GT(sources().size(), 150u); }

TEST(tree, caf_stays_in_actors) { EXPECT_EQ(strays("actors", {"<caf/"}), none); }

TEST(tree, beast_and_asio_stay_in_api) {
  EXPECT_EQ(strays("api", {"<boost/beast", "<boost/asio"}), none);
}

TEST(tree, libcurl_stays_in_channels) { EXPECT_EQ(strays("channels", {"<curl/"}), none); }

TEST(tree, sqlite_stays_in_storage) {
  EXPECT_EQ(strays("storage", {"<sqlite3", "<SQLiteCpp"}), none);
}

TEST(tree, nothing_that_service_includes_leads_to_caf) {
  EXPECT_EQ(leading_to("service", {"<caf/"}), none);
}

TEST(tree, api_knows_the_interfaces_of_services_and_nothing_behind_them) {
  std::vector<std::string> wrong;
  const std::regex interface { R"("service/\w+\.hpp)" };
  for (const auto& one : sources()) {
    for (const auto& include : one.includes) {
      if (one.folder == "api" && include.starts_with("\"service/") &&
          !std::regex_match(include, interface))
        wrong.push_back(one.path.string() + " includes " + include.substr(1));
    }
  }
  EXPECT_EQ(wrong, none);
  EXPECT_EQ(leading_to("api", {"\"storage/", "\"channels/", "\"actors/", "\"service/background/",
                               "\"service/implementation/"}),
            none);
}

TEST(tree, no_header_outside_actors_brings_caf_along) {
  for (const auto& one : sources()) {
    if (one.folder == "actors")
      continue;
    for (const auto& include : one.includes)
      EXPECT_FALSE(include.find("caf_") != std::string::npos ||
                   include.find("interfaces/") != std::string::npos ||
                   include.find("actors/service_addresses") != std::string::npos)
          << one.path << " includes " << include;
  }
}

TEST(tree, sql_stays_in_the_folders_that_are_for_it) {
  // Rows of tables, conditions that become SQL, and what concerns the file itself.
  const std::vector<fs::path> meant{"storage/tables", "storage/conditions", "storage/sqlite"};
  const std::regex sql{
      R"re("([^"\\]|\\.)*\b(SELECT|INSERT|UPDATE|DELETE FROM|CREATE|DROP|ALTER) )re"};
  std::vector<std::string> wrong;
  for (const auto& one : sources()) {
    if (std::ranges::find(meant, one.path.parent_path()) != meant.end())
      continue;
    std::ifstream file{root / one.path};
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
      if (std::regex_search(line, sql))
        wrong.push_back(one.path.string() + ":" + std::to_string(number));
    }
  }
  EXPECT_EQ(wrong, none);
}
