// The operators that Sojourn adds: dates, segments, outcomes.
#include "rules/rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::rules {
namespace {

using testing::HasSubstr;

environment at_noon_in_hanoi() {
  return {.now = parse_instant("2026-03-15T12:00:00+07:00").value(), .zone = "Asia/Ho_Chi_Minh"};
}

std::string value_of(std::string_view source, std::string_view data = "null",
                     const environment& env = at_noon_in_hanoi()) {
  const auto parsed = rule::parse(parse_json(source).value());
  if (!parsed)
    return "refused: " + parsed.error().message;
  const auto value = parsed->evaluate(parse_json(data).value(), env);
  return value ? dump(*value) : "failed: " + value.error().message;
}

TEST(now, it_is_the_instant_that_is_passed_in) {
  EXPECT_EQ(value_of(R"({"now": []})"), R"("2026-03-15T05:00:00Z")");
}

TEST(date, every_way_to_write_one_becomes_utc) {
  EXPECT_EQ(value_of(R"({"date": "2026-03-01T09:00:00+07:00"})"), R"("2026-03-01T02:00:00Z")");
  EXPECT_EQ(value_of(R"({"date": "2026-03-01"})"), R"("2026-02-28T17:00:00Z")");
  EXPECT_EQ(value_of(R"({"date": "2026-03-01T09:00"})"), R"("2026-03-01T02:00:00Z")");
  EXPECT_EQ(value_of(R"({"date": 1772330400000})"), R"("2026-03-01T02:00:00Z")");
  EXPECT_EQ(value_of(R"({"date": {"now": []}})"), R"("2026-03-15T05:00:00Z")");
}

TEST(date, what_is_none_is_an_error) {
  EXPECT_THAT(value_of(R"({"date": {"var": ""}})", "\"tomorrow\""),
              HasSubstr("failed: \"tomorrow\" is not a date"));
  for (const auto* data :
       {"true", "[]", "{}", "1.5", "1e300", "253402300800000", "-62167219200001"})
    EXPECT_THAT(value_of(R"({"date": {"var": ""}})", data), HasSubstr("is not a date")) << data;
}

TEST(date, it_may_lie_before_1970) {
  EXPECT_EQ(value_of(R"({"date": "1965-04-30T00:00:00Z"})"), R"("1965-04-30T00:00:00Z")");
  EXPECT_EQ(value_of(R"({"date": "1970-01-01"})"), R"("1969-12-31T16:00:00Z")");
  EXPECT_EQ(value_of(R"({"date": {"var": ""}})", "-200000000001"), R"("1963-08-31T04:26:39.999Z")");
  EXPECT_EQ(value_of(R"({"local_date": {"var": ""}})", "-200000000001"), R"("1963-08-31")");
  EXPECT_EQ(value_of(R"({"date_diff": ["1965-04-30", {"now": []}, "days"]})"), "22234");
  EXPECT_EQ(
      value_of(R"({"date_diff": ["1969-12-31T23:59:59.999Z", "1970-01-01T00:00:01Z", "seconds"]})"),
      "1");
  EXPECT_EQ(
      value_of(R"({"date_diff": ["1970-01-01T00:00:01Z", "1969-12-31T23:59:59.999Z", "seconds"]})"),
      "-1");
  EXPECT_EQ(value_of(R"({"date_add": ["1899-12-31T00:00:00Z", "P1D"]})"),
            R"("1900-01-01T00:00:00Z")");
  EXPECT_EQ(value_of(R"({"within": ["1965-04-30", "P100Y"]})"), "true");
  EXPECT_THAT(value_of(R"({"date_add": ["9999-12-31", "P1Y"]})"),
              HasSubstr("outside of the years 0000 to 9999"));
}

TEST(date, one_that_is_none_is_refused_where_it_is_written) {
  for (const auto* rule : {R"({"date": "tomorrow"})", R"({"within": ["30/04/1965", "P1D"]})",
                           R"({"date_diff": [{"now": []}, "2026-02-30", "days"]})"})
    EXPECT_THAT(value_of(rule), HasSubstr("refused: the condition is not valid")) << rule;
}

TEST(date, a_number_that_is_meant_as_seconds_or_as_a_day_is_refused_where_it_is_written) {
  const auto complaint = [](const char* source) {
    const auto parsed = rule::parse(parse_json(source).value());
    return parsed
               ? "none"
               : parsed.error().details.at(0).pointer + " " + parsed.error().details.at(0).message;
  };
  EXPECT_EQ(complaint(R"({"within": [20260301, "P1D"]})"),
            "/within/0 20260301 as a date counts milliseconds, which is 1970-01-01T05:37:40.301Z; "
            "write the date as text, such as \"2026-03-01\"");
  EXPECT_THAT(complaint(R"({"date_diff": [{"now": []}, 1772330400, "days"]})"),
              HasSubstr("/date_diff/1 1772330400 as a date counts milliseconds"));
  EXPECT_THAT(complaint(R"({"date": 1.5})"), HasSubstr("/date 1.5 is not a date"));
  EXPECT_EQ(complaint(R"({"date": 1772330400000})"), "none");
  EXPECT_EQ(complaint(R"({"date": -1772330400000})"), "none");
}

TEST(date, a_number_that_is_meant_so_is_an_error_in_data) {
  for (const auto* data : {"1772330400", "20260301", "0", "-86400"})
    EXPECT_THAT(value_of(R"({"within": [{"var": ""}, "P1D"]})", data),
                HasSubstr(std::string{data} + " as a date counts milliseconds"));
}

TEST(date, absent_dates_answer_no_question_with_yes) {
  for (const auto* data : {R"({})", R"({"at": null})", R"({"at": ""})"}) {
    EXPECT_EQ(value_of(R"({"date": {"var": "at"}})", data), "null");
    EXPECT_EQ(value_of(R"({"date_add": [{"var": "at"}, "P1D"]})", data), "null");
    EXPECT_EQ(value_of(R"({"within": [{"var": "at"}, "P30D"]})", data), "false");
    EXPECT_EQ(value_of(R"({"date_diff": [{"var": "at"}, {"now": []}, "days"]})", data), "null");
    EXPECT_EQ(value_of(R"({"<": [{"date_diff": [{"var": "at"}, {"now": []}, "days"]}, 30]})", data),
              "false");
    EXPECT_EQ(value_of(R"({">": [{"date_diff": [{"now": []}, {"var": "at"}, "days"]}, 30]})", data),
              "false");
  }
}

TEST(date_add, it_adds_by_the_calendar_of_the_zone) {
  EXPECT_EQ(value_of(R"({"date_add": ["2026-01-31T09:00:00+07:00", "P1M"]})"),
            R"("2026-02-28T02:00:00Z")");
  auto berlin = at_noon_in_hanoi();
  berlin.zone = "Europe/Berlin";
  EXPECT_EQ(value_of(R"({"date_add": ["2026-03-28T09:00", "P1D"]})", "null", berlin),
            R"("2026-03-29T07:00:00Z")");
}

TEST(date_add, a_duration_with_a_minus_goes_back_by_the_calendar_of_the_zone) {
  EXPECT_EQ(value_of(R"({"date_add": ["2026-03-15T12:00:00+07:00", "-P3D"]})"),
            R"("2026-03-12T05:00:00Z")");
  EXPECT_EQ(value_of(R"({"date_add": ["2026-03-31", "-P1M"]})"), R"("2026-02-27T17:00:00Z")");
  EXPECT_EQ(value_of(R"({"date_add": [{"now": []}, "-PT90M"]})"), R"("2026-03-15T03:30:00Z")");
  auto berlin = at_noon_in_hanoi();
  berlin.zone = "Europe/Berlin";
  EXPECT_EQ(value_of(R"({"date_add": ["2026-03-30T09:00", "-P2D"]})", "null", berlin),
            R"("2026-03-28T08:00:00Z")")
      << "at nine by the wall clock, though the clocks went forward between";
}

TEST(date_add, what_is_no_duration_with_or_without_a_minus_is_a_mistake) {
  EXPECT_THAT(value_of(R"({"date_add": [{"now": []}, "-3 days"]})"), HasSubstr("refused: "));
  EXPECT_THAT(value_of(R"({"date_add": [{"now": []}, "--P3D"]})"), HasSubstr("refused: "));
  EXPECT_THAT(value_of(R"({"within": [{"now": []}, "-P3D"]})"), HasSubstr("refused: "));
}

TEST(local_date, is_the_day_by_the_wall_clock_of_the_zone) {
  environment berlin;
  berlin.zone = "Europe/Berlin";
  EXPECT_EQ(value_of(R"({"local_date": "2026-03-28T23:30:00Z"})", "null", berlin),
            R"("2026-03-29")");
  EXPECT_EQ(value_of(R"({"local_date": "2026-03-28T22:30:00Z"})", "null", berlin),
            R"("2026-03-28")");
  EXPECT_EQ(value_of(R"({"local_date": null})"), "null");
}

TEST(date_add, a_computed_duration_that_is_none_fails_where_it_stands) {
  const auto adding =
      rule::parse({{"!", {{{"date_add", {"2026-03-01", {{"var", "d"}}}}}}}}, "/audience");
  const auto value = adding->evaluate({{"d", "25 days"}}, at_noon_in_hanoi());
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, error_code::invalid_rule);
  ASSERT_EQ(value.error().details.size(), 1u);
  EXPECT_EQ(value.error().details[0].pointer, "/audience/!/0/date_add");
  EXPECT_THAT(value.error().details[0].message, HasSubstr("write \"P25D\""));
}

TEST(date_diff, it_is_the_second_minus_the_first_in_whole_units) {
  const auto diff = [](std::string_view unit) {
    return value_of(R"({"date_diff": ["2026-03-01T09:00:00+07:00", {"now": []}, ")" +
                    std::string{unit} + R"("]})");
  };
  EXPECT_EQ(diff("days"), "14");
  EXPECT_EQ(diff("hours"), "339");
  EXPECT_EQ(diff("minutes"), "20340");
  EXPECT_EQ(diff("seconds"), "1220400");
  EXPECT_EQ(value_of(R"({"date_diff": [{"now": []}, "2026-03-01T09:00:00+07:00", "days"]})"),
            "-14");
  EXPECT_EQ(
      value_of(R"({"date_diff": [{"now": []}, {"now": []}, {"var": "u"}]})", R"({"u": "weeks"})"),
      "failed: \"weeks\" is not a unit; the units are \"days\", \"hours\", \"minutes\" and "
      "\"seconds\"");
}

TEST(within, it_holds_from_the_date_up_to_the_end_of_the_duration) {
  const auto within = [](std::string_view date) {
    return value_of(R"({"within": [")" + std::string{date} + R"(", "P30D"]})");
  };
  EXPECT_EQ(within("2026-03-15T12:00:00+07:00"), "true") << "now";
  EXPECT_EQ(within("2026-03-15T12:00:00.001+07:00"), "false") << "in the future";
  EXPECT_EQ(within("2026-02-13T12:00:00+07:00"), "true") << "30 days ago to the millisecond";
  EXPECT_EQ(within("2026-02-13T11:59:59.999+07:00"), "false");
}

TEST(zone, one_that_is_unknown_is_an_error_when_it_is_needed) {
  auto env = at_noon_in_hanoi();
  env.zone = "Mars/Base";
  EXPECT_THAT(value_of(R"({"date": "2026-03-01"})", "null", env), HasSubstr("\"Mars/Base\""));
  EXPECT_THAT(value_of(R"({"within": ["2026-03-01T00:00:00Z", "P1D"]})", "null", env),
              HasSubstr("\"Mars/Base\""));
  EXPECT_EQ(value_of(R"({"date": "2026-03-01T00:00:00Z"})", "null", env),
            R"("2026-03-01T00:00:00Z")");
}

TEST(in_segment, the_environment_is_asked) {
  auto env = at_noon_in_hanoi();
  env.in_segment = [](const std::string& segment) -> result<bool> {
    if (segment == "gone")
      return fail(error_code::not_found, "there is no segment \"gone\"");
    return segment == "vip";
  };
  EXPECT_EQ(value_of(R"({"in_segment": "vip"})", "null", env), "true");
  EXPECT_EQ(value_of(R"({"in_segment": ["new"]})", "null", env), "false");
  EXPECT_EQ(value_of(R"({"in_segment": {"var": "s"}})", R"({"s": "vip"})", env), "true");
  EXPECT_EQ(value_of(R"({"in_segment": "gone"})", "null", env),
            "failed: the segment \"gone\" cannot be asked: there is no segment \"gone\"");
  EXPECT_THAT(value_of(R"({"in_segment": {"var": "s"}})", R"({"s": 7})", env),
              HasSubstr("takes the name of a segment, not 7"));
  EXPECT_THAT(value_of(R"({"in_segment": "vip"})"), HasSubstr("cannot be asked here"));
}

TEST(in_segment, it_is_not_asked_when_the_answer_is_known) {
  auto env = at_noon_in_hanoi();
  int asked = 0;
  env.in_segment = [&](const std::string&) -> result<bool> {
    ++asked;
    return true;
  };
  EXPECT_EQ(value_of(R"({"and": [false, {"in_segment": "vip"}]})", "null", env), "false");
  EXPECT_EQ(value_of(R"({"if": [true, 1, {"in_segment": "vip"}]})", "null", env), "1");
  EXPECT_EQ(asked, 0);
}

TEST(outcome, it_is_that_of_the_named_step) {
  auto env = at_noon_in_hanoi();
  env.outcome = [](const std::string& step) -> json {
    if (step == "tell")
      return {{"status", "failed"}, {"error", {{"code", "SJ0504"}}}};
    return nullptr;
  };
  EXPECT_EQ(value_of(R"({"outcome": "tell"})", "null", env),
            R"({"error":{"code":"SJ0504"},"status":"failed"})");
  EXPECT_EQ(value_of(R"({"outcome": ["tell", "status"]})", "null", env), R"("failed")");
  EXPECT_EQ(value_of(R"({"outcome": ["tell", "error.code"]})", "null", env), R"("SJ0504")");
  EXPECT_EQ(value_of(R"({"outcome": ["tell", "read_at"]})", "null", env), "null");
  EXPECT_EQ(value_of(R"({"outcome": ["other", "status"]})", "null", env), "null");
  EXPECT_EQ(value_of(R"({"outcome": "tell"})"), "null") << "where nothing was sent";
}

} // namespace
} // namespace sojourn::rules
