// The operating score: the gap to what is suggested, and the level that follows from it.
#include "reports/score.hpp"

#include <gtest/gtest.h>

namespace sojourn::reports {
namespace {

const std::vector<score_level>& levels_of_test() {
  static const std::vector<score_level> levels{
      {.id = "starting", .title = {{"vi", "Khởi đầu"}, {"en", "Starting"}}, .from = -1.0},
      {.id = "learning", .title = {{"vi", "Đang tiến bộ"}, {"en", "Learning"}}, .from = -0.25},
      {.id = "proficient", .title = {{"vi", "Thành thạo"}, {"en", "Proficient"}}, .from = 0.0},
      {.id = "leading", .title = {{"vi", "Dẫn đầu"}, {"en", "Leading"}}, .from = 0.25}};
  return levels;
}

score read_by(std::int64_t read, std::int64_t sent, std::int64_t suggested = 900) {
  return {.own = {read, sent}, .suggested = suggested};
}

std::string level_id(const score& of) {
  const auto* level = level_of(of.gap(), levels_of_test());
  return level == nullptr ? "" : level->id;
}

} // namespace

TEST(the_score, of_ten_percent_against_nine_is_eleven_percent_above_and_proficient) {
  const auto shown = as_json(read_by(10, 100), levels_of_test());

  EXPECT_EQ(shown.at("own"), (json{{"count", 10}, {"of", 100}, {"ratio", 0.1}}));
  EXPECT_EQ(shown.at("suggested"), 0.09);
  EXPECT_EQ(shown.at("gap"), 0.1111);
  EXPECT_EQ(shown.at("level").at("id"), "proficient");
  EXPECT_EQ(shown.at("level").at("title").at("vi"), "Thành thạo");
}

TEST(the_score, has_a_level_from_its_gap_on) {
  EXPECT_EQ(level_id(read_by(9, 100)), "proficient") << "as suggested";
  EXPECT_EQ(level_id(read_by(8'999, 100'000)), "learning");
  EXPECT_EQ(level_id(read_by(675, 10'000)), "learning") << "a quarter below";
  EXPECT_EQ(level_id(read_by(674, 10'000)), "starting");
  EXPECT_EQ(level_id(read_by(1'125, 10'000)), "leading") << "a quarter above";
  EXPECT_EQ(level_id(read_by(0, 100)), "starting") << "nobody read";
}

TEST(the_score, has_neither_gap_nor_level_before_anything_was_sent) {
  const auto shown = as_json(read_by(0, 0), levels_of_test());
  EXPECT_TRUE(shown.at("gap").is_null());
  EXPECT_TRUE(shown.at("level").is_null());
  EXPECT_TRUE(shown.at("own").at("ratio").is_null());
}

TEST(the_score, of_an_earlier_day_keeps_its_level_when_the_levels_are_others_now) {
  const auto known = as_json(read_by(10, 100), "starting", levels_of_test());
  EXPECT_EQ(known.at("level").at("title").at("en"), "Starting");
  const auto gone = as_json(read_by(10, 100), "golden", levels_of_test());
  EXPECT_EQ(gone.at("level"), (json{{"id", "golden"}, {"title", "golden"}}));
  EXPECT_TRUE(as_json(read_by(0, 0), "", levels_of_test()).at("level").is_null());
}

} // namespace sojourn::reports
