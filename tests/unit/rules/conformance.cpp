// The public JsonLogic cases, and those of the community.
#include "rules/rule.hpp"
#include "tests/places.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace sojourn::rules {
namespace {

/// Whether two values are the same but for the last digits of numbers.
bool are_alike(const json& a, const json& b) {
  if (a.is_number() && b.is_number())
    return std::abs(a.get<double>() - b.get<double>()) < 1e-10;
  if (!a.is_array() || !b.is_array() || a.size() != b.size())
    return a == b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!are_alike(a[i], b[i]))
      return false;
  }
  return true;
}

/// What stands against a case, or nothing.
std::string problem_of(const json& one) {
  const bool wants_error = one.contains("error");
  const auto parsed = rule::parse(one.at("rule"));
  if (!parsed)
    return wants_error ? "" : "it is refused: " + parsed.error().message;
  const auto outcome = parsed->evaluate(one.value("data", json()));
  if (!outcome)
    return wants_error ? "" : "it fails: " + outcome.error().message;
  if (wants_error)
    return "it should be an error and is " + dump(*outcome);
  return are_alike(*outcome, one.at("result")) ? "" : "it is " + dump(*outcome);
}

std::size_t check_cases(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t seen = 0;
  for (const auto& each : json::parse(in)) {
    if (each.is_string()) // a heading
      continue;
    ++seen;
    const auto problem = problem_of(each);
    EXPECT_TRUE(problem.empty()) << file.filename() << " " << dump(each) << "\n  " << problem;
  }
  return seen;
}

TEST(jsonlogic_conformance, all_278_public_cases_hold) {
  const std::filesystem::path file = tests::conformance_folder() + "/jsonlogic/compatible.json";
  if (!std::filesystem::exists(file))
    GTEST_SKIP() << "the public JsonLogic cases are not at " << file;
  EXPECT_EQ(check_cases(file), 278u);
}

TEST(jsonlogic_conformance, every_case_of_the_community_that_is_here_holds) {
  const std::filesystem::path folder = tests::conformance_folder() + "/jsonlogic/community";
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "the community's JsonLogic cases are not at " << folder;
  std::size_t seen = 0;
  for (const auto& file : std::filesystem::directory_iterator{folder})
    seen += check_cases(file.path());
  EXPECT_GE(seen, 240u);
}

/// {rule, data, result}, or {rule, data} of one that is an error.
const json telling_cases = json::parse(R"([
  [{"+": [1, "2", 3, "4", "", true, false, null]}, null, 11],
  [{"+": "1e2"}, null, 100],
  [{"+": [[1], 1]}, null],
  [{"-": [1, 2, 3, 4]}, null, -8],
  [{"-": []}, null],
  [{"/": ["8", true, 2]}, null, 4],
  [{"/": [8, 2, 0]}, null],
  [{"/": null}, null],
  [{"%": ["8", 3, true]}, null, 0],
  [{"%": 1}, null],
  [{"*": ["1", null]}, null, 0],
  [{"max": {"val": "data"}}, {"data": [1, 2, 3]}, 3],
  [{"cat": {"merge": [["Hello "], ["World", "!"]]}}, {}, "Hello World!"],
  [{"??": [{"val": ["person", "name"]}, {"val": "name"}, "Unknown"]}, {"name": "Jane"}, "Jane"],
  [{">": [3, 2, 1]}, {}, true],
  [{">": [2, 3, {"throw": "Not Lazy"}]}, {}, false],
  [{">": [2023, "2024-01-01"]}, {}],
  [{"==": [3, 2, 3]}, {}, false],
  [{"==": [null, 0]}, {}, true],
  [{"==": [null, true]}, {}, false],
  [{"==": [[], [1]]}, {}],
  [{"==": [1]}, {}],
  [{"!=": [3, 3, {"throw": "Not Lazy"}]}, {}, false],
  [{"===": [1, "A"]}, {}, false],
  [{"if": []}, null, null],
  [{"if": [false, {"throw": "Not Lazy"}, "banana"]}, null, "banana"],
  [{"if": "apple"}, null],
  [{"if": [{}, "apple", "banana"]}, null, "apple"],
  [{"and": []}, null, false],
  [{"or": 5}, null],
  [{"exists": ["hello", "world"]}, {"hello": {"world": false}}, true],
  [{"exists": [""]}, {"hello": 1}, false],
  [{"val": ["", ""]}, {"": {"": 2}}, 2],
  [{"val": "."}, {".": 20}, 20],
  [{"val": ["arr", 1]}, {"arr": [1, 2]}, 2],
  [{"map": [{"val": "numbers"}, {"+": [{"val": [[1], "index"]}, {"val": []}]}]},
   {"numbers": [1, 2, 3]}, [1, 3, 5]],
  [{"map": [{"var": "integers"}, null]}, {"integers": [1, 2, 3]}],
  [{"filter": [{"var": "missing"}, {">": [{"var": ""}, 0]}]}, {}, []],
  [{"throw": "hello"}, null],
  [{"try": [{"/": [0, 0]}, 1]}, null, 1]
])");

TEST(jsonlogic_conformance, the_most_telling_cases_of_the_community_hold) {
  for (const auto& one : telling_cases) {
    json whole{{"rule", one[0]}, {"data", one[1]}};
    whole[one.size() > 2 ? "result" : "error"] = one.size() > 2 ? one[2] : json("error");
    const auto problem = problem_of(whole);
    EXPECT_TRUE(problem.empty()) << dump(whole) << "\n  " << problem;
  }
}

} // namespace
} // namespace sojourn::rules
