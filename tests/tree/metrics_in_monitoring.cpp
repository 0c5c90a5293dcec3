// Every metric that the shipped alerts and the dashboard name is one that the daemon has.
#include "tests/places.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

namespace {

const std::filesystem::path root_of_monitoring = sojourn::tests::source_folder();

std::string text_in(const char* path) {
  std::ifstream file{root_of_monitoring / path, std::ios::binary};
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Names of metrics; those of the samples of a histogram are the histogram's.
std::set<std::string> metrics_in(const std::string& text) {
  std::set<std::string> names;
  const std::regex name{R"(\b(sojourn|process)_[a-z0-9_]+)"};
  for (std::sregex_iterator at{text.begin(), text.end(), name}, end; at != end; ++at)
    names.insert(std::regex_replace(at->str(), std::regex{"_(bucket|sum|count)$"}, ""));
  return names;
}

class monitoring : public testing::TestWithParam<const char*> {};

TEST_P(monitoring, names_metrics_that_are_documented) {
  // docs/metrics.md has the metrics that /metrics gives: tests/daemon/metrics_test.cpp.
  const auto documented = metrics_in(text_in("docs/metrics.md"));
  const auto named = metrics_in(text_in(GetParam()));
  EXPECT_GT(named.size(), 10u);
  for (const auto& one : named)
    EXPECT_TRUE(documented.contains(one)) << GetParam() << " names " << one;
}

INSTANTIATE_TEST_SUITE_P(files, monitoring,
                         testing::Values("packaging/monitoring/alerts.yml",
                                         "packaging/monitoring/alerts_test.yml",
                                         "packaging/monitoring/dashboard.json"));

TEST(monitoring_files, every_alert_has_a_test_and_says_what_to_do) {
  const auto alerts = text_in("packaging/monitoring/alerts.yml");
  const auto tests = text_in("packaging/monitoring/alerts_test.yml");
  const std::regex name{R"(- alert: (\w+))"};
  int count = 0;
  int runbooks = 0;
  for (std::sregex_iterator at{alerts.begin(), alerts.end(), name}, end; at != end; ++at) {
    ++count;
    EXPECT_NE(
        tests.find("alertname: " + at->str(1) + "\n        exp_alerts:\n          - exp_labels"),
        std::string::npos)
        << at->str(1) << " is never seen to fire";
  }
  for (auto at = alerts.find("runbook:"); at != std::string::npos;
       at = alerts.find("runbook:", at + 1))
    ++runbooks;
  EXPECT_GT(count, 20);
  EXPECT_EQ(count, runbooks);
}

TEST(monitoring_files, the_dashboard_is_json_whose_panels_do_not_overlap) {
  const auto board = nlohmann::json::parse(text_in("packaging/monitoring/dashboard.json"));
  std::set<std::pair<int, int>> taken;
  for (const auto& panel : board.at("panels")) {
    const auto& at = panel.at("gridPos");
    for (int y = at.at("y"); y < at.at("y").get<int>() + at.at("h").get<int>(); ++y)
      for (int x = at.at("x"); x < at.at("x").get<int>() + at.at("w").get<int>(); ++x)
        EXPECT_TRUE(taken.insert({y, x}).second) << panel.at("title");
  }
}

} // namespace
