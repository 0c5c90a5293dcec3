// What verify finds when somebody has changed rows that messages left behind.
#include "whole_daemon.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

namespace sojourn::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class verifying_messages : public whole_daemon {
protected:
  /// A message that went to the mailbox, one that was skipped, and one that nobody could take.
  void SetUp() override {
    start();
    install(campaign("news", {"mailbox"}));
    install(campaign("lost", {"email"}));
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
    answer("PUT", "/v1/records/customer/binh/consents",
           {{"purpose", "promotional"}, {"state", "withdrawn"}});
    for (const auto* customer : {"an", "binh"})
      answer("POST", "/v1/campaigns/news/runs", {{"customer", customer}});
    answer("POST", "/v1/campaigns/lost/runs", {{"customer", "an"}});
    settle();
  }

  static json campaign(const std::string& id, const std::vector<std::string>& via) {
    return {{"id", id},
            {"name", id},
            {"trigger", {{"type", "manual"}}},
            {"start", "tell"},
            {"steps",
             {{"tell",
               {{"type", "send"},
                {"message", "hello"},
                {"via", via},
                {"on_unreachable", "end"},
                {"next", "end"}}}}},
            {"messages",
             {{"hello",
               {{"purpose", "promotional"},
                {"fallback", "en"},
                {"languages", {{"en", {{"subject", "Hi"}, {"text", "Hello"}}}}}}}}}};
  }

  /// What a daemon finds that is started on the file after `sql` was run on it.
  std::vector<std::string> found_after(const std::string& sql) {
    daemon_.reset();
    sqlite3* file = nullptr;
    EXPECT_EQ(sqlite3_open((directory_ / "sojourn.db").c_str(), &file), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(file, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(file);
    sqlite3_close(file);
    start();
    std::vector<std::string> found;
    const auto told = answer("POST", "/v1/verify", json::object());
    for (const auto& one : told.at("violations"))
      found.push_back(one.at("what"));
    daemon_.reset(); // what is damaged stays so
    return found;
  }
};

TEST_F(verifying_messages, a_sound_file_has_no_violations) {
  EXPECT_THAT(found_after("SELECT 1"), IsEmpty());
}

TEST_F(verifying_messages, a_mail_that_is_gone_is_missed) {
  EXPECT_THAT(found_after("DELETE FROM mail"), ElementsAre("mail_missing"));
}

TEST_F(verifying_messages, a_mail_that_nobody_sent_is_found) {
  EXPECT_THAT(
      found_after("INSERT INTO mail SELECT 99, instance, 'other', visit, subject, campaign, "
                  "message, subject_line, text, html, at FROM mail"),
      UnorderedElementsAre("mail_without_send", "number_given_twice"));
}

TEST_F(verifying_messages, another_outcome_than_the_journals_is_found) {
  daemon_.reset();
  const fs::path sound{directory_.string() + "-sound"};
  fs::copy(directory_, sound, fs::copy_options::recursive);
  for (const auto* change : {"outcome = 2", "outcome = 0", "code = 'x'", "provider_id = 'x'",
                             "channel = 'email'", "hash = 'x'"}) {
    fs::remove_all(directory_);
    fs::copy(sound, directory_, fs::copy_options::recursive);
    EXPECT_THAT(found_after(std::string{"UPDATE send SET "} + change), Contains("send_differs"))
        << change;
  }
  fs::remove_all(sound);
}

TEST_F(verifying_messages, a_send_that_is_gone_is_missed) {
  EXPECT_THAT(found_after("DELETE FROM send"), Contains("send_missing"));
}

TEST_F(verifying_messages, what_was_heard_is_what_receipts_say) {
  EXPECT_THAT(found_after("UPDATE send SET read_at = 1"),
              UnorderedElementsAre("message_counts_differ", "receipts_differ"));
}

TEST_F(verifying_messages, a_receipt_of_no_send_is_found) {
  EXPECT_THAT(found_after("INSERT INTO receipt VALUES (1, 99, 0, '', 1, 1, '', '', 'null', 0)"),
              ElementsAre("receipt_without_send"));
}

TEST_F(verifying_messages, a_campaign_whose_newest_version_is_another_is_found) {
  EXPECT_THAT(found_after("UPDATE campaign_version SET version = 7 WHERE campaign = "
                          "(SELECT key FROM campaign WHERE id = 'lost')"),
              Contains("campaign_version_differs"));
}

} // namespace
} // namespace sojourn::tests
