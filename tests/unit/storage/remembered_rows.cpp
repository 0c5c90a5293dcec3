// What the writer remembers of rows that each message asks for, after units that were taken back.
#include "messages_fixture.hpp"

namespace sojourn::storage {
namespace {

using messages::admission;

class remembered_rows : public messages_test {
protected:
  void SetUp() override { open(); }
  /// Whether the message may leave, as a unit that is kept says.
  admission::kind admitted(const send_request& request) {
    return write(*data, [&](transaction& tx) { return admit_send(tx, request, {}); })
        .value()
        .admission.what;
  }
  /// Admits the message in a unit that fails after `also`.
  void admit_and_take_back(
      const send_request& request, const std::function<void(transaction&)>& also = [](auto&) {}) {
    EXPECT_FALSE(write(*data, [&](transaction& tx) -> result<bool> {
      also(tx);
      EXPECT_TRUE(admit_send(tx, request, {}));
      return fail(error_code::internal, "taken back");
    }));
  }
  void change(campaign_state to) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, "postcard", to, "an", "", monday);
    }));
  }
  std::int64_t contents() {
    return raw_file{file()}.integer("SELECT count(*) FROM send WHERE content IS NOT NULL");
  }
};

TEST_F(remembered_rows, the_number_of_a_recipient_who_was_taken_back_is_given_to_the_next) {
  traveller cards{*data, ids, postcard()};
  const auto first = cards.start("1");
  const auto second = cards.start("2");
  admit_and_take_back(request_of(cards, first, "customer:1", monday));

  send(cards, second, "customer:2", monday);
  send(cards, first, "customer:1", monday);

  EXPECT_EQ(rows("recipient"), 2);
  EXPECT_EQ(totals().sent, 2);
  EXPECT_THAT(violations(), ::testing::IsEmpty());
}

TEST_F(remembered_rows, a_pause_counts_from_its_commit_and_not_if_it_was_taken_back) {
  traveller cards{*data, ids, postcard()};
  change(campaign_state::active);
  const auto id = cards.start("1");
  const auto request = request_of(cards, id, "customer:1", monday);
  admit_and_take_back(request, [](transaction& tx) {
    ASSERT_TRUE(write_campaign_state(tx, "postcard", campaign_state::paused, "an", "", monday));
  });
  EXPECT_EQ(admitted(request), admission::kind::send);

  change(campaign_state::paused);
  EXPECT_EQ(admitted(request), admission::kind::put_off);

  change(campaign_state::active);
  EXPECT_EQ(admitted(request), admission::kind::send);
}

TEST_F(remembered_rows, what_messages_said_is_forgotten_as_soon_as_its_time_is_over) {
  traveller cards{*data, ids, postcard()};
  const auto send_at = [&](const std::string& customer, instant at) {
    send(cards, cards.start(customer, at), "customer:" + customer, at);
  };
  send_at("1", monday);
  send_at("2", monday + day);
  send_at("3", monday + 29 * day);
  EXPECT_EQ(contents(), 3);

  send_at("4", monday + 30 * day + 1h);
  EXPECT_EQ(contents(), 3); // that of the first is gone
  send_at("5", monday + 30 * day + 2h);
  EXPECT_EQ(contents(), 4);
  send_at("6", monday + 31 * day + 1h);
  EXPECT_EQ(contents(), 4); // and that of the second
}

TEST_F(remembered_rows, what_was_forgotten_in_a_unit_that_was_taken_back_is_forgotten_by_the_next) {
  traveller cards{*data, ids, postcard()};
  send(cards, cards.start("1", monday), "customer:1", monday);
  const auto later = monday + 31 * day;
  const auto id = cards.start("2", later);
  admit_and_take_back(request_of(cards, id, "customer:2", later));
  EXPECT_EQ(contents(), 1);

  send(cards, id, "customer:2", later);

  EXPECT_EQ(contents(), 1);
  EXPECT_EQ(raw_file{file()}.integer("SELECT number FROM send WHERE content IS NOT NULL"), 2);
}

} // namespace
} // namespace sojourn::storage
