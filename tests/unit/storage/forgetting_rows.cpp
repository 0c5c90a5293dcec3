// Rows that are forgotten by their own age: contents, events, keys, the audit.
#include "forgetting_fixture.hpp"

namespace sojourn::storage {
namespace {

using ::testing::IsEmpty;

TEST_F(forgetting, contents_go_before_their_sends) {
  traveller cards{*data, ids, postcard()};
  journey(cards, "1", monday);
  EXPECT_EQ(forget(monday + 29 * day, forgotten_row::contents), 0);

  EXPECT_EQ(forget(monday + 31 * day, forgotten_row::contents), 2) << "of the send and the mail";

  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM send WHERE content IS NOT NULL"), 0);
  EXPECT_EQ(raw_file{file()}.text("SELECT text FROM mail"), "");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(forgetting, an_event_is_recognized_for_as_long_as_was_promised) {
  keep({{"events", {{"days", 1}}}}); // less than event_dedupe_days
  const stored_event paid{.source = "shop",
                          .id = "e1",
                          .type = "order.paid",
                          .subject = {"customer", "1"},
                          .at = monday,
                          .data = json::object()};
  const auto tell = [&](instant now) {
    return write(*data, [&](transaction& tx) { return write_event(tx, paid, {}, now); }).value();
  };
  ASSERT_FALSE(tell(monday).duplicate);

  EXPECT_EQ(forget(monday + 29 * day, forgotten_row::events), 0);
  EXPECT_TRUE(tell(monday + 29 * day).duplicate);

  EXPECT_EQ(forget(monday + 31 * day, forgotten_row::events), 1);
  EXPECT_FALSE(tell(monday + 31 * day).duplicate) << "as before: it is a new one";
}

TEST_F(forgetting, events_that_are_kept_longer_are_recognized_no_longer) {
  keep({{"events", {{"days", 300}}}});
  const stored_event paid{.source = "shop",
                          .id = "e1",
                          .type = "order.paid",
                          .subject = {"customer", "1"},
                          .at = monday,
                          .data = json::object()};
  const auto tell = [&](instant now) {
    return write(*data, [&](transaction& tx) { return write_event(tx, paid, {}, now); }).value();
  };
  (void)tell(monday);
  EXPECT_EQ(forget(monday + 299 * day, forgotten_row::events), 0);
  EXPECT_FALSE(tell(monday + 31 * day).duplicate);
}

TEST_F(forgetting, an_idempotency_key_is_remembered_for_its_hours) {
  const auto ask = [&](instant now) {
    return write(*data,
                 [&](transaction& tx) -> result<bool> {
                   auto known = find_answer(tx, "k", "print", now);
                   if (known && !*known)
                     remember_answer(tx, "k", "print", {{"id", 1}}, now);
                   return known ? result<bool>{known->has_value()} : fail(known.error());
                 })
        .value();
  };
  ASSERT_FALSE(ask(monday));
  EXPECT_EQ(forget(monday + 23h, forgotten_row::idempotency_keys), 0);
  EXPECT_TRUE(ask(monday + 23h));
  EXPECT_EQ(forget(monday + 25h, forgotten_row::idempotency_keys), 1);
}

TEST_F(forgetting, the_audit_is_cleared_of_its_oldest_lines_alone) {
  const auto note = [&](instant now) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      write_audit(tx, now, "an", "test", "it", "");
      return true;
    }));
  };
  keep({{"audit", {{"days", 100}}}});
  for (const auto& age : {0, 10, 90})
    note(monday + age * day);
  EXPECT_EQ(forget(monday + 105 * day, forgotten_row::audit_lines), 1);
  EXPECT_EQ(forget(monday + 500 * day, forgotten_row::audit_lines), 1) << "the newest one stays";
}

} // namespace
} // namespace sojourn::storage
