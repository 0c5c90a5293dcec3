// Ways to the rows that must not depend on how many other rows there are.
#include "fixture.hpp"
#include "segments/segment_registry.hpp"
#include "storage/conditions/selecting_sql.hpp"
#include "storage/tables.hpp"

namespace sojourn::storage {
namespace {

class plans : public storage_test {
protected:
  plans() {
    open();
    db = std::make_unique<connection>(file(), access::read_write);
    tables = std::make_unique<table_set>(*db);
  }
  /// How SQLite goes about it.
  std::string plan_of(const std::string& sql) {
    sqlite3_stmt* explained = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db->handle(), ("EXPLAIN QUERY PLAN " + sql).c_str(), -1,
                                 &explained, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(db->handle()) << " in " << sql;
    std::string told;
    while (sqlite3_step(explained) == SQLITE_ROW)
      told += reinterpret_cast<const char*>(sqlite3_column_text(explained, 3)) + std::string{"\n"};
    sqlite3_finalize(explained);
    return told;
  }

  std::unique_ptr<connection> db;
  std::unique_ptr<table_set> tables;
};

TEST_F(plans, what_somebody_owns_is_found_by_the_owner_however_much_others_own) {
  (void)tables->records.owned("customer:1", "order");
  (void)tables->records.show_owned_after("customer:1", "order", "", 10);

  int looked_at = 0;
  for (auto* one = sqlite3_next_stmt(db->handle(), nullptr); one != nullptr;
       one = sqlite3_next_stmt(db->handle(), one)) {
    const std::string sql = sqlite3_sql(one);
    if (sql.find("owner = ?") == std::string::npos)
      continue;
    ++looked_at;
    EXPECT_NE(plan_of(sql).find("record_by_owner (owner=? AND type=?"), std::string::npos)
        << sql << "\n"
        << plan_of(sql);
  }
  EXPECT_EQ(looked_at, 2);
}

TEST_F(plans, starts_that_wait_and_what_they_hear_are_found_however_many_others_there_are) {
  (void)tables->inbox.starts_of("customer:1");
  (void)tables->inbox.is_earlier_start("customer:1", "c", 7);
  (void)tables->inbox.held("c", 0, 10);
  (void)tables->inbox.remove_held(1);
  (void)tables->events.is_any_after(1, "customer:1", "order.paid");
  (void)tables->events.after(1, "customer:1", "order.paid");
  (void)tables->events.told_by(event_table::teller::record, "customer:1", "order.paid", "order_id",
                               "o-1");
  tables->events.expire(monday);

  int looked_at = 0;
  for (auto* one = sqlite3_next_stmt(db->handle(), nullptr); one != nullptr;
       one = sqlite3_next_stmt(db->handle(), one)) {
    const std::string sql = sqlite3_sql(one);
    const auto plan = plan_of(sql);
    ++looked_at;
    EXPECT_EQ(plan.find("SCAN inbox\n"), std::string::npos) << sql << "\n" << plan;
    EXPECT_EQ(plan.find("SCAN run\n"), std::string::npos) << sql << "\n" << plan;
    EXPECT_EQ(plan.find("SCAN event\n") == std::string::npos ||
                  sql.find("ORDER BY number LIMIT") != std::string::npos,
              true)
        << sql << "\n"
        << plan;
  }
  EXPECT_GE(looked_at, 8);
}

TEST_F(plans, the_hours_of_one_person_are_found_by_their_sends_however_many_others_have) {
  (void)tables->active_hours.of_person("customer:1", "UTC");

  auto* asked = sqlite3_next_stmt(db->handle(), nullptr);
  ASSERT_NE(asked, nullptr);
  const auto plan = plan_of(sqlite3_sql(asked));
  EXPECT_NE(plan.find("send_by_subject (subject=?)"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
}

TEST_F(plans, the_desk_finds_one_customer_and_what_is_theirs_however_many_others_there_are) {
  const std::string who = "customer:1";
  (void)tables->identities.find("customer", "phone", "+84912345678", 10);
  (void)tables->vouchers.show_named("G-1", {}, 10);
  (void)tables->vouchers.show_of(who, {}, 10);
  (void)tables->desk_tasks.open_of(who, monday, 10);
  (void)tables->desk_tasks.open({}, monday);
  (void)tables->desk_tasks.expire(monday, 10);
  (void)tables->desk_marks.of(who, 10);
  (void)tables->desk_marks.expire(monday, 10);
  (void)tables->customer_changes.changed_at("1", "tier");
  int looked_at = 0;
  for (auto* one = sqlite3_next_stmt(db->handle(), nullptr); one != nullptr;
       one = sqlite3_next_stmt(db->handle(), one)) {
    const std::string sql = sqlite3_sql(one);
    ++looked_at;
    const auto plan = plan_of(sql);
    for (const auto* table : {"SCAN identity", "SCAN v\n", "SCAN voucher", "SCAN desk_task\n",
                              "SCAN desk_mark\n", "SCAN c\n", "SCAN customer_change"})
      EXPECT_EQ(plan.find(table), std::string::npos) << sql << "\n" << plan;
  }
  EXPECT_GE(looked_at, 9);
}

TEST_F(plans, the_records_of_one_customer_are_asked_for_by_their_owner) {
  const segments::segment_registry book{{}, {}};
  const auto asked = book.resolve(
      json::parse(R"({"or": [{"none": [{"var": "orders"}, {">": [{"var": "amount"}, 5]}]},
                             {">": [{"count": [{"var": "carts"}, {"var": "lines"}]}, 1]}]})"),
      "UTC", "");
  ASSERT_TRUE(asked) << asked.error().message;
  const auto plan = plan_of(selecting_sql({.asked = *asked, .now = monday}));
  EXPECT_EQ(plan.find("SEARCH e1 USING PRIMARY KEY"), std::string::npos) << plan;
  EXPECT_NE(plan.find("record_by_owner (owner=? AND type=?)"), std::string::npos) << plan;
}

} // namespace
} // namespace sojourn::storage
