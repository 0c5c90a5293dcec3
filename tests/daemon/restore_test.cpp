// A backup that is put back: nothing leaves a second time by itself.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

/// Rests ten days, then reminds.
const json resting_reminder = json::parse(R"({"id": "reminder", "name": "Reminder",
    "messages": {"hello": {"purpose": "service", "fallback": "en",
                           "languages": {"en": {"subject": "Hello", "text": "Hello"}}}},
    "trigger": {"type": "manual"}, "start": "rest",
    "steps": {"rest": {"type": "delay", "for": "P10D", "next": "tell"},
              "tell": {"type": "send", "via": ["mailbox"],
                       "message": "hello", "next": "end"}}})");

class restored : public whole_daemon {
protected:
  void restore(const std::string& backup) {
    daemon_.reset();
    fs::copy_file(backup, directory_ / "sojourn.db", fs::copy_options::overwrite_existing);
    start();
  }
  std::string state() { return answer("GET", "/v1/campaigns/reminder").at("state"); }
};

} // namespace

TEST_F(restored, what_was_sent_after_the_backup_is_not_sent_again_before_an_operator_says_so) {
  start();
  install(resting_reminder);
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("POST", "/v1/campaigns/reminder/runs", {{"customer", "an"}});
  const std::string backup = answer("POST", "/v1/backup", json::object()).at("path");
  pass("P10D");
  ASSERT_EQ(mailbox().size(), 1u);

  restore(backup);
  pass("P20D");

  EXPECT_EQ(state(), "paused");
  EXPECT_EQ(mailbox().size(), 0u);
  const auto told = explain(only_instance());
  EXPECT_EQ(told.at("campaign_state"), "paused");

  answer("POST", "/v1/campaigns/reminder/resume", json::object());
  settle();
  EXPECT_EQ(mailbox().size(), 1u);
}

TEST_F(restored, whom_an_operator_cancels_is_not_written_to) {
  start();
  install(resting_reminder);
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("POST", "/v1/campaigns/reminder/runs", {{"customer", "an"}});
  const std::string backup = answer("POST", "/v1/backup", json::object()).at("path");
  pass("P10D");

  restore(backup);
  answer("POST", "/v1/instances/" + only_instance() + "/cancel", {{"why", "was reminded"}});
  answer("POST", "/v1/campaigns/reminder/resume", json::object());
  pass("P20D");

  EXPECT_EQ(mailbox().size(), 0u);
}

} // namespace sojourn::tests
