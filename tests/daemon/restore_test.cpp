// A backup that is put back: the daemon stands still until an operator has said what becomes of
// what is overdue.
#include "storage/options.hpp"
#include "storage/restore.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

/// Rests ten days, then reminds, and once more five days later.
const json resting_reminder = json::parse(R"({"id": "reminder", "name": "Reminder",
    "messages": {"hello": {"purpose": "service", "fallback": "en",
                           "languages": {"en": {"subject": "Hello", "text": "Hello"}}}},
    "trigger": {"type": "manual"}, "start": "rest",
    "steps": {"rest": {"type": "delay", "for": "P10D", "next": "tell"},
              "tell": {"type": "send", "via": ["mailbox"],
                       "message": "hello", "next": "wait"},
              "wait": {"type": "delay", "for": "P5D", "next": "again"},
              "again": {"type": "send", "via": ["mailbox"],
                        "message": "hello", "next": "end"}}})");

class restored : public whole_daemon {
protected:
  /// An rests; the backup is made, and then ten days pass.
  std::string rest_and_back_up() {
    start();
    install(resting_reminder);
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
    answer("POST", "/v1/campaigns/reminder/runs", {{"customer", "an"}});
    const std::string backup = answer("POST", "/v1/backup", json::object()).at("path");
    pass("P10D");
    EXPECT_EQ(mailbox().size(), 1u);
    return backup;
  }
  void restore(const std::string& backup) {
    daemon_.reset();
    fs::copy_file(backup, directory_ / "sojourn.db", fs::copy_options::overwrite_existing);
    settings_.clock.start = parse_instant("2026-03-12T09:00:00+07:00").value();
    start();
  }
  std::string state() { return answer("GET", "/v1/campaigns/reminder").at("state"); }
  json asked() { return answer("GET", "/v1/restore"); }
  json say(const std::string& what) {
    return answer("POST", "/v1/restore/reminder", {{"answer", what}, {"why", "we looked"}});
  }
};

} // namespace

TEST_F(restored, stands_still_and_shows_what_is_overdue_until_it_is_answered) {
  restore(rest_and_back_up());
  pass("P20D");

  EXPECT_EQ(mailbox().size(), 0u);
  EXPECT_EQ(state(), "paused");
  const auto shown = asked();
  EXPECT_EQ(shown.at("stands_still"), true);
  ASSERT_EQ(shown.at("campaigns").size(), 1u);
  const auto& reminder = shown.at("campaigns").at(0);
  EXPECT_EQ(reminder.at("campaign"), "reminder");
  EXPECT_EQ(reminder.at("timers"), 1);
  EXPECT_EQ(reminder.at("messages"), 0);
  EXPECT_EQ(reminder.at("answer"), nullptr);
  const auto overdue = answer("GET", "/v1/restore/reminder").at("items");
  ASSERT_EQ(overdue.size(), 1u);
  EXPECT_EQ(overdue.at(0).at("subject"), "customer:an");
  EXPECT_EQ(overdue.at(0).at("step"), "rest");
  EXPECT_EQ(overdue.at(0).at("what"), "timer");
  EXPECT_EQ(ask("POST", "/v1/campaigns/reminder/resume", "{}").status, 409)
      << "it goes on by the answer alone";
}

TEST_F(restored, whose_message_is_sent_gets_it_now) {
  restore(rest_and_back_up());

  say("send");
  settle();

  EXPECT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(state(), "active");
  EXPECT_EQ(asked().at("stands_still"), false);
  EXPECT_TRUE(asked().at("campaigns").empty());
  pass("P5D");
  EXPECT_EQ(mailbox().size(), 2u);
}

TEST_F(restored, whose_message_counts_as_sent_gets_the_next_one_when_it_would_have_come) {
  restore(rest_and_back_up());
  const auto id = only_instance();

  say("sent");
  settle();

  EXPECT_EQ(mailbox().size(), 0u);
  EXPECT_EQ(state(), "active");
  const auto entries = answer("GET", "/v1/instances/" + id + "/journal").at("items");
  bool is_told = false;
  for (const auto& entry : entries)
    is_told |= entry.dump().find("assumed_sent") != std::string::npos &&
               entry.dump().find("we looked") != std::string::npos;
  EXPECT_TRUE(is_told) << "the journal says so, and who said it";
  EXPECT_EQ(explain(id).value("due", ""), "2026-03-16T02:00:00Z")
      << "five days after it was due, not after it was answered: " << explain(id).dump();
  pass("P4D");
  EXPECT_EQ(mailbox().size(), 1u);
}

TEST_F(restored, whose_message_is_dropped_gets_nothing_more) {
  restore(rest_and_back_up());

  say("drop");
  pass("P20D");

  EXPECT_EQ(mailbox().size(), 0u);
  EXPECT_EQ(state(), "active");
  const auto instance = answer("GET", "/v1/instances/" + only_instance());
  EXPECT_EQ(instance.at("status"), "cancelled");
  EXPECT_NE(instance.at("reason").get<std::string>().find("we looked"), std::string::npos);
}

TEST_F(restored, an_answer_is_given_once_and_is_in_the_audit) {
  restore(rest_and_back_up());
  EXPECT_EQ(ask("POST", "/v1/restore/reminder", R"({"answer": "maybe"})").status, 422);
  EXPECT_EQ(ask("POST", "/v1/restore/nothing", R"({"answer": "send"})").status, 404);
  EXPECT_EQ(answer("POST", "/v1/restore", {{"answer", "drop"}}).at("answered"), 1);
  settle();
  EXPECT_EQ(ask("POST", "/v1/restore/reminder", R"({"answer": "send"})").status, 404)
      << "nothing is asked any more";
  EXPECT_EQ(answer("GET", "/v1/audit?what=restore.answer").at("items").size(), 1u);
}

TEST_F(restored, goes_on_by_itself_where_nothing_is_overdue) {
  start();
  install(resting_reminder);
  const std::string backup = answer("POST", "/v1/backup", json::object()).at("path");
  restore(backup);
  settle();
  EXPECT_EQ(state(), "active");
  EXPECT_EQ(asked().at("stands_still"), false);
}

TEST_F(restored, stands_still_across_a_restart) {
  restore(rest_and_back_up());
  daemon_.reset();
  start();
  pass("P20D");
  EXPECT_EQ(asked().at("stands_still"), true);
  EXPECT_EQ(mailbox().size(), 0u);
  say("drop");
  settle();
  EXPECT_EQ(asked().at("stands_still"), false);
}

TEST_F(restored, offline_takes_the_answers_and_the_next_start_carries_them_out) {
  const auto backup = rest_and_back_up();
  daemon_.reset();
  const auto at = parse_instant("2026-03-12T09:00:00+07:00").value();
  storage::store_options where;
  where.directory = directory_;

  const auto made =
      storage::restore_offline(where,
                               {.file = backup,
                                .answers = {{"reminder", storage::restore_answer::sent}},
                                .who = "an",
                                .why = "we looked"},
                               at);

  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(fs::exists(fs::path{made->replaced} / "sojourn.db")) << "nothing is thrown away";
  ASSERT_EQ(made->campaigns.size(), 1u);
  EXPECT_EQ(made->campaigns.front().timers, 1);
  settings_.clock.start = at;
  start();
  settle();
  EXPECT_EQ(asked().at("stands_still"), false);
  EXPECT_EQ(mailbox().size(), 0u);
  pass("P4D");
  EXPECT_EQ(mailbox().size(), 1u) << "the second message alone";
}

TEST_F(restored, offline_asks_only_about_what_fell_due_since_the_instant_that_is_given) {
  const auto backup = rest_and_back_up();
  daemon_.reset();
  storage::store_options where;
  where.directory = directory_;
  const auto made = storage::restore_offline(
      where, {.file = backup, .since = parse_instant("2026-03-11T12:00:00Z").value(), .who = "an"},
      parse_instant("2026-03-12T09:00:00+07:00").value());
  ASSERT_TRUE(made) << made.error().message;
  for (const auto& one : made->campaigns)
    EXPECT_FALSE(one.is_asked) << one.campaign;
  start();
}

TEST_F(restored, offline_refuses_what_is_no_backup_and_touches_nothing) {
  start();
  daemon_.reset();
  const auto file = directory_ / "not-a-backup.db";
  std::ofstream{file} << "something else";
  const auto size = fs::file_size(directory_ / "sojourn.db");
  storage::store_options where;
  where.directory = directory_;
  const auto made = storage::restore_offline(where, {.file = file, .who = "an"},
                                             parse_instant("2026-03-12T09:00:00Z").value());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, error_code::data_unusable);
  EXPECT_EQ(fs::file_size(directory_ / "sojourn.db"), size);
  start();
}

} // namespace sojourn::tests
