#include "calendar/day_number.hpp"

#include "tests/support/instants.hpp"

#include <gtest/gtest.h>

namespace sojourn::calendar {
namespace {

using tests::at;

TEST(the_number_of_a_day, is_that_of_the_calendar_in_its_zone) {
  EXPECT_EQ(day_text(day_number(at("2026-03-01T16:59:59Z"), "Asia/Ho_Chi_Minh")), "2026-03-01");
  EXPECT_EQ(day_text(day_number(at("2026-03-01T17:00:00Z"), "Asia/Ho_Chi_Minh")), "2026-03-02");
  EXPECT_EQ(day_number(at("1970-01-01T00:00:00Z"), "UTC"), 0);
  EXPECT_EQ(day_number(at("1969-12-31T23:59:59Z"), "UTC"), -1);
}

TEST(the_number_of_a_day, is_that_of_utc_where_there_is_no_such_zone) {
  EXPECT_EQ(day_text(day_number(at("2026-03-01T23:59:59Z"), "Mars/Olympus")), "2026-03-01");
}

} // namespace
} // namespace sojourn::calendar
