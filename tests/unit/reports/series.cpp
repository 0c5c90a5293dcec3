// Hours and days of a chart, by the clock on the wall.
#include "reports/series.hpp"

#include <gtest/gtest.h>

namespace sojourn::reports {
namespace {

instant moment(const char* text) { return parse_instant(text).value(); }

} // namespace

TEST(series, has_a_point_for_every_day_that_it_touches_also_where_nothing_happened) {
  auto days =
      series::between(moment("2026-09-08T10:00:00+07:00"), moment("2026-09-11T00:00:00+07:00"),
                      series_unit::day, "Asia/Ho_Chi_Minh");
  ASSERT_TRUE(days);

  days->add(series_kind::sends, moment("2026-09-08T09:59:00+07:00")); // before it
  days->add(series_kind::sends, moment("2026-09-08T23:59:59+07:00"));
  days->add(series_kind::reads, moment("2026-09-10T00:00:00+07:00"));
  days->add(series_kind::reads, moment("2026-09-11T00:00:00+07:00")); // after it

  const auto points = days->points();
  ASSERT_EQ(points.size(), 3u);
  EXPECT_EQ(points[0], (json{{"at", "2026-09-08T00:00:00+07:00"},
                             {"sends", 1},
                             {"reads", 0},
                             {"clicks", 0},
                             {"orders", 0},
                             {"starts", 0}}));
  EXPECT_EQ(points[1].at("reads"), 0);
  EXPECT_EQ(points[2].at("reads"), 1);
}

TEST(series, a_day_has_as_many_hours_as_the_wall_shows) {
  const auto hours = [](const char* from, const char* to) {
    return series::between(moment(from), moment(to), series_unit::hour, "Europe/Berlin")
        ->points()
        .size();
  };
  EXPECT_EQ(hours("2026-03-28T00:00:00+01:00", "2026-03-29T00:00:00+01:00"), 24u);
  EXPECT_EQ(hours("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"), 23u);
  EXPECT_EQ(hours("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"), 25u);
}

TEST(series, refuses_what_has_no_points_or_too_many) {
  const auto from = moment("2026-01-01T00:00:00Z");
  EXPECT_FALSE(series::between(from, from, series_unit::day, "UTC"));
  EXPECT_FALSE(series::between(from, from + std::chrono::hours{2'001}, series_unit::hour, "UTC"));
  EXPECT_FALSE(series::between(from, from + std::chrono::hours{5}, series_unit::hour, "Nowhere"));
  EXPECT_TRUE(series::between(from, from + std::chrono::hours{1'999}, series_unit::hour, "UTC"));
}

} // namespace sojourn::reports
