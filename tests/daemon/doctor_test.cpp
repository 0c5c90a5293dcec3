// What the doctor finds in a directory of a daemon, sound and broken.
#include "daemon/examine.hpp"
#include "whole_daemon.hpp"

#include <fstream>
#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

class doctor_of_a_directory : public whole_daemon {
protected:
  doctor_of_a_directory() { settings_.clock.mode = config::clock_mode::system; }

  /// The findings of one check, as "grade code".
  std::vector<std::string> findings_of(const std::string& check, bool every_page = false) {
    const auto told = daemon::examine(
        settings_,
        {.reaches_out = false, .every_page = every_page, .now = service::system_clock{}.now()});
    std::vector<std::string> found;
    for (const auto& one : told.found)
      if (one.check == check)
        found.push_back(std::string{doctor::to_text(one.how)} + " " + one.code);
    return found;
  }
  void run_once() {
    settings_.clock.mode = config::clock_mode::system;
    settings_.clock.start.reset();
    start();
    daemon_.reset();
  }
};

} // namespace

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST_F(doctor_of_a_directory, one_that_is_not_there_yet_is_left_alone) {
  EXPECT_THAT(findings_of("directory"), ElementsAre("ok directory_not_yet"));
  EXPECT_THAT(findings_of("data"), ElementsAre("ok data_none_yet"));
  EXPECT_THAT(findings_of("backups"), ElementsAre("ok backup_nothing_yet"));
  EXPECT_FALSE(fs::exists(directory_));
}

TEST_F(doctor_of_a_directory, one_that_a_daemon_left_is_sound) {
  run_once();
  EXPECT_THAT(findings_of("data"), ElementsAre("ok data_unchecked"));
  EXPECT_THAT(findings_of("data", true), ElementsAre("ok data_checked"));
  EXPECT_THAT(findings_of("backups"), ElementsAre("warning backup_never"));
  EXPECT_THAT(findings_of("disk"), testing::Not(testing::Contains("problem disk_untried")));
  for (const auto& entry : fs::directory_iterator{directory_})
    EXPECT_EQ(entry.path().filename().string().find("doctor"), std::string::npos)
        << "its file is left behind";
}

TEST_F(doctor_of_a_directory, rights_of_others_are_found) {
  run_once();
  fs::permissions(directory_, fs::perms{0755});
  fs::permissions(directory_ / "sojourn.db", fs::perms{0644});
  const auto found = findings_of("directory");
  EXPECT_THAT(found, Contains("warning directory_open"));
  EXPECT_THAT(found, Contains("warning files_open"));
}

TEST_F(doctor_of_a_directory, a_damaged_file_is_found) {
  run_once();
  std::ofstream{directory_ / "sojourn.db", std::ios::binary} << std::string(8192, 'x');
  EXPECT_THAT(findings_of("data"), ElementsAre("problem data_unreadable"));
}

TEST_F(doctor_of_a_directory, a_damaged_page_is_found_when_pages_are_read) {
  run_once();
  {
    std::fstream file{directory_ / "sojourn.db", std::ios::in | std::ios::out | std::ios::binary};
    for (int page = 20; page < 120; ++page) {
      file.seekp(page * 4096);
      file << std::string(512, '\x7f');
    }
  }
  EXPECT_THAT(findings_of("data", true), Contains(StartsWith("problem data_")));
}

TEST_F(doctor_of_a_directory, a_backup_that_is_cut_short_is_found) {
  run_once();
  fs::create_directories(directory_ / "backups");
  std::ofstream{directory_ / "backups/sojourn-20991231T000000Z.db"} << "SQLite";
  EXPECT_THAT(findings_of("backups"), ElementsAre("problem backup_cut_short"));
}

TEST_F(doctor_of_a_directory, a_running_daemon_is_noticed_and_left_alone) {
  settings_.clock.mode = config::clock_mode::virtual_time;
  start();
  const auto told =
      daemon::examine(settings_, {.reaches_out = false, .now = daemon_->clock().now()});
  EXPECT_TRUE(told.holds_directory);
  for (const auto& one : told.found)
    EXPECT_NE(one.check, "data") << one.code;
  settle();
}

TEST_F(doctor_of_a_directory, a_channel_whose_host_takes_nothing_is_found) {
  // given a webhook to a port on which nobody listens: one that the system gave and took back
  settings_.channels.webhooks["crm"].url = "http://127.0.0.1:1/hooks";
  const auto told =
      daemon::examine(settings_, {.reaches_out = true, .now = service::system_clock{}.now()});
  bool is_found = false;
  for (const auto& one : told.found)
    is_found |= one.code == "reach_no_connection" && one.facts.at("channel") == "webhook:crm";
  EXPECT_TRUE(is_found);
}

TEST_F(doctor_of_a_directory, an_own_certificate_that_cannot_be_read_is_found) {
  settings_.http.tls_certificate = directory_ / "none.pem";
  EXPECT_THAT(findings_of("certificates"), ElementsAre("problem certificate_unreadable"));
}

} // namespace sojourn::tests
