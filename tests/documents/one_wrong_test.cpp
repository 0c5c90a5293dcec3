// Every document that people write, with one thing wrong at every place, in every way.
#include "tests/documents/documents.hpp"
#include "tests/documents/wrongs.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <numeric>

namespace sojourn::tests {

namespace {

struct document_test : testing::TestWithParam<std::string> {};

std::string test_name(const testing::TestParamInfo<std::string>& of) {
  auto name = of.param;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// Every so many of all that can be wrong is tried, so that the test takes seconds; the places come
/// again in other shapes with other ways. SOJOURN_ALL_WRONGS tries them all, which takes minutes.
std::size_t stride_for(const document_kind& kind) {
  constexpr std::size_t most = 8'000;
  if (std::getenv("SOJOURN_ALL_WRONGS") != nullptr)
    return 1;
  std::size_t all = 0;
  for (const auto& [sound, below] : kind.shapes)
    all += places_in(sound, below).size() * count_of_wrongs();
  auto stride = all / most + 1;
  while (std::gcd(stride, count_of_wrongs()) != 1)
    ++stride;
  return stride;
}

} // namespace

/// A walk over documents that are refused as they are would prove little.
TEST_P(document_test, most_of_the_shapes_that_its_schema_allows_are_sound) {
  const auto& kind = document_named(GetParam());
  ASSERT_GT(kind.shapes.size(), 3u);
  std::size_t sound = 0;
  std::string refusals;
  for (const auto& [source, below] : kind.shapes) {
    if (const auto read = kind.read(source))
      ++sound;
    else
      for (const auto& one : read.error().details)
        refusals += dump(source).substr(0, 300) + "\n  " + one.pointer + ": " + one.message + "\n";
  }
  EXPECT_GE(sound * 10, kind.shapes.size() * 6) << sound << " of " << kind.shapes.size() << "\n"
                                                << refusals;
}

TEST_P(document_test, one_thing_wrong_is_refused_with_its_place_or_read) {
  const auto& kind = document_named(GetParam());
  const auto stride = stride_for(kind);
  std::size_t count = 0;
  std::size_t refused = 0;
  for (const auto& [sound, below] : kind.shapes) {
    EXPECT_EQ(problem_with(kind, sound), "");
    for (const auto& place : places_in(sound, below)) {
      for (std::size_t number = 0; number < count_of_wrongs(); ++number) {
        if (count++ % stride != 0)
          continue;
        const auto wrong = with_wrong(sound, place, number);
        const auto problem = problem_with(kind, wrong);
        ASSERT_EQ(problem, "") << "way " << number << " at " << place;
        refused += kind.read(wrong) ? 0 : 1;
      }
    }
  }
  EXPECT_GT(refused, 100u);
}

INSTANTIATE_TEST_SUITE_P(one_wrong, document_test,
                         testing::Values("definition", "message", "segment", "hook", "record type",
                                         "send rules", "budget", "provider", "scenario", "form"),
                         test_name);

} // namespace sojourn::tests
