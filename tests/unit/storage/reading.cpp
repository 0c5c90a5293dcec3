#include "fixture.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/operation.hpp"
#include "storage/reader.hpp"
#include "storage/timers.hpp"

#include <atomic>
#include <thread>

namespace sojourn::storage {
namespace {

using ::testing::HasSubstr;

using reading = storage_test;

TEST_F(reading, many_threads_read_while_one_writes) {
  constexpr int readers = 6; // more than there are connections
  open();
  traveller sleepers{*data, ids, sleeper()};
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < readers; ++i) {
    threads.emplace_back([&] {
      std::size_t seen = 0;
      while (!done) {
        // Each look is at one state of the file, and never at an older one than before.
        const auto found = data->reader().instances().find({.campaign = "sleeper", .limit = 1000});
        EXPECT_GE(found.size(), seen);
        seen = found.size();
      }
    });
  }
  for (int i = 0; i < 100; ++i)
    sleepers.start(std::to_string(i));
  done = true;
  for (auto& thread : threads)
    thread.join();
}

TEST_F(reading, what_is_committed_is_seen_at_once) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(data->reader().instances().load(sleepers.start(std::to_string(i))));
}

TEST_F(reading, a_damaged_row_is_an_error_that_names_it) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto id = sleepers.start("42");
  close();
  raw_file{file()}.run("UPDATE instance SET waiting = 77");
  open();
  const auto read = data->reader().instances().load(id);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, error_code::data_corrupt);
  EXPECT_THAT(read.error().message, HasSubstr(to_text(id)));
  try {
    (void)data->reader().instances().find({});
    FAIL() << "a page with a damaged row";
  } catch (const read_failure& failure) {
    EXPECT_EQ(failure.why().code, error_code::data_corrupt);
  }
  // The connection is as good as before.
  EXPECT_EQ(data->reader().instances().last_id(), id);
}

TEST_F(reading, a_broken_chain_is_an_error_not_a_short_history) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto id = sleepers.start("42");
  close();
  raw_file{file()}.run("DELETE FROM journal WHERE prev = 0");
  open();
  EXPECT_EQ(data->reader().journal().entries(id, 0, 100).error().code, error_code::data_corrupt);
}

TEST_F(reading, the_last_instance_id_is_0_in_a_new_file) {
  open();
  EXPECT_EQ(data->reader().instances().last_id(), instance_id{});
  EXPECT_EQ(data->reader().timers().next_due(), std::nullopt);
  EXPECT_TRUE(data->reader().operation().is_quiet(monday));
}

TEST_F(reading, the_status_counts_without_reading_the_tables) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("42");
  const auto status = data->reader().operation().status();
  EXPECT_EQ(status["rows"]["instances"], 1);
  EXPECT_EQ(status["rows"]["journal"], 2);
  EXPECT_EQ(status["rows"]["timers"], 1);
  EXPECT_EQ(status["rows"]["waits"], 1);
  EXPECT_GT(status["wal_bytes"], 0);
  EXPECT_GT(status["pages"], 0);
}

} // namespace
} // namespace sojourn::storage
