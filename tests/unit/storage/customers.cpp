// Customers are found by what people type, among very many.
#include "storage/customers.hpp"

#include "fixture.hpp"
#include "storage/erasures.hpp"
#include "storage/read/search_customers.hpp"
#include "storage/record_changes.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/store.hpp"
#include "storage/tables.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class customers : public storage_test {
protected:
  void SetUp() override {
    open();
    put("1", {{"name", "Nguyễn Văn An"}, {"phone", "0901234567"}, {"email", "an@example.com"}});
    put("2", {{"name", "Nguyễn Thị Bình"}, {"phone", "+84901239999"}});
    put("3", {{"name", "Trần An"}, {"email", "Tran.An@Example.com"}});
    put("kh-0042", {{"name", "Đỗ Ánh"}});
  }
  void put(const std::string& id, const json& fields) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"customer", id}, fields, {}, {}, monday);
    }));
  }
  std::vector<std::string> found(const std::string& text, std::size_t limit = 10) {
    std::vector<std::string> ids;
    for (const auto& one : data->reader().customers().search(text, limit))
      ids.push_back(one.at("id"));
    return ids;
  }
  std::string matched(const std::string& text) {
    return data->reader().customers().search(text, 1).at(0).at("matched");
  }
};

TEST_F(customers, are_found_by_name_with_and_without_accents_and_by_the_beginnings_of_words) {
  EXPECT_THAT(found("nguyen"), ElementsAre("2", "1")) << "in the order of the names";
  EXPECT_THAT(found("Nguyễn"), ElementsAre("2", "1"));
  EXPECT_THAT(found("NGUYEN VAN"), ElementsAre("1"));
  EXPECT_THAT(found("ng th"), ElementsAre("2"));
  EXPECT_THAT(found("do"), ElementsAre("kh-0042"));
  EXPECT_THAT(found("anh"), ElementsAre("kh-0042"));
  EXPECT_EQ(matched("anh"), "name");
}

TEST_F(customers, are_found_by_the_words_of_their_names_in_any_order) {
  put("4", {{"name", "An Trần"}});
  EXPECT_THAT(found("an tran"), UnorderedElementsAre("3", "4"));
  EXPECT_THAT(found("tran an"), UnorderedElementsAre("3", "4"));
  EXPECT_THAT(found("an nguy"), ElementsAre("1"));
}

TEST_F(customers, are_found_by_phone_however_it_is_written) {
  EXPECT_THAT(found("0901234567"), ElementsAre("1"));
  EXPECT_THAT(found("+84 901 234 567"), ElementsAre("1"));
  EXPECT_THAT(found("0901.23"), ElementsAre("1", "2"));
  EXPECT_THAT(found("8490123"), ElementsAre("1", "2"));
  EXPECT_EQ(matched("0901"), "phone");
  EXPECT_THAT(found("09"), IsEmpty()) << "too few digits";
}

TEST_F(customers, are_found_by_e_mail_and_id) {
  EXPECT_THAT(found("an@"), ElementsAre("1"));
  EXPECT_THAT(found("TRAN.AN@example"), ElementsAre("3"));
  EXPECT_EQ(matched("tran.an@"), "email");
  EXPECT_THAT(found("kh-00"), ElementsAre("kh-0042"));
  EXPECT_EQ(matched("kh-0042"), "id");
}

TEST_F(customers, are_found_once_and_no_more_than_asked_for) {
  EXPECT_THAT(found("n", 1).size(), 1u);
  EXPECT_THAT(found("an an"), ElementsAre("1", "3", "kh-0042")) << "both words begin one word";
  EXPECT_THAT(found(""), IsEmpty());
  EXPECT_THAT(found("   "), IsEmpty());
  EXPECT_THAT(found("nobody"), IsEmpty());
}

TEST_F(customers, are_found_by_their_new_name_and_no_longer_by_the_old_one) {
  put("1", {{"name", "Lê Văn Ân"}});
  EXPECT_THAT(found("nguyen"), ElementsAre("2"));
  EXPECT_THAT(found("le van"), ElementsAre("1"));
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return erase_subject(tx, records::customer("2"), {}, "anna", "asked", monday, 1000);
  }));
  EXPECT_THAT(found("nguyen"), IsEmpty());
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(customers, names_that_are_missing_or_too_many_are_found_by_verify) {
  close();
  raw_file{file()}.run("DELETE FROM customer_name WHERE name = 'tran an'");
  EXPECT_THAT(violations(), ElementsAre("customer_name_missing", "customer_names_differ"));
  raw_file{file()}.run("INSERT INTO customer_name VALUES ('tran an', '3'), ('x', '9')");
  EXPECT_THAT(violations(), ElementsAre("customer_names_differ"));
}

TEST_F(customers, are_looked_up_in_an_index_for_every_way_to_find_them) {
  close();
  connection db{file(), access::read_write};
  table_set tables{db};
  (void)search_customers(tables, "nguyen van", 10);
  (void)search_customers(tables, "0901234567", 10);
  std::vector<std::string> statements;
  for (auto* one = sqlite3_next_stmt(db.handle(), nullptr); one != nullptr;
       one = sqlite3_next_stmt(db.handle(), one))
    statements.push_back(sqlite3_sql(one));
  EXPECT_GE(statements.size(), 5u);
  for (const auto& asked : statements) {
    const auto sql = "EXPLAIN QUERY PLAN " + asked;
    sqlite3_stmt* explained = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &explained, nullptr), SQLITE_OK);
    while (sqlite3_step(explained) == SQLITE_ROW) {
      const std::string step = reinterpret_cast<const char*>(sqlite3_column_text(explained, 3));
      EXPECT_EQ(step.find("SCAN customer_name"), std::string::npos) << sql;
      EXPECT_EQ(step.find("SCAN identity"), std::string::npos) << sql;
      EXPECT_EQ(step.find("SCAN record"), std::string::npos) << sql;
      EXPECT_EQ(step.find("TEMP B-TREE"), std::string::npos) << sql;
    }
    sqlite3_finalize(explained);
  }
}

} // namespace
} // namespace sojourn::storage
