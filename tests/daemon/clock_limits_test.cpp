// How far a virtual clock goes, and how it goes on after a restart.
#include "whole_daemon.hpp"

namespace sojourn::tests {
namespace {

class limits_of_the_clock : public whole_daemon {};

} // namespace

TEST_F(limits_of_the_clock, there_is_always_room_for_the_longest_delay) {
  start();
  EXPECT_EQ(ask("POST", "/v1/clock", R"({"to": "9999-12-31T00:00:00Z"})").status, 422);
  EXPECT_EQ(ask("POST", "/v1/clock", R"({"to": "9000-01-01T00:00:00Z"})").status, 422);
  EXPECT_EQ(answer("GET", "/v1/clock").at("now"), "2026-03-01T02:00:00Z") << "it stands";
}

TEST_F(limits_of_the_clock, a_restart_without_a_start_goes_on_from_where_it_was) {
  start();
  pass("P3D");
  daemon_.reset();
  settings_.clock.start.reset();
  start();
  EXPECT_EQ(answer("GET", "/v1/clock").at("now"), "2026-03-04T02:00:00Z");
}

TEST_F(limits_of_the_clock, without_a_start_and_without_a_stored_instant_there_is_no_daemon) {
  settings_.clock.start.reset();
  const auto made = daemon::composition::make(settings_, {}, [](const std::string&) {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, error_code::invalid_settings);
}

} // namespace sojourn::tests
