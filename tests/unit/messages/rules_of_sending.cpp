// Who may be written to, how often, and at which hours.
#include "messages/send_rules.hpp"
#include "tests/support/instants.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::messages {
namespace {

using tests::at;

using kind = admission::kind;
using std::chrono::hours;
using std::chrono::minutes;

class a_message : public testing::Test {
protected:
  // given
  void rules(const std::string& source) {
    auto read = read_send_rules(json::parse(source));
    ASSERT_TRUE(read) << (read ? "" : read.error().details.front().message);
    rules_ = *read;
  }
  /// Messages of the same kind that left for the person before.
  void sent_before(std::initializer_list<std::string_view> instants) {
    sent_.clear();
    for (const auto text : instants)
      sent_.push_back({at(text), message.channel, message.campaign, message.purpose});
    std::sort(sent_.begin(), sent_.end(),
              [](const auto& one, const auto& other) { return one.at > other.at; });
  }
  void sent_before(const sent_message& one) { sent_ = {one}; }
  // when
  [[nodiscard]] admission judged() const { return judge(*rules_, message, known).value(); }
  // then
  void expect(kind what, const std::string& code) const {
    const auto found = judged();
    EXPECT_EQ(found.what, what) << found.code;
    EXPECT_EQ(found.code, code);
  }

  intended_send message{.subject = {"customer", "42"},
                        .campaign = "tier-upgrade",
                        .channel = "email",
                        .zone = "Asia/Ho_Chi_Minh",
                        .at = at("2026-03-04T10:00:00+07:00")}; // a Wednesday
  person_facts known{
      .sent = [this](std::size_t back) { return back < sent_.size() ? &sent_[back] : nullptr; }};

private:
  std::vector<sent_message> sent_{};
  send_rules_ptr rules_ = std::make_shared<const send_rules>();
};

TEST_F(a_message, leaves_where_there_are_no_rules) { expect(kind::send, ""); }

// ---- consent ---------------------------------------------------------------------------

TEST(send_rules, quiet_hours_leave_an_hour_of_the_day) {
  const auto complaints = [](const char* source) {
    const auto read = read_send_rules(json::parse(source));
    std::vector<std::string> told;
    if (!read) {
      for (const auto& detail : read.error().details)
        told.push_back(detail.pointer + ": " + detail.message);
    }
    return told;
  };
  using ::testing::ElementsAre;
  using ::testing::IsEmpty;
  EXPECT_THAT(complaints(R"({"quiet_hours": [{"from": "00:00", "to": "23:59"}]})"),
              ElementsAre("/quiet_hours/0: the quiet hours leave 1 min of the day for service "
                          "messages; leave an hour at the least, as from \"21:00\" to "
                          "\"08:00\" does"));
  EXPECT_THAT(complaints(R"({"quiet_hours": [{"from": "20:00", "to": "12:00"},
                                             {"from": "11:00", "to": "20:00",
                                              "channels": ["email"]}]})"),
              ElementsAre(::testing::HasSubstr("/quiet_hours/1: the quiet hours leave 0 min of "
                                               "the day for service messages on email")));
  EXPECT_THAT(complaints(R"({"quiet_hours": [{"from": "20:00", "to": "12:00",
                                              "channels": ["sms"]},
                                             {"from": "11:00", "to": "20:00",
                                              "channels": ["email"]}]})"),
              IsEmpty());
  EXPECT_THAT(complaints(R"({"quiet_hours": [{"from": "21:00", "to": "20:00"}]})"), IsEmpty());
}

TEST_F(a_message, that_needs_consent_is_passed_over_without_it) {
  rules(R"({"consent": {"required": [{"channel": "email"}]}})");
  expect(kind::pass_over, "no_consent");
  known.said = {{.channel = "email", .of = purpose::promotional, .given = true}};
  expect(kind::send, "");
}

TEST_F(a_message, of_another_purpose_needs_no_consent_for_promotions) {
  rules(R"({"consent": {"required": [{"channel": "email"}]}})");
  message.purpose = purpose::service;
  expect(kind::send, "");
}

TEST_F(a_message, whose_purpose_the_person_has_refused_is_passed_over) {
  known.said = {{.channel = "email", .of = purpose::promotional, .given = false}};
  expect(kind::pass_over, "consent_withdrawn");
  message.purpose = purpose::service;
  expect(kind::send, "");
}

TEST_F(a_message, that_the_person_waits_for_arrives_though_they_want_no_other) {
  known.said = {{.given = false}};
  expect(kind::pass_over, "consent_withdrawn");
  message.purpose = purpose::transactional;
  expect(kind::send, "");
}

TEST_F(a_message, goes_by_the_most_precise_word_of_the_person) {
  known.said = {{.given = false}, {.channel = "email", .of = {}, .given = true}};
  expect(kind::send, "");
  message.channel = "zns";
  expect(kind::pass_over, "consent_withdrawn");
}

TEST_F(a_message, to_an_address_that_bounced_is_passed_over) {
  known.suppressed = "the address bounced on 2026-01-01";
  expect(kind::pass_over, "suppressed");
}

TEST_F(a_message, to_others_is_skipped_in_test_mode) {
  rules(R"({"test_mode": {"subjects": ["customer:1"]}})");
  expect(kind::skip, "test_mode");
  message.subject.id = "1";
  expect(kind::send, "");
}

// ---- caps ------------------------------------------------------------------------------

TEST_F(a_message, over_a_cap_is_skipped) {
  rules(R"({"caps": [{"id": "weekly", "limit": 2, "per": "week"}]})");
  sent_before({"2026-03-02T08:00:00+07:00"});
  expect(kind::send, "");
  sent_before({"2026-03-02T08:00:00+07:00", "2026-03-03T08:00:00+07:00"});
  expect(kind::skip, "cap:weekly");
}

TEST_F(a_message, is_counted_by_the_weeks_of_the_persons_own_calendar) {
  rules(R"({"caps": [{"id": "weekly", "limit": 1, "per": "week"}]})");
  // Monday has begun in Hanoi, and not in UTC.
  sent_before({"2026-03-01T23:59:00+07:00"});
  expect(kind::send, "");
  sent_before({"2026-03-02T00:01:00+07:00"});
  expect(kind::skip, "cap:weekly");
}

TEST_F(a_message, over_the_cap_of_one_channel_may_go_by_another) {
  rules(R"({"caps": [{"id": "mails", "channel": "email", "limit": 0, "per": "day"}]})");
  expect(kind::pass_over, "cap:mails");
  message.channel = "zns";
  expect(kind::send, "");
}

TEST_F(a_message, is_held_back_only_by_those_that_the_cap_counts) {
  const auto earlier = at("2026-03-04T08:00:00+07:00");
  rules(R"({"caps": [{"id": "one", "channel": "email", "each_campaign": true,
                      "limit": 1, "per": "day"}]})");
  sent_before({earlier, "email", "tier-upgrade", purpose::promotional});
  expect(kind::pass_over, "cap:one");
  sent_before({earlier, "zns", "tier-upgrade", purpose::promotional});
  expect(kind::send, "");
  sent_before({earlier, "email", "abandoned-cart", purpose::promotional});
  expect(kind::send, "");
  sent_before({earlier, "email", "tier-upgrade", purpose::service});
  expect(kind::send, "");
}

TEST_F(a_message, waits_until_the_rolling_day_has_room_if_the_cap_says_so) {
  rules(R"({"caps": [{"id": "a", "limit": 2, "per": "PT24H", "when_reached": "wait"}]})");
  sent_before({"2026-03-03T12:00:00+07:00", "2026-03-04T08:00:00+07:00"});
  expect(kind::put_off, "cap:a");
  EXPECT_EQ(judged().until, at("2026-03-04T12:00:00+07:00"));
  message.at = judged().until;
  expect(kind::send, "");
}

TEST_F(a_message, waits_until_the_persons_month_is_over_if_the_cap_says_so) {
  rules(R"({"caps": [{"id": "m", "limit": 1, "per": "month", "when_reached": "wait"}]})");
  sent_before({"2026-03-01T00:00:00+07:00"});
  EXPECT_EQ(judged().until, at("2026-04-01T00:00:00+07:00"));
}

// ---- hours -----------------------------------------------------------------------------

TEST_F(a_message, at_night_waits_for_the_persons_morning) {
  rules(R"({"quiet_hours": [{"from": "21:00", "to": "08:00"}]})");
  expect(kind::send, "");
  message.at = at("2026-03-04T22:30:00+07:00");
  expect(kind::put_off, "quiet_hours");
  EXPECT_EQ(judged().until, at("2026-03-05T08:00:00+07:00"));
  message.zone = "Europe/Berlin"; // where it is 16:30
  expect(kind::send, "");
}

TEST_F(a_message, that_was_held_back_leaves_within_the_spread_after_the_night) {
  rules(R"({"quiet_hours": [{"from": "21:00", "to": "08:00", "spread": "PT2H"}]})");
  message.at = at("2026-03-04T22:30:00+07:00");
  message.draw = 0.25;
  EXPECT_EQ(judged().until, at("2026-03-05T08:30:00+07:00"));
}

TEST_F(a_message, that_the_person_waits_for_arrives_at_night) {
  rules(R"({"quiet_hours": [{"from": "21:00", "to": "08:00"}]})");
  message.at = at("2026-03-04T22:30:00+07:00");
  message.purpose = purpose::transactional;
  expect(kind::send, "");
}

TEST_F(a_message, waits_for_the_hours_of_its_channel_and_of_the_person_together) {
  rules(R"({"quiet_hours": [{"from": "20:00", "to": "08:00"}]})");
  message.openings = {{{{.hour = 6}, {.hour = 22}}, "Asia/Ho_Chi_Minh"}};
  message.zone = "Europe/Berlin"; // six hours behind: 08:00 there is 14:00
  message.at = at("2026-03-04T05:00:00+07:00");
  EXPECT_EQ(judged().until, at("2026-03-04T14:00:00+07:00"));
}

TEST_F(a_message, under_hours_that_never_meet_waits_and_is_looked_at_again) {
  rules(R"({"quiet_hours": [{"from": "20:00", "to": "08:00"}]})");
  message.openings = {{{{.hour = 1}, {.hour = 2}}, {}}};
  expect(kind::put_off, "quiet_hours");
}

// ---- the document ----------------------------------------------------------------------

std::vector<std::string> mistakes_in(const std::string& source) {
  const auto read = read_send_rules(json::parse(source));
  std::vector<std::string> pointers;
  if (!read) {
    for (const auto& detail : read.error().details)
      pointers.push_back(detail.pointer);
  }
  return pointers;
}

TEST(rules_of_sending, are_refused_with_each_mistake_at_its_place) {
  EXPECT_THAT(mistakes_in(R"({"caps": [{"id": "a", "limit": 1, "per": "fortnight"},
                                       {"id": "a", "limit": 1, "per": "day"},
                                       {"id": "b", "limit": 0, "per": "day", "when_reached": "wait"}],
                              "quiet_hours": [{"from": "08:00", "to": "08:00", "spread": "P1M"}],
                              "test_mode": {"subjects": ["no one:"]}})"),
              testing::ElementsAre("/caps/0/per", "/caps/1/id", "/caps/2/when_reached",
                                   "/quiet_hours/0/spread", "/quiet_hours/0/to",
                                   "/test_mode/subjects/0"));
  EXPECT_THAT(mistakes_in(R"({"cap": []})"), testing::ElementsAre("/cap"));
}

TEST(rules_of_sending, keep_the_document_that_was_put) {
  const auto source = json::parse(R"({"caps": [{"id": "a", "limit": 1, "per": "PT24H"}]})");
  EXPECT_EQ(read_send_rules(source).value()->source, source);
}

// ---- what a campaign allows itself -------------------------------------------------------

TEST_F(a_message, is_skipped_where_its_campaign_has_told_the_person_enough_with_its_like) {
  message.campaign = "9-9.day-in-cart";
  message.own_cap = cap{.id = "campaign",
                        .channel = {},
                        .campaigns = "9-9.",
                        .purposes = {purpose::promotional, purpose::service},
                        .limit = 1,
                        .per = calendar::period::day};
  const auto before = [&](const char* when, const char* campaign) {
    sent_before({at(when), "email", campaign, purpose::service});
  };

  before("2026-03-04T08:00:00+07:00", "9-9.before-new");
  expect(kind::skip, "cap:campaign");
  before("2026-03-04T08:00:00+07:00", "10-10.before-new");
  expect(kind::send, "");
  before("2026-03-03T23:59:00+07:00", "9-9.before-new");
  expect(kind::send, ""); // the day before, in the person's zone
}

} // namespace
} // namespace sojourn::messages
