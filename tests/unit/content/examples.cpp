// The campaigns of examples/, looked through as before an activation: nobody shall learn there that
// findings are to be looked away from.
#include "campaign/reader.hpp"
#include "content/lint.hpp"
#include "tests/support/files.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace sojourn::content {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> campaigns() {
  std::vector<fs::path> found;
  for (const auto& entry :
       fs::recursive_directory_iterator{fs::path{tests::source_folder()} / "examples"}) {
    if (entry.path().extension() != ".json")
      continue;
    if (tests::read_json(entry.path()).contains("steps"))
      found.push_back(entry.path());
  }
  return found;
}

/// What texts may see: nothing, or a customer of whom much is known.
std::vector<json> samples() {
  return {json::object(),
          {{"customer",
            {{"id", "1001"},
             {"name", "Nguyễn Thị Hương"},
             {"tier", "diamond"},
             {"city", "Thành phố Hồ Chí Minh"}}},
           {"vars", {{"offer", {{"code", "DIAMOND-2026-ABCD"}}}}},
           {"products", {{"last_viewed", {{"name", "Trà ô long"}, {"price", "250000 VND"}}}}},
           {"reads", {{"shop", {{"name", "Tiệm trà"}}}}}}};
}

} // namespace

TEST(examples, there_are_campaigns_to_look_through) { EXPECT_GE(campaigns().size(), 3u); }

/// A finding may stand where the campaign says why, by its code: {"findings": {"no_incentive":
/// "…"}}.
TEST(examples, have_no_findings_or_say_why_one_stands) {
  for (const auto& path : campaigns()) {
    const auto read = campaign::read_definition(tests::read_json(path));
    ASSERT_TRUE(read) << path << ": " << read.error().details.at(0).message;
    lint_figures by{.now = parse_instant("2026-01-01T00:00:00Z").value()};
    by.customer_type = records::find_shipped("customer");
    by.product_type = records::find_shipped("product");
    by.audience = 10;
    for (const auto& [id, step] : (*read)->steps) {
      if (const auto* voucher = std::get_if<campaign::voucher_step>(&step.kind))
        by.pools[voucher->pool] = {.free = 100};
    }
    for (const auto& sample : samples()) {
      by.sample = sample;
      const auto* explained = find_path((*read)->source, "meta.findings");
      std::set<std::string> unused;
      const auto told = explained != nullptr ? *explained : json::object();
      for (const auto& [code, why] : told.items())
        unused.insert(code);
      const auto accepted = unused;
      for (const auto& one : lint_campaign(**read, by)) {
        unused.erase(one.code);
        if (accepted.contains(one.code) && one.how == severity::warning)
          continue;
        ADD_FAILURE() << path.lexically_relative(tests::source_folder()) << one.pointer << ": "
                      << one.code << ": " << one.message;
      }
      EXPECT_TRUE(unused.empty()) << path << " explains what is not found: " << *unused.begin();
    }
  }
}

} // namespace sojourn::content
