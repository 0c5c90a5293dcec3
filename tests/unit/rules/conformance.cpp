// The public JsonLogic cases.
#include "rules/rule.hpp"
#include "tests/places.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace sojourn::rules {
namespace {

TEST(jsonlogic_conformance, all_278_public_cases_hold) {
  const std::filesystem::path file = tests::conformance_folder() + "/jsonlogic/compatible.json";
  if (!std::filesystem::exists(file))
    GTEST_SKIP() << "the public JsonLogic cases are not at " << file;
  std::ifstream in(file);

  std::size_t seen = 0;
  for (const auto& each : json::parse(in)) {
    if (each.is_string()) // a heading
      continue;
    ++seen;
    const auto parsed = rule::parse(each.at("rule"));
    if (!parsed) {
      ADD_FAILURE() << dump(each) << "\n  is refused: " << parsed.error().message;
      continue;
    }
    const auto outcome = parsed->evaluate(each.value("data", json()));
    if (!outcome)
      ADD_FAILURE() << dump(each) << "\n  fails: " << outcome.error().message;
    else
      EXPECT_EQ(*outcome, each.at("result")) << dump(each);
  }
  EXPECT_EQ(seen, 278u);
}

} // namespace
} // namespace sojourn::rules
