#include "storage/sqlite/backup.hpp"

#include "fixture.hpp"
#include "storage/backups.hpp"
#include "storage/instances.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/data_file.hpp"

#include <filesystem>
#include <fstream>

namespace sojourn::storage {
namespace {

using ::testing::EndsWith;
using ::testing::IsEmpty;

class backups : public storage_test {
protected:
  std::int64_t records_in(const std::string& path) {
    return raw_file{path}.integer("SELECT count(*) FROM record");
  }
  void put(int number) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"customer", std::to_string(number)},
                          {{"text", std::string(2000, 'x')}}, {}, {}, monday);
    }));
  }
};

TEST_F(backups, a_backup_is_a_whole_data_file) {
  open();
  traveller sleepers{*data, ids, sleeper("once")};
  const auto id = sleepers.start("42");
  const auto path = data->backup(monday, {});
  ASSERT_TRUE(path) << path.error().message;
  EXPECT_THAT(*path, EndsWith("/data/backups/sojourn-20260302T090000Z.db"));
  EXPECT_FALSE(std::filesystem::exists(*path + ".partial"));
  EXPECT_FALSE(std::filesystem::exists(*path + "-wal"));
  const auto state = sleepers.state(id);
  close();

  const auto key = options.directory + "/secret.key"; // which no backup holds
  options.directory = folder.path() + "/restored";
  std::filesystem::create_directories(options.directory);
  std::filesystem::copy(*path, file());
  std::filesystem::copy(key, options.directory + "/secret.key");
  open();
  EXPECT_EQ(data->reader().instances().load(id)->state, state);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(backups, a_second_one_in_the_same_second_gets_its_own_name) {
  open();
  const auto first = data->backup(monday, {});
  const auto second = data->backup(monday, {});
  EXPECT_THAT(*second, EndsWith("Z-2.db"));
  EXPECT_TRUE(std::filesystem::exists(*first));
}

TEST_F(backups, are_listed_with_who_made_them_and_whether_they_are_whole) {
  open();
  const auto by_hand = data->backup(monday, {});
  const auto by_plan = data->backup(monday + std::chrono::hours{1}, {}, backup_origin::plan);
  ASSERT_TRUE(by_hand && by_plan);
  EXPECT_THAT(*by_plan, EndsWith("/scheduled-20260302T100000Z.db"));
  std::ofstream{data->backup_directory() + "/notes.txt"} << "of somebody";
  std::ofstream{data->backup_directory() + "/sojourn-someday.db"} << "no stamp";
  std::filesystem::resize_file(*by_hand, std::filesystem::file_size(*by_hand) / 2);

  const auto all = list_backups(data->backup_directory());

  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].made_by, backup_origin::plan);
  EXPECT_EQ(all[0].at, monday + std::chrono::hours{1});
  EXPECT_TRUE(all[0].is_whole);
  EXPECT_EQ(all[1].made_by, backup_origin::operators);
  EXPECT_FALSE(all[1].is_whole) << "it was cut short";
  ASSERT_TRUE(remove_backup(all[1]));
  EXPECT_TRUE(remove_backup(all[1])) << "which is gone already";
  EXPECT_EQ(list_backups(data->backup_directory()).size(), 1u);
  EXPECT_THAT(list_backups(folder.path() + "/nowhere"), IsEmpty());
}

TEST_F(backups, of_damaged_pages_are_refused_and_leave_nothing) {
  open();
  for (int i = 0; i < 600; ++i)
    put(i);
  close();
  {
    // The last pages are of the records, which nobody reads at the start.
    constexpr std::streamoff page_bytes = 4096;
    std::fstream damaged{file(), std::ios::in | std::ios::out | std::ios::binary};
    const auto pages = std::streamoff(std::filesystem::file_size(file())) / page_bytes;
    for (auto page = pages - 10; page < pages; ++page) {
      damaged.seekp(page * page_bytes + 100);
      damaged << std::string(2000, '\x7f');
    }
  }
  open();
  const auto made = data->backup(monday, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, error_code::data_corrupt) << made.error().message;
  EXPECT_THAT(list_backups(data->backup_directory()), IsEmpty());
  for (const auto& entry : std::filesystem::directory_iterator{data->backup_directory()})
    ADD_FAILURE() << entry.path() << " is left behind";
}

TEST_F(backups, hold_the_state_at_their_beginning_while_writing_goes_on) {
  open();
  for (int i = 0; i < 600; ++i)
    put(i);
  int written = 0;
  int last_done = 0;
  const auto path = data->backup(monday, [&](int done, int total) {
    EXPECT_LE(done, total);
    EXPECT_GE(done, last_done) << "it began again";
    last_done = done;
    put(10'000 + written++);
  });
  ASSERT_TRUE(path);
  EXPECT_GT(written, 1);
  EXPECT_EQ(records_in(*path), 600);
}

TEST_F(backups, a_folder_that_cannot_be_written_is_an_error) {
  options.backup_directory = file() + "/under-a-file";
  open();
  EXPECT_EQ(data->backup(monday, {}).error().code, error_code::storage_failed);
}

TEST_F(backups, the_copy_before_a_migration_holds_the_old_data) {
  open();
  put(1);
  close();
  connection source{file(), access::read_write};
  ASSERT_TRUE(copy_before_migration(source, folder.path(), 1));
  EXPECT_EQ(records_in(folder.path() + "/before-migration-1.db"), 1);
}

} // namespace
} // namespace sojourn::storage
