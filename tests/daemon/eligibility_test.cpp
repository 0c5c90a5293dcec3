// Eligibility over HTTP: measured and applied on a schedule, and what follows for cards.
#include "boosters_fixture.hpp"

namespace sojourn::tests {

namespace {

class eligibility : public booster_daemon {
protected:
  std::string result() { return answer("GET", "/v1/eligibility").at("result"); }
};

json bad_inputs() {
  return {{"positive_rating", 0.5},
          {"chat_response", 0.85},
          {"followers", 50},
          {"revenue_30_days", {{"amount", "500.01"}, {"currency", "USD"}}}};
}

} // namespace

TEST_F(eligibility, is_measured_on_sunday_and_counts_from_monday_at_two) {
  start(); // it is Thursday, 20 August
  EXPECT_EQ(result(), "none");
  answer("PUT", "/v1/eligibility/inputs", good_inputs());
  clock_to("2026-08-24T13:59:59+07:00");
  EXPECT_EQ(result(), "none");
  EXPECT_EQ(answer("GET", "/v1/eligibility").at("next").at("result"), "advanced");

  clock_to("2026-08-24T14:00:00+07:00");

  EXPECT_EQ(result(), "advanced");
  const auto first = answer("GET", "/v1/eligibility/history").at("items").at(0);
  EXPECT_EQ(first.at("measured_at"), "2026-08-22T17:00:00Z");
  EXPECT_EQ(first.at("applied_at"), "2026-08-24T07:00:00Z");
}

TEST_F(eligibility, is_kept_until_the_next_evaluation_whatever_the_inputs_say) {
  start();
  evaluate(good_inputs());
  answer("PUT", "/v1/eligibility/inputs", bad_inputs());
  clock_to("2026-08-24T13:00:00+07:00");
  EXPECT_EQ(result(), "advanced");
  clock_to("2026-08-24T14:00:00+07:00");
  EXPECT_EQ(result(), "none");
  EXPECT_EQ(answer("GET", "/v1/eligibility").at("missing").at(0).at("by"), "0.35");
}

TEST_F(eligibility, that_was_missed_while_no_daemon_ran_is_measured_once) {
  start();
  answer("PUT", "/v1/eligibility/inputs", good_inputs());
  daemon_.reset();
  settings_.clock.start = parse_instant("2026-09-20T09:00:00+07:00").value();
  start();
  settle();

  const auto items = answer("GET", "/v1/eligibility/history").at("items");
  EXPECT_EQ(items.size(), 1u);
  EXPECT_EQ(items.at(0).at("measured_at"), "2026-09-19T17:00:00Z") << "the last Sunday";
}

TEST_F(eligibility, that_falls_pauses_what_is_being_sent_and_lets_it_go_on_when_it_returns) {
  set_up();
  create_codes(10);
  with_carts(3);
  answer("PUT", "/v1/send-rules", {{"quiet_hours", {{{"from", "09:00"}, {"to", "11:00"}}}}});
  switch_card("day-in-cart", "on");
  switch_card("day-wishlist", "on");
  clock_to("2026-09-09T10:30:00+07:00");
  ASSERT_EQ(status_of("day-in-cart"), "sending");

  evaluate(bad_inputs());
  EXPECT_EQ(card("day-in-cart").at("paused_by"), "eligibility");
  clock_to("2026-09-09T13:00:00+07:00");
  EXPECT_TRUE(reached().empty());
  EXPECT_EQ(status_of("day-in-cart"), "sending") << "not lost";
  EXPECT_EQ(status_of("day-wishlist"), "on") << "it waits";

  evaluate(good_inputs());
  settle();
  EXPECT_EQ(reached().size(), 3u);
  EXPECT_EQ(status_of("day-in-cart"), "sent");
  EXPECT_EQ(status_of("day-wishlist"), "sent");
}

TEST_F(eligibility, that_stays_away_until_the_phase_is_over_misses_the_card) {
  set_up();
  create_codes(10);
  with_carts(3);
  switch_card("day-in-cart", "on");
  evaluate(bad_inputs());
  clock_to("2026-09-10T00:00:00+07:00");
  evaluate(good_inputs());
  settle();

  EXPECT_EQ(status_of("day-in-cart"), "missed");
  EXPECT_TRUE(reached().empty());
}

TEST_F(eligibility, of_the_basic_level_writes_to_no_advanced_group) {
  start();
  auto inputs = good_inputs();
  inputs["followers"] = 49;
  evaluate(inputs);
  answer("PUT", "/v1/boosters/9-9", sale());
  answer("POST", "/v1/boosters/9-9/setup", json::object());

  EXPECT_EQ(switch_refusal("teasing-follower", {{"to", "on"}}).at("code"), "SJ0450");
  switch_card("before-wishlist", "on");
}

} // namespace sojourn::tests
