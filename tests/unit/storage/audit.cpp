// The audit: lines that are chained, found again, and dropped when their time is over.
#include "storage/audit.hpp"

#include "fixture.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class audit : public storage_test {
protected:
  void say(const std::string& what, instant when = monday, const std::string& address = {}) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      set_asked_from(tx, address);
      write_audit(tx, when,
                  {.who = "anna",
                   .action = "message.put",
                   .target = what,
                   .why = "spring",
                   .changes = json::array({{{"pointer", "/name"}, {"after", "Xuân"}}})});
      return true;
    }));
  }
  std::vector<std::string> targets(audit_query what = {}) {
    std::vector<std::string> found;
    for (const auto& line : data->reader().audit().find(what))
      found.push_back(line.target);
    return found;
  }
  void tamper(const std::string& sql) {
    close();
    raw_file{file()}.run(sql);
    open();
  }
};

TEST_F(audit, says_who_from_where_did_what_and_what_changed) {
  open();
  say("hello", monday, "203.0.113.7");
  const auto line = data->reader().audit().find({}).at(0);
  EXPECT_EQ(line.who, "anna");
  EXPECT_EQ(line.address, "203.0.113.7");
  EXPECT_EQ(line.why, "spring");
  EXPECT_EQ(line.changes, json::array({{{"pointer", "/name"}, {"after", "Xuân"}}}));
  say("by itself");
  EXPECT_EQ(data->reader().audit().find({}).at(0).address, "") << "the address was of one unit";
}

TEST_F(audit, is_searched_by_a_text_in_the_reason_or_in_what_changed) {
  open();
  say("hello");
  EXPECT_THAT(targets({.text = "SPRING"}), ElementsAre("hello"));
  EXPECT_THAT(targets({.who = "anna", .text = "/name"}), ElementsAre("hello"));
  EXPECT_THAT(targets({.text = "summer"}), IsEmpty());
}

TEST_F(audit, that_nobody_touched_is_whole) {
  open();
  for (const auto* what : {"a", "b", "c"})
    say(what);
  reopen();
  say("d");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(audit, betrays_a_line_that_was_removed) {
  open();
  for (const auto* what : {"a", "b", "c"})
    say(what);
  tamper("DELETE FROM audit WHERE target = 'b'");
  EXPECT_THAT(violations(), ElementsAre("audit_line_missing"));
}

TEST_F(audit, betrays_that_its_last_or_its_first_line_was_removed) {
  open();
  say("a");
  say("b");
  tamper("DELETE FROM audit WHERE target = 'b'");
  EXPECT_THAT(violations(), ElementsAre("audit_line_missing"));
  tamper("DELETE FROM audit");
  EXPECT_THAT(violations(), ElementsAre("audit_line_missing"));
}

TEST_F(audit, betrays_a_line_that_was_changed) {
  open();
  say("a");
  say("b");
  tamper("UPDATE audit SET who = 'linh' WHERE target = 'a'");
  EXPECT_THAT(violations(), ElementsAre("audit_line_changed"));
  tamper("UPDATE audit SET who = 'anna', why = 'x', salt = '' WHERE target = 'a'");
  EXPECT_THAT(violations(), ElementsAre("audit_line_changed"))
      << "a line that was erased has no reason";
}

TEST_F(audit, betrays_a_line_that_was_changed_together_with_its_digest) {
  open();
  say("a");
  say("b");
  tamper("UPDATE audit SET digest = 'd', who = 'linh', why = '', changes = '', salt = '' "
         "WHERE target = 'a'");
  EXPECT_THAT(violations(), ElementsAre("audit_chain_broken"));
}

TEST_F(audit, stays_whole_when_lines_are_dropped_whose_time_is_over) {
  open();
  for (int i = 0; i < 6; ++i)
    say("old " + std::to_string(i));
  say("in between", monday + 5 * day);
  say("new", monday + 11 * day);
  const auto drop = [&](instant oldest) {
    ASSERT_TRUE(write(
        *data, [&](transaction& tx) -> result<int> { return tx.tables.audit.drop(oldest, 4); }));
  };

  drop(monday + day);
  EXPECT_THAT(targets(), ElementsAre("new", "in between", "old 5", "old 4")) << "a few at a time";
  drop(monday + day);
  EXPECT_THAT(targets(), ElementsAre("new", "in between"));
  drop(monday + 400 * day);

  EXPECT_THAT(targets(), ElementsAre("new")) << "the last line stays, from which the chain goes on";
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(audit, betrays_a_line_that_was_removed_otherwise) {
  open();
  for (const auto* what : {"a", "b", "c"})
    say(what);
  tamper("DELETE FROM audit WHERE target = 'b'");
  EXPECT_THAT(violations(), ElementsAre("audit_line_missing"));
}

} // namespace
} // namespace sojourn::storage
