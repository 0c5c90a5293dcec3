// What messages and orders count in reports: each once, whatever comes late, moves, or goes.
#include "messages_fixture.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"

namespace sojourn::storage {
namespace {

using messages::receipt_kind;
using reports::dimension;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class messages_in_reports : public messages_test {
protected:
  void SetUp() override { open(); }
  instance_id sent_to(traveller& by, const std::string& subject, instant now) {
    const auto id = by.start(subject, now);
    send(by, id, subject.find(':') == std::string::npos ? "customer:" + subject : subject, now);
    return id;
  }
  std::vector<std::string> subjects(reports::person_figure of) {
    monitor_query what;
    what.campaigns.push_back({.id = "postcard"});
    what.window = std::chrono::days{7};
    std::vector<std::string> found;
    const auto customers = data->reader().monitor().customers(what, of, 0, 10, {});
    EXPECT_TRUE(customers);
    if (customers) {
      for (const auto& one : *customers)
        found.push_back(one.subject);
    }
    return found;
  }
  /// All that reports can tell, for a comparison.
  json all_figures() {
    const auto table = figures({dimension::step, dimension::channel, dimension::day});
    json rows_of = json::array();
    for (const auto& row : table.rows)
      rows_of.push_back({row.key, reports::as_json(row.figures)});
    auto series = reports::series::between(monday, monday + 20 * day, reports::series_unit::hour,
                                           "Asia/Ho_Chi_Minh")
                      .value();
    monitor_query what;
    what.campaigns.push_back({.id = "postcard"});
    what.window = std::chrono::days{7};
    EXPECT_TRUE(data->reader().monitor().fill(series, what, {}));
    return {{"totals", reports::as_json(table.totals)},
            {"rows", std::move(rows_of)},
            {"series", series.points()},
            {"results", results()}};
  }
  result<link_written> link(const std::string& visitor, const std::string& customer) {
    return write(*data, [&](transaction& tx) {
      return link_visitor(tx, visitor, customer, "test", monday + day, default_portion);
    });
  }
};

TEST_F(messages_in_reports, count_from_their_hand_over_until_they_turn_out_not_to_have_left) {
  traveller cards{*data, ids, postcard()};
  const auto id = cards.start("1");
  const auto request = request_of(cards, id, "customer:1", monday);
  hand_over(request);
  EXPECT_EQ(totals().sent, 1);

  settle(cards, request, monday, outcome::rejected);

  EXPECT_EQ(totals().messages, 0);
  EXPECT_EQ(totals().sent, 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, a_further_attempt_by_another_channel_takes_the_place_of_the_first) {
  traveller cards{*data, ids, postcard()};
  const auto id = cards.start("1");
  hand_over(request_of(cards, id, "customer:1", monday, "sms"));
  receive(id, receipt_kind::clicked, monday + 1h);
  order("o1", "1", monday + 2h);
  ASSERT_EQ(figures({dimension::channel}).find({"sms"})->figures.bought.orders, 1);

  const auto second = request_of(cards, id, "customer:1", monday + 3 * day);
  hand_over(second);
  settle(cards, second, monday + 3 * day);

  const auto table = figures({dimension::channel, dimension::day});
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows.front().key, (std::vector<std::string>{"mailbox", "2026-03-05"}));
  EXPECT_EQ(table.rows.front().figures.clicked, 1);
  EXPECT_EQ(table.rows.front().figures.bought.orders, 1) << "what was heard of it came along";
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, a_unit_that_is_taken_back_counts_nothing) {
  traveller cards{*data, ids, postcard()};
  const auto id = cards.start("1");
  const auto request = request_of(cards, id, "customer:1", monday);
  ASSERT_FALSE(write(*data, [&](transaction& tx) -> result<bool> {
    (void)admit_send(tx, request, {});
    return fail(error_code::internal, "it fails behind it");
  }));
  EXPECT_EQ(figures().rows.size(), 0u);

  hand_over(request);
  settle(cards, request, monday);

  EXPECT_EQ(totals().sent, 1);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, an_order_is_owed_to_the_same_message_whatever_comes_first) {
  traveller cards{*data, ids, postcard()};
  const auto early = sent_to(cards, "1", monday);
  const auto later = sent_to(cards, "1", monday + day);
  const auto tell_all = [&] {
    receive(early, receipt_kind::clicked, monday + 2h);
    receive(later, receipt_kind::read, monday + day + 1h);
    receive(later, receipt_kind::clicked, monday + 3 * day);
  };
  order("before-the-receipts", "1", monday + 2 * day);
  tell_all();
  order("after-the-receipts", "1", monday + 2 * day + 1h);

  const auto by_day = figures({dimension::day});

  EXPECT_EQ(by_day.find({"2026-03-02"})->figures.bought.orders, 2) << "the click of the day before";
  EXPECT_EQ(by_day.find({"2026-03-03"})->figures.bought.orders, 0);
  monitor_query narrow;
  narrow.window = std::chrono::hours{24};
  EXPECT_EQ(figures({dimension::day}, narrow).find({"2026-03-03"})->figures.bought.orders, 2)
      << "the click is too old for this window, the read is not";
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, an_order_that_changes_counts_as_it_is_now) {
  traveller cards{*data, ids, postcard()};
  receive(sent_to(cards, "1", monday), receipt_kind::clicked, monday + 1h);
  sent_to(cards, "2", monday);
  order("o1", "1", monday + 2h);
  ASSERT_EQ(totals().bought.orders, 1);

  order("o1", "1", monday + 2h, {{"status", "refunded"}, {"amount", 250}});
  EXPECT_EQ(totals().bought.refunded_orders, 1);
  EXPECT_EQ(totals().bought.refunded.at("VND"), 250'000);
  order("o1", "1", monday - 1h);
  EXPECT_EQ(totals().bought.orders, 0) << "it was paid before the click";
  order("o1", "2", monday + 2h);
  EXPECT_EQ(totals().bought.orders, 0) << "it is another customer's, who has not clicked";
  order("o1", "1", monday + 2h);
  EXPECT_EQ(totals().bought.orders, 1);
  EXPECT_THAT(violations(), IsEmpty());
  ASSERT_TRUE(write(*data, [&](transaction& tx) {
    return write_record(tx, record_write_kind::remove, {"order", "o1"}, {}, {}, {}, monday + day);
  }));
  EXPECT_EQ(totals().bought.orders, 0);
  EXPECT_EQ(rows("payment"), 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, a_visitor_who_turns_out_to_be_a_customer_is_one_person_with_them) {
  traveller cards{*data, ids, postcard()};
  sent_to(cards, "1", monday);
  const auto as_visitor = sent_to(cards, "visitor:v", monday);
  receive(as_visitor, receipt_kind::clicked, monday + 1h);
  order("o1", "1", monday + 2h);
  ASSERT_EQ(totals().sent, 2);
  ASSERT_EQ(totals().bought.orders, 0);

  ASSERT_TRUE(link("v", "1"));

  EXPECT_EQ(totals().messages, 2);
  EXPECT_EQ(totals().sent, 1);
  EXPECT_EQ(totals().bought.orders, 1) << "the visitor's click was the customer's";
  EXPECT_THAT(subjects(reports::person_figure::buyers), ElementsAre("customer:1"));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, whoever_is_erased_counts_on_as_somebody_whom_nobody_knows) {
  traveller cards{*data, ids, postcard()};
  receive(sent_to(cards, "1", monday), receipt_kind::clicked, monday + 1h);
  sent_to(cards, "2", monday);
  order("o1", "1", monday + 2h);
  order("o2", "1", monday - 2h);
  const auto before = reports::as_json(totals());

  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return erase_subject(tx, {"customer", "1"}, {}, "test", "asked", monday + day);
  }));

  EXPECT_EQ(reports::as_json(totals()), before);
  EXPECT_THAT(subjects(reports::person_figure::sent), ElementsAre("erased:1", "customer:2"));
  EXPECT_EQ(rows("payment"), 1) << "what is owed to no message is no figure";
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, are_more_than_one_chunk_and_stay_after_a_restart) {
  traveller cards{*data, ids, postcard()};
  constexpr int before = 70;
  constexpr int after = 30;
  for (int i = 0; i < before; ++i)
    sent_to(cards, "a" + std::to_string(i), monday);
  reopen();
  traveller again{*data, ids, postcard()};
  for (int i = 0; i < after; ++i)
    sent_to(again, "b" + std::to_string(i), monday);

  EXPECT_EQ(totals().messages, before + after);
  EXPECT_EQ(totals().sent, before + after);
  EXPECT_EQ(rows("message_chunk"), 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, of_some_days_are_those_that_were_handed_over_in_them) {
  traveller cards{*data, ids, postcard()};
  for (int month = 0; month < 4; ++month)
    receive(sent_to(cards, "1", monday + month * 30 * day), receipt_kind::read, monday + 100 * day);
  monitor_query what;
  what.from = monday + 30 * day;
  what.to = monday + 90 * day;

  const auto table = figures({}, what);

  EXPECT_EQ(table.totals.messages, 2);
  EXPECT_EQ(table.totals.read, 1) << "one person, whenever they read it";
  what.to = monday + 90 * day + 1s;
  EXPECT_EQ(figures({}, what).totals.messages, 3);
}

TEST_F(messages_in_reports, a_series_tells_when_it_happened_however_old_the_message_is) {
  traveller cards{*data, ids, postcard()};
  const auto id = sent_to(cards, "1", monday);
  receive(id, receipt_kind::read, monday + 60 * day);
  receive(id, receipt_kind::clicked, monday + 60 * day + 1h);
  order("o1", "1", monday + 60 * day + 2h);
  auto series = reports::series::between(monday + 60 * day, monday + 61 * day,
                                         reports::series_unit::hour, "UTC")
                    .value();
  monitor_query what;
  what.campaigns.push_back({.id = "postcard"});
  what.window = std::chrono::hours{1};

  ASSERT_TRUE(data->reader().monitor().fill(series, what, {}));

  const auto points = series.points();
  EXPECT_EQ(points.at(0).at("reads"), 1);
  EXPECT_EQ(points.at(1).at("clicks"), 1);
  EXPECT_EQ(points.at(2).at("orders"), 1);
  EXPECT_EQ(points.at(0).at("sends"), 0);
  EXPECT_EQ(points.at(0).at("starts"), 0);
}

TEST_F(messages_in_reports, counted_anew_are_the_same) {
  traveller cards{*data, ids, postcard()};
  for (int i = 0; i < 100; ++i) {
    const auto customer = std::to_string(i % 40);
    const auto id = sent_to(cards, customer, monday + i * 3h);
    if (i % 3 == 0)
      receive(id, receipt_kind::read, monday + i * 3h + 1h);
    if (i % 5 == 0)
      receive(id, receipt_kind::clicked, monday + i * 3h + 2h);
    if (i % 4 == 0)
      order("o" + std::to_string(i), customer, monday + i * 3h + 5h,
            i % 8 == 0 ? json{{"status", "cancelled"}} : json::object());
  }
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return erase_subject(tx, {"customer", "5"}, {}, "test", "asked", monday + 20 * day);
  }));
  const auto before = all_figures();
  close();
  raw_file raw{file()};
  raw.run("UPDATE message_chunk SET entries = zeroblob(length(entries))");
  raw.run("UPDATE payment SET amount = 7 WHERE owner NOT LIKE 'erased:%'");
  raw.run("UPDATE start_count SET count = 9");
  EXPECT_THAT(violations(),
              ElementsAre("message_counts_differ", "payments_differ", "start_counts_differ"));

  raw.run("INSERT INTO rebuild VALUES ('messages')");
  open();

  EXPECT_EQ(all_figures(), before);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(messages_in_reports, verify_finds_what_counts_and_was_never_sent) {
  traveller cards{*data, ids, postcard()};
  sent_to(cards, "1", monday);
  close();
  raw_file raw{file()};
  raw.run("UPDATE message_chunk SET entries = CAST(entries || entries AS BLOB)");
  EXPECT_THAT(violations(), ElementsAre("message_without_send"));
  raw.run("UPDATE message_chunk SET entries = substr(entries, 1, 24)");
  raw.run("UPDATE send SET slot = -slot");
  EXPECT_THAT(violations(), ElementsAre("message_counts_differ"));
  raw.run("UPDATE send SET slot = -slot");
  raw.run("UPDATE recipient SET subject = 'customer:2'");
  EXPECT_THAT(violations(), ElementsAre("message_counts_differ"));
}

TEST_F(messages_in_reports, of_a_damaged_recipient_are_refused_and_not_counted) {
  traveller cards{*data, ids, postcard()};
  sent_to(cards, "1", monday);
  close();
  raw_file{file()}.run("UPDATE message_chunk SET "
                       "entries = CAST(x'FFFFFFFF' || substr(entries, 5) AS BLOB)");
  open();
  try {
    (void)totals();
    FAIL() << "it counted";
  } catch (const read_failure& refused) {
    EXPECT_EQ(refused.why().code, error_code::data_corrupt);
  }
}

} // namespace
} // namespace sojourn::storage
