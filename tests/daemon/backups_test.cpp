// Backups that the daemon makes by itself, and the list of all of them.
#include "storage/backups.hpp"
#include "whole_daemon.hpp"

#include <fstream>
#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

class backups_of_a_daemon : public whole_daemon {
protected:
  backups_of_a_daemon() {
    settings_.backup.every = std::chrono::hours{24};
    settings_.backup.keep = 2;
  }
  json listed() { return answer("GET", "/v1/backups"); }
  json plan() { return answer("GET", "/v1/storage").at("backups"); }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    const auto told = listed();
    for (const auto& one : told.at("items"))
      all.push_back(one.at("name"));
    return all;
  }
  bool is_failing() { return answer("GET", "/readyz").at("backup_failing"); }
  std::string metrics() { return ask("GET", "/metrics").body; }
};

} // namespace

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(backups_of_a_daemon, are_made_by_the_plan_and_the_newest_are_kept) {
  // given a daemon at 02:00 UTC that makes a backup each day
  start();
  settle();
  EXPECT_THAT(names(), ElementsAre("scheduled-20260301T020000Z.db"));
  EXPECT_EQ(plan().at("next_at"), "2026-03-02T02:00:00Z");
  // when three days pass, and somebody makes one by hand
  answer("POST", "/v1/backup", json::object());
  pass("PT23H");
  EXPECT_EQ(names().size(), 2u) << "it is not due yet";
  pass("PT1H");
  pass("P1D");
  pass("P1D");
  // then the two newest of the plan are there, and what was made by hand
  EXPECT_THAT(names(), ElementsAre("scheduled-20260304T020000Z.db", "scheduled-20260303T020000Z.db",
                                   "sojourn-20260301T020000Z.db"));
  const auto newest = listed().at("items").at(0);
  EXPECT_EQ(newest.at("made_by"), "schedule");
  EXPECT_EQ(newest.at("ok"), true);
  EXPECT_EQ(newest.at("age_seconds"), 0);
  EXPECT_GT(newest.at("bytes"), 0);
  EXPECT_THAT(metrics(), HasSubstr("sojourn_backups_total{outcome=\"made\"} 5"));
  EXPECT_THAT(metrics(), HasSubstr("sojourn_backup_planned 1"));
}

TEST_F(backups_of_a_daemon, a_restart_makes_none_before_its_time) {
  start();
  settle();
  daemon_.reset();
  start();
  settle();
  EXPECT_THAT(names(), ElementsAre("scheduled-20260301T020000Z.db"));
}

TEST_F(backups_of_a_daemon, one_that_fails_is_seen_and_the_next_success_ends_that) {
  // given a directory for backups that is a file
  settings_.data.backup_directory = directory_.parent_path() / "taken";
  std::ofstream{settings_.data.backup_directory} << "a file";
  start();
  // when a backup is due
  settle();
  // then it failed, and everybody can see that; nothing else is in the way of it
  EXPECT_TRUE(is_failing());
  EXPECT_THAT(metrics(), HasSubstr("sojourn_backups_total{outcome=\"failed\"} 1"));
  EXPECT_THAT(metrics(), HasSubstr("sojourn_backup_failing 1"));
  EXPECT_THAT(metrics(), Not(HasSubstr("sojourn_backup_newest_timestamp_seconds ")));
  EXPECT_THAT(names(), IsEmpty());
  // when the file is gone
  fs::remove(settings_.data.backup_directory);
  settle();
  EXPECT_FALSE(is_failing());
  EXPECT_EQ(names().size(), 1u);
}

TEST_F(backups_of_a_daemon, one_that_was_cut_short_is_told_and_made_again) {
  start();
  settle();
  const fs::path path = listed().at("items").at(0).at("path").get<std::string>();
  fs::resize_file(path, fs::file_size(path) - 4096);
  EXPECT_EQ(listed().at("items").at(0).at("ok"), false);
  settle();
  EXPECT_THAT(names(),
              ElementsAre("scheduled-20260301T020000Z.db", "scheduled-20260301T020000Z-2.db"));
}

TEST_F(backups_of_a_daemon, without_a_plan_none_is_made) {
  settings_.backup.every = milliseconds{0};
  start();
  pass("P30D");
  EXPECT_EQ(listed().at("items"), json::array());
  EXPECT_EQ(plan().at("every"), json{});
  EXPECT_EQ(plan().at("next_at"), json{});
}

TEST_F(backups_of_a_daemon, can_be_restored_as_those_that_were_made_by_hand) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  settle();
  const fs::path copy = listed().at("items").at(0).at("path").get<std::string>();
  daemon_.reset();
  fs::copy_file(copy, directory_ / "sojourn.db", fs::copy_options::overwrite_existing);
  for (const auto* beside : {"sojourn.db-wal", "sojourn.db-shm"})
    fs::remove(directory_ / beside);
  start();
  EXPECT_EQ(ask("GET", "/v1/records/customer/an").status, 200);
}

TEST_F(backups_of_a_daemon, the_settings_in_force_are_told_with_their_source) {
  settings_.sources["backup.every"] = {.name = "sojourn.toml", .line = 7};
  settings_.channels.email.password = "hush";
  start();
  const auto told = answer("GET", "/v1/settings");
  EXPECT_THAT(told.dump(), Not(HasSubstr("hush")));
  const auto items = told.at("items");
  const auto found = std::find_if(items.begin(), items.end(),
                                  [](const json& one) { return one.at("key") == "backup.every"; });
  ASSERT_NE(found, items.end());
  EXPECT_EQ(found->at("value"), "PT24H");
  EXPECT_EQ(found->at("source").at("line"), 7);
}

} // namespace sojourn::tests
