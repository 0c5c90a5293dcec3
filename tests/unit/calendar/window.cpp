#include "calendar/calendar.hpp"
#include "tests/support/instants.hpp"

#include <gtest/gtest.h>

namespace sojourn::calendar {
namespace {

using tests::berlin;
using tests::hanoi;

constexpr window daytime{{8, 0}, {22, 0}};
constexpr window night{{22, 0}, {6, 0}};

std::string opening(std::string_view now, const window& open, std::string_view zone) {
  return to_local_text(next_opening(parse_instant(now).value(), open, zone).value(), zone).value();
}

TEST(window, inside_of_it_now_is_the_answer) {
  EXPECT_EQ(opening("2026-03-01T12:34:56.789+07:00", daytime, hanoi),
            "2026-03-01T12:34:56.789+07:00");
  EXPECT_EQ(opening("2026-03-01T08:00:00+07:00", daytime, hanoi), "2026-03-01T08:00:00+07:00");
}

TEST(window, outside_of_it_the_next_opening_is_the_answer) {
  EXPECT_EQ(opening("2026-03-01T07:59:59+07:00", daytime, hanoi), "2026-03-01T08:00:00+07:00");
  EXPECT_EQ(opening("2026-03-01T22:00:00+07:00", daytime, hanoi), "2026-03-02T08:00:00+07:00");
  EXPECT_EQ(opening("2026-12-31T23:30:00+07:00", daytime, hanoi), "2027-01-01T08:00:00+07:00");
}

TEST(window, it_may_wrap_over_midnight) {
  EXPECT_EQ(opening("2026-03-01T23:00:00+07:00", night, hanoi), "2026-03-01T23:00:00+07:00");
  EXPECT_EQ(opening("2026-03-01T05:59:59+07:00", night, hanoi), "2026-03-01T05:59:59+07:00");
  EXPECT_EQ(opening("2026-03-01T06:00:00+07:00", night, hanoi), "2026-03-01T22:00:00+07:00");
}

TEST(window, equal_ends_are_open_all_day) {
  EXPECT_EQ(opening("2026-03-01T03:00:00+07:00", {{8, 0}, {8, 0}}, hanoi),
            "2026-03-01T03:00:00+07:00");
}

TEST(window, the_persons_morning_is_that_of_their_zone) {
  EXPECT_EQ(opening("2026-03-01T23:30:00+07:00", daytime, "America/New_York"),
            "2026-03-01T11:30:00-05:00");
}

TEST(window, an_opening_in_the_gap_is_the_first_instant_after_it) {
  EXPECT_EQ(opening("2026-03-29T00:30:00+01:00", {{2, 30}, {5, 0}}, berlin),
            "2026-03-29T03:00:00+02:00");
}

TEST(window, one_that_the_gap_swallows_opens_on_the_next_day) {
  EXPECT_EQ(opening("2026-03-29T00:30:00+01:00", {{2, 10}, {2, 50}}, berlin),
            "2026-03-30T02:10:00+02:00");
}

TEST(window, an_opening_in_the_overlap_is_the_first_of_the_two) {
  EXPECT_EQ(opening("2026-10-25T00:30:00+02:00", {{2, 15}, {5, 0}}, berlin),
            "2026-10-25T02:15:00+02:00");
}

TEST(window, one_inside_the_overlap_opens_twice) {
  EXPECT_EQ(opening("2026-10-25T02:45:00+02:00", {{2, 10}, {2, 30}}, berlin),
            "2026-10-25T02:10:00+01:00");
  EXPECT_EQ(opening("2026-10-25T02:45:00+02:00", {{1, 0}, {2, 30}}, berlin),
            "2026-10-25T02:00:00+01:00")
      << "the clock is set back into the middle of the window";
}

TEST(window, the_answer_is_never_before_now_and_always_inside) {
  const auto begin = parse_instant("2026-10-24T12:00:00Z").value();
  for (int minutes = 0; minutes < 2 * 24 * 60; minutes += 7) {
    const auto now = begin + std::chrono::minutes{minutes};
    for (const auto& open : {daytime, night, window{{2, 10}, {2, 30}}}) {
      const auto opens = next_opening(now, open, berlin).value();
      EXPECT_GE(opens, now);
      EXPECT_EQ(next_opening(opens, open, berlin), opens);
    }
  }
}

} // namespace
} // namespace sojourn::calendar
