#include "storage/sqlite/epoch.hpp"

#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"
#include "storage/operation.hpp"
#include "storage/outbox.hpp"
#include "storage/restore.hpp"
#include "storage/write/write_inbox.hpp"

#include <fstream>

namespace sojourn::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A campaign is active, and somebody is in it who waits for a call to be answered.
class restoring : public storage_test {
protected:
  void start() {
    open();
    traveller callers{*data, ids, call()};
    instance = callers.start("42");
    activate("call");
  }
  static json call() {
    return json::parse(R"({"id": "call", "name": "Call", "trigger": {"type": "manual"},
        "start": "tell", "steps": {"tell": {"type": "http", "method": "POST",
        "url": "https://shop.example/", "next": "end"}}})");
  }
  void activate(const std::string& campaign) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, campaign, campaign_state::active, "an", "", monday);
    }));
  }
  /// A backup that is put back after the daemon has ended.
  void put_back(const std::string& copy) {
    close();
    fs::copy_file(copy, file(), fs::copy_options::overwrite_existing);
    open();
  }
  std::optional<restored_hold> hold() { return data->hold_if_restored(monday + day).value(); }
  bool is_handed_over() { return data->reader().outbox().list({}, 10).at(0).handed_over; }

  instance_id instance;
};

TEST_F(restoring, a_daemon_that_is_started_again_goes_on) {
  start();
  reopen();
  EXPECT_FALSE(hold());
  EXPECT_FALSE(is_handed_over());
}

TEST_F(restoring, a_backup_is_known_even_if_nothing_was_written_after_it) {
  start();
  put_back(data->backup(monday, {}).value());

  const auto held = hold();

  ASSERT_TRUE(held);
  EXPECT_THAT(held->campaigns, ElementsAre("call"));
  EXPECT_EQ(held->messages, 1);
  EXPECT_EQ(data->reader().campaigns().list().at(0).state, campaign_state::paused);
  EXPECT_TRUE(is_handed_over()) << "it may have left after the copy was made";
}

TEST_F(restoring, what_was_held_once_is_an_ordinary_file_from_then_on) {
  start();
  put_back(data->backup(monday, {}).value());
  ASSERT_TRUE(hold());

  reopen();

  EXPECT_FALSE(hold());
  EXPECT_TRUE(data->reader().restore().open()) << "and what was asked is asked still";
}

TEST_F(restoring, until_it_is_held_it_stays_a_restored_one) {
  start();
  put_back(data->backup(monday, {}).value());
  reopen();
  EXPECT_TRUE(hold());
}

TEST_F(restoring, a_copy_made_by_other_means_is_known_by_its_shorter_journal) {
  start();
  close();
  const auto copy = folder.path() + "/copy.db";
  fs::copy_file(file(), copy);
  const auto mark = *read_epoch_mark(options.directory);
  open();
  traveller callers{*data, ids, call()};
  callers.start("43");
  close();
  // The daemon was never started in between, as far as the name of its epoch can tell.
  const auto head = read_epoch_mark(options.directory)->head;
  std::ofstream{options.directory + "/epoch"} << mark.epoch << ' ' << head << '\n';
  fs::copy_file(copy, file(), fs::copy_options::overwrite_existing);

  open();

  EXPECT_TRUE(hold());
}

TEST_F(restoring, a_file_in_another_directory_is_a_restored_one) {
  start();
  const auto backup = data->backup(monday, {}).value();
  const auto key = options.directory + "/secret.key";
  close();
  options.directory = folder.path() + "/elsewhere";
  fs::create_directories(options.directory);
  fs::copy_file(backup, file());
  fs::copy_file(key, options.directory + "/secret.key");

  open();

  EXPECT_TRUE(hold());
}

TEST_F(restoring, a_start_that_was_killed_before_it_wrote_its_mark_is_none) {
  start();
  const auto mark = *read_epoch_mark(options.directory);
  reopen(); // begins an epoch in the file and beside it
  close();
  std::ofstream{options.directory + "/epoch"} << mark.epoch << ' ' << mark.head << '\n';

  open();

  EXPECT_FALSE(hold());
}

// ---- what is answered --------------------------------------------------------------------

class answering : public restoring {
protected:
  /// A call is under way, a sleeper is due, and a start waits.
  void SetUp() override {
    start();
    traveller sleepers{*data, ids, sleeper()};
    asleep = sleepers.start("7");
    ASSERT_TRUE(write(*data, [](transaction& tx) -> result<bool> {
      std::vector<inbox_entry> starts{{.at = monday,
                                       .campaign = "call",
                                       .subject = {"customer", "8"},
                                       .payload = {{"type", "manual"}}}};
      insert_inbox_entries(tx, starts);
      return true;
    }));
    put_back(data->backup(monday, {}).value());
    ASSERT_TRUE(data->hold_if_restored(monday + 30 * day).value());
  }
  result<std::int64_t> answer(const std::string& campaign, restore_answer what) {
    return write(*data, [&](transaction& tx) {
      return answer_restore(tx, campaign, what, "an", "we looked", monday + 30 * day);
    });
  }
  /// Carries out what is answered of a campaign, one thing at a time.
  void finish(const std::string& campaign) {
    instance_id after;
    for (int steps = 0; steps < 100; ++steps) {
      const auto what = asked(campaign);
      const auto made = write(*data, [&](transaction& tx) -> result<restore_portion> {
        auto done = carry_out(tx, what, after, monday + 30 * day, 1);
        if (done && done->is_over)
          finish_campaign(tx, campaign);
        return done;
      });
      ASSERT_TRUE(made) << made.error().message;
      if (made->is_over)
        return;
      after = made->last;
    }
    FAIL() << "it does not end";
  }
  restored_campaign asked(const std::string& campaign) {
    for (const auto& one : data->reader().restore().campaigns()) {
      if (one.campaign == campaign)
        return one;
    }
    return {};
  }
  std::optional<std::vector<std::string>> end() {
    return write(*data, [](transaction& tx) { return end_restore(tx, monday + 30 * day); }).value();
  }

  instance_id asleep;
};

TEST_F(answering, each_campaign_says_what_is_overdue) {
  EXPECT_EQ(asked("call").messages, 1);
  EXPECT_EQ(asked("call").starts, 1);
  EXPECT_EQ(asked("sleeper").timers, 1);
  const auto overdue = data->reader().restore().overdue("sleeper", {}, 10);
  ASSERT_EQ(overdue.size(), 1u);
  EXPECT_EQ(overdue.front().instance, asleep);
  EXPECT_EQ(end(), std::nullopt) << "nothing is answered";
}

TEST_F(answering, send_lets_what_was_under_way_leave) {
  ASSERT_TRUE(answer("call", restore_answer::send));
  finish("call");
  EXPECT_FALSE(is_handed_over());
  EXPECT_EQ(end(), std::nullopt) << "the sleepers are not answered";
}

TEST_F(answering, drop_cancels_and_begins_nobody) {
  ASSERT_TRUE(answer("", restore_answer::drop));
  finish("call");
  finish("sleeper");
  EXPECT_TRUE(data->reader().outbox().list({}, 10).empty());
  EXPECT_EQ(data->reader().inbox().count(), 0);
  for (const auto id : {instance, asleep})
    EXPECT_EQ(data->reader().instances().load(id)->state.status,
              engine::instance_status::cancelled);

  const auto goes_on = end();

  ASSERT_TRUE(goes_on);
  EXPECT_THAT(*goes_on, ElementsAre("call")) << "the other campaign is a draft";
  EXPECT_EQ(data->reader().campaigns().list().at(0).state, campaign_state::active);
  EXPECT_FALSE(data->reader().restore().open());
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(answering, an_answer_stands) {
  ASSERT_TRUE(answer("call", restore_answer::drop));
  EXPECT_EQ(answer("call", restore_answer::send).error().code, error_code::wrong_state);
  EXPECT_EQ(answer("other", restore_answer::send).error().code, error_code::not_found);
}

TEST_F(answering, a_backup_of_restored_data_asks_again) {
  ASSERT_TRUE(answer("call", restore_answer::drop));
  put_back(data->backup(monday, {}).value());
  ASSERT_TRUE(data->hold_if_restored(monday + 40 * day).value());
  EXPECT_EQ(asked("call").answer, std::nullopt);
  ASSERT_TRUE(answer("", restore_answer::drop));
  finish("call");
  finish("sleeper");
  EXPECT_THAT(end().value_or(std::vector<std::string>{}), ElementsAre("call"))
      << "what was active before the first one goes on";
}

class lost_data : public storage_test {
protected:
  void SetUp() override {
    open();
    close();
  }
  error refused() {
    auto opened = store::open(options);
    EXPECT_FALSE(opened);
    return opened ? error{} : opened.error();
  }
};

TEST_F(lost_data, a_missing_file_beside_its_key_is_not_taken_for_a_new_shop) {
  fs::remove(file());
  const auto why = refused();
  EXPECT_EQ(why.code, error_code::data_unusable);
  EXPECT_THAT(why.message, HasSubstr("missing or empty"));
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(lost_data, nor_is_an_emptied_one) {
  fs::resize_file(file(), 0);
  EXPECT_EQ(refused().code, error_code::data_unusable);
  EXPECT_EQ(fs::file_size(file()), 0U);
}

TEST_F(lost_data, nor_one_beside_a_backup_alone) {
  open();
  ASSERT_TRUE(data->backup(monday, {}));
  close();
  for (const auto* name : {"sojourn.db", "epoch", "secret.key"})
    fs::remove(options.directory + "/" + name);
  EXPECT_THAT(refused().message, HasSubstr("backups/sojourn-"));
}

TEST_F(lost_data, nor_a_database_without_tables) {
  fs::remove(file());
  raw_file{file()}.run("VACUUM");
  EXPECT_EQ(refused().code, error_code::data_unusable);
}

TEST_F(lost_data, an_empty_directory_is_a_new_shop) {
  fs::remove_all(options.directory);
  open();
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(lost_data, no_file_of_the_directory_can_be_removed_to_let_a_second_daemon_in) {
  open();
  for (const auto& entry : fs::directory_iterator{options.directory})
    EXPECT_NE(entry.path().filename(), "lock");
  EXPECT_EQ(refused().code, error_code::data_locked);
}

} // namespace
} // namespace sojourn::storage
