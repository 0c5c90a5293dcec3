#include "fixture.hpp"
#include "storage/sqlite/data_file.hpp"

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
  EXPECT_EQ(data->reader().status()["schema_version"], migrations().back().number);
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

/// A file as the first version of the program left it.
class a_file_of_version_1 : public storage_test {
protected:
  void SetUp() override {
    std::filesystem::create_directories(options.directory);
    connection db{file(), access::create};
    ASSERT_TRUE(migrate(db, migrations().first(1), [](int) { return result<void>{}; }));
    const auto insert = [&](const char* type, const char* id, const char* data) {
      db.execute(std::string{"INSERT INTO record VALUES ('"} + type + "', '" + id + "', 3, '" +
                 data + "', 5, 6)");
    };
    insert("customer", "42", R"({"tier": "gold"})");
    insert("order", "1", R"({"customer_id": 42, "paid_at": "2026-03-01T10:00:00Z", "amount": 5})");
    insert("order", "2", R"({"customer_id": "42", "amount": "not checked then"})");
    insert("order", "3", R"({"visitor_id": "v"})");
    insert("ticket", "1", R"({"customer_id": "42"})");
    db.execute("INSERT INTO counter VALUES ('records', 5)");
  }
};

TEST_F(a_file_of_version_1, gets_owners_and_traits_from_its_records) {
  open();
  EXPECT_EQ(data->reader().traits("42")["orders_count"], 2);
  EXPECT_EQ(data->reader().traits("42")["orders_paid"], 1);
  EXPECT_EQ(data->reader().traits("42")["amount_paid"], 5);
  EXPECT_EQ(data->reader().record({"order", "2"})->at("version"), 3);
  raw_file raw{file()};
  EXPECT_EQ(raw.text("SELECT group_concat(coalesce(owner, '-')) FROM record"),
            "-,customer:42,customer:42,visitor:v,-");
  EXPECT_EQ(raw.integer("SELECT count(*) FROM rebuild WHERE what <> 'suppressions'"), 0);
  EXPECT_THAT(violations(), IsEmpty());
  EXPECT_FALSE(std::filesystem::is_empty(options.directory + "/backups"));
}

TEST_F(a_file_of_version_1, whose_migration_was_cut_short_ends_it_at_the_next_start) {
  {
    connection db{file(), access::read_write};
    ASSERT_TRUE(migrate(db, migrations(), [](int) { return result<void>{}; }));
  }
  EXPECT_EQ(verify_offline(options, {}).error().code, error_code::data_unusable);
  open();
  EXPECT_EQ(data->reader().traits("42")["orders_paid"], 1);
  close();
  EXPECT_THAT(verify_offline(options, {})->violations, IsEmpty());
}

} // namespace
} // namespace sojourn::storage
