#include "fixture.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/store.hpp"

#include <fstream>

namespace sojourn::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class opening : public storage_test {
protected:
  error refused() {
    auto opened = store::open(options);
    EXPECT_FALSE(opened);
    return opened ? error{} : opened.error();
  }
};

TEST_F(opening, makes_a_directory_that_is_missing) {
  options.directory = folder.path() + "/a/b";
  open();
  EXPECT_EQ(data->reader().operation().status()["schema_version"], migrations().back().number);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(opening, an_empty_file_is_a_new_one) {
  std::filesystem::create_directories(options.directory);
  std::ofstream{file()};
  open();
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(opening, a_second_daemon_is_refused_while_the_first_runs) {
  open();
  EXPECT_EQ(refused().code, error_code::data_locked);
  EXPECT_EQ(verify_offline(options, {}).error().code, error_code::data_locked);
  close();
  open();
}

TEST_F(opening, a_newer_file_is_refused_and_left_as_it_is) {
  open();
  close();
  const auto newer = migrations().back().number + 1;
  raw_file{file()}.run("PRAGMA user_version = " + std::to_string(newer));
  const auto why = refused();
  EXPECT_EQ(why.code, error_code::data_newer);
  EXPECT_THAT(why.message, HasSubstr("version " + std::to_string(newer)));
  EXPECT_EQ(raw_file{file()}.integer("PRAGMA user_version"), newer);
}

TEST_F(opening, what_is_not_our_database_is_refused_and_left_as_it_is) {
  std::filesystem::create_directories(options.directory);
  raw_file{file()}.run("CREATE TABLE shop (a)");
  EXPECT_EQ(refused().code, error_code::data_unusable);
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_EQ(raw_file{file()}.text("PRAGMA journal_mode"), "delete");

  std::filesystem::remove(file());
  std::ofstream{file()} << std::string(5000, 'z');
  EXPECT_EQ(refused().code, error_code::data_unusable);
}

TEST_F(opening, a_path_that_cannot_be_a_directory_is_refused) {
  options.directory = folder.path() + "/file";
  std::ofstream{options.directory};
  EXPECT_EQ(refused().code, error_code::data_unusable);
}

TEST_F(opening, a_folder_in_place_of_the_file_is_refused) {
  std::filesystem::create_directories(file());
  EXPECT_EQ(refused().code, error_code::data_unusable);
}

TEST_F(opening, a_new_file_that_does_not_fit_is_refused) {
  options.page_limit = 5;
  EXPECT_EQ(refused().code, error_code::storage_full);
}

TEST_F(opening, verifying_needs_data_and_makes_none) {
  EXPECT_EQ(verify_offline(options, {}).error().code, error_code::data_unusable);
  EXPECT_FALSE(std::filesystem::exists(options.directory));
}

class migrating : public storage_test {
protected:
  result<void> to(std::span<const migration> known) {
    connection db{folder.path() + "/m.db", access::create};
    return migrate(db, known, [&](int from) -> result<void> {
      copies.push_back(from);
      return copy_outcome;
    });
  }
  std::int64_t look(const std::string& sql) {
    return raw_file{folder.path() + "/m.db"}.integer(sql);
  }

  std::vector<int> copies;
  result<void> copy_outcome;

  void SetUp() override {
    first = {{1, "one", "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7)"}};
    second = first;
    second.push_back({2, "two", "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x * 2"});
    broken = second;
    broken.push_back({3, "three", "UPDATE a SET x = 8; INSERT INTO nowhere VALUES (1)"});
  }
  std::vector<migration> first, second, broken;
};

TEST_F(migrating, a_new_file_gets_every_migration_and_needs_no_copy) {
  ASSERT_TRUE(to(second));
  EXPECT_EQ(look("PRAGMA user_version"), 2);
  EXPECT_EQ(look("SELECT y FROM a"), 14);
  EXPECT_THAT(copies, IsEmpty());
}

TEST_F(migrating, an_older_file_is_copied_first_and_keeps_its_data) {
  ASSERT_TRUE(to(first));
  ASSERT_TRUE(to(second));
  EXPECT_THAT(copies, ::testing::ElementsAre(1));
  EXPECT_EQ(look("SELECT y FROM a"), 14);
  ASSERT_TRUE(to(second));
  EXPECT_THAT(copies, ::testing::SizeIs(1)) << "nothing is left to do";
}

TEST_F(migrating, without_its_copy_nothing_is_changed) {
  ASSERT_TRUE(to(first));
  copy_outcome = fail(error_code::storage_full, "no room");
  EXPECT_EQ(to(second).error().code, error_code::storage_full);
  EXPECT_EQ(look("PRAGMA user_version"), 1);
}

TEST_F(migrating, a_migration_that_fails_is_taken_back) {
  ASSERT_TRUE(to(second));
  const auto failed = to(broken);
  EXPECT_EQ(failed.error().code, error_code::data_unusable);
  EXPECT_THAT(failed.error().message, HasSubstr("three"));
  EXPECT_EQ(look("PRAGMA user_version"), 2);
  EXPECT_EQ(look("SELECT x FROM a"), 7);
}

TEST_F(migrating, an_older_binary_refuses_a_newer_file) {
  ASSERT_TRUE(to(second));
  EXPECT_EQ(to(first).error().code, error_code::data_newer);
}

TEST(migrations, are_numbered_from_1_without_gaps) {
  int number = 0;
  for (const auto& step : migrations())
    EXPECT_EQ(step.number, ++number);
}

/// A file whose migration could not compute everything, and asks the start for the rest.
class a_file_to_rebuild : public storage_test {
protected:
  void SetUp() override {
    open();
    const auto put = [&](const subject_ref& record, const json& value) {
      ASSERT_TRUE(write(*data, [&](transaction& tx) {
        return write_record(tx, record_write_kind::put, record, value, {}, {}, monday);
      }));
    };
    put({"customer", "42"}, {{"tier", "gold"}});
    put({"order", "1"},
        {{"customer_id", "42"}, {"paid_at", "2026-03-01T10:00:00Z"}, {"amount", 5}});
    put({"order", "2"}, {{"customer_id", "42"}});
    put({"order", "3"}, {{"visitor_id", "v"}});
    close();
    raw_file{file()}.run("UPDATE record SET owner = NULL; DELETE FROM trait; "
                         "DELETE FROM paid_order; INSERT INTO rebuild (what) VALUES ('traits')");
  }
};

TEST_F(a_file_to_rebuild, gets_owners_and_traits_from_its_records) {
  open();
  EXPECT_EQ(data->reader().records().traits("42")["orders_count"], 2);
  EXPECT_EQ(data->reader().records().traits("42")["orders_paid"], 1);
  EXPECT_EQ(data->reader().records().traits("42")["amount_paid"], 5);
  raw_file raw{file()};
  EXPECT_EQ(raw.text("SELECT group_concat(coalesce(owner, '-')) FROM record"),
            "-,customer:42,customer:42,visitor:v");
  EXPECT_EQ(raw.integer("SELECT count(*) FROM rebuild"), 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(a_file_to_rebuild, is_verified_only_after_the_start_that_rebuilds_it) {
  EXPECT_EQ(verify_offline(options, {}).error().code, error_code::data_unusable);
  open();
  close();
  EXPECT_THAT(verify_offline(options, {})->violations, IsEmpty());
}

} // namespace
} // namespace sojourn::storage
