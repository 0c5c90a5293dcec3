// What is forgotten of what has ended, what stays of it, and that the rest holds together.
#include "messages_fixture.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/idempotency.hpp"
#include "storage/instances.hpp"
#include "storage/operation.hpp"
#include "storage/retention.hpp"
#include "storage/vouchers.hpp"

#include <map>

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto year = 401 * day;

class forgetting : public messages_test {
protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    ASSERT_TRUE(write(*data, [](transaction& tx) {
      return add_codes(tx, "gold", {"A", "B"}, monday);
    }));
  }
  void keep(const json& policy) {
    ASSERT_TRUE(write(
        *data, [&](transaction& tx) { return put_retention(tx, policy, {}, "test", monday); }));
  }
  /// Sweeps to its end, a few rows at a time; how many rows of a kind went.
  std::int64_t forget(instant now, forgotten_row what = forgotten_row::instances,
                      std::size_t rows = 20) {
    std::int64_t gone = 0;
    sweep_place place;
    for (int steps = 0; steps < 1000; ++steps) {
      const auto step =
          write(*data, [&](transaction& tx) { return forget_finished(tx, place, now, rows); });
      EXPECT_TRUE(step) << step.error().message;
      if (!step)
        return gone;
      gone += step->removed[static_cast<std::size_t>(what)];
      place = step->next;
      if (step->is_done)
        return gone;
    }
    ADD_FAILURE() << "the sweep does not end";
    return gone;
  }
  /// So that what a test looks at has not the newest entry of the journal.
  void somebody_else() {
    traveller others{*data, ids, sleeper()};
    others.start("somebody-else", monday + 2 * year);
  }
  bool is_there(instance_id id) { return data->reader().instances().load(id).has_value(); }
};

TEST_F(forgetting, an_instance_goes_with_its_journal_when_its_days_are_over) {
  traveller sleepers{*data, ids, sleeper()};
  const auto over = sleepers.start("1");
  sleepers.go(over, cancel_it, monday + 1h);
  somebody_else();

  EXPECT_EQ(forget(monday + 400 * day), 0) << "not a moment before";
  EXPECT_TRUE(is_there(over));

  EXPECT_EQ(forget(monday + 400 * day + 2h), 1);
  EXPECT_FALSE(is_there(over));
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM journal WHERE instance = " +
                                     std::to_string(over.value)),
            0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(forgetting, one_that_has_not_ended_stays_however_old_it_is) {
  traveller sleepers{*data, ids, sleeper()};
  const auto asleep = sleepers.start("1");
  somebody_else();
  EXPECT_EQ(forget(monday + 100 * year), 0);
  EXPECT_TRUE(is_there(asleep));
}

TEST_F(forgetting, follows_the_rules_of_campaign_and_status) {
  keep({{"instances",
         {{"days", 100}, {"by_campaign", {{"gift", {{"by_status", {{"cancelled", nullptr}}}}}}}}}});
  traveller sleepers{*data, ids, sleeper()};
  traveller gifts{*data, ids, gift()};
  const auto goes = sleepers.start("1");
  sleepers.go(goes, cancel_it, monday);
  const auto stays = gifts.start("2");
  gifts.go(stays, cancel_it, monday);
  somebody_else();

  EXPECT_EQ(forget(monday + 2 * year), 1);
  EXPECT_FALSE(is_there(goes));
  EXPECT_TRUE(is_there(stays));
}

TEST_F(forgetting, figures_of_campaigns_stay_as_they_were) {
  traveller sleepers{*data, ids, sleeper()};
  for (const auto* customer : {"1", "2", "3"})
    sleepers.go(sleepers.start(customer), cancel_it, monday);
  somebody_else();
  const auto before = data->reader().campaigns().statistics("sleeper");

  ASSERT_EQ(forget(monday + year), 3);

  EXPECT_EQ(data->reader().campaigns().statistics("sleeper"), before);
  const auto rows = data->reader().operation().status().at("rows");
  EXPECT_EQ(rows.at("instances"), 1);
  EXPECT_EQ(rows.at("journal"), this->rows("journal"));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(forgetting, results_of_messages_stay_as_they_were) {
  traveller cards{*data, ids, postcard()};
  order("o1", "1", monday + 2 * day);
  order("o2", "1", monday + 200 * day);
  journey(cards, "1", monday);
  journey(cards, "1", monday + day); // once more, and this click is the last before the order
  journey(cards, "2", monday);
  journey(cards, "1", monday + 199 * day);
  journey(cards, "9", monday + 500 * day); // has the newest send, and stays
  somebody_else();
  const auto before = results();
  ASSERT_EQ(before.at("orders"), 2);
  ASSERT_EQ(before.at("sent"), 3);
  ASSERT_EQ(before.at("clicked"), 3);

  for (const auto now : {monday + 401 * day, monday + 450 * day, monday + 700 * day}) {
    (void)forget(now, forgotten_row::sends);
    EXPECT_EQ(results(), before) << to_text(now);
    EXPECT_THAT(violations(), IsEmpty());
  }
  EXPECT_EQ(rows("send"), 1);
  EXPECT_EQ(rows("receipt"), 1);
  EXPECT_EQ(rows("mail"), 1);
  EXPECT_EQ(rows("kept_touch"), 2) << "one click for each order, and no more";
  EXPECT_EQ(data->reader().sends().results("postcard", std::chrono::hours{1}, {}).at("orders"), 0)
      << "in any window";
}

TEST_F(forgetting, what_the_graph_of_a_campaign_shows_stays_as_it_was) {
  traveller cards{*data, ids, postcard()};
  journey(cards, "1", monday);
  journey(cards, "2", monday + 3 * day);
  journey(cards, "9", monday + 500 * day);
  somebody_else();
  const auto shown = [&] {
    std::map<std::string, std::int64_t> sums;
    for (const auto& sum : data->reader().campaigns().graph(cards.version, 0, 1'000'000))
      sums[std::to_string(static_cast<int>(sum.kind)) + " " + sum.step + " " + sum.name + " " +
           sum.to] = sum.count;
    return sums;
  };
  const auto before = shown();
  ASSERT_FALSE(before.empty());

  ASSERT_EQ(forget(monday + 450 * day), 2);

  EXPECT_EQ(shown(), before);
  EXPECT_GT(raw_file{file()}.integer("SELECT sum(forgotten) FROM graph_count"), 0);
  EXPECT_THAT(violations(), IsEmpty()) << "what is left of the journal and the sends agrees";
  raw_file{file()}.run("UPDATE graph_count SET count = count + 1");
  EXPECT_THAT(violations(), ElementsAre("graph_counts_differ"));
}

TEST_F(forgetting, a_refund_that_comes_later_still_counts_for_its_message) {
  traveller cards{*data, ids, postcard()};
  order("o1", "1", monday + 2 * day);
  journey(cards, "1", monday);
  journey(cards, "9", monday + 500 * day);
  somebody_else();
  ASSERT_EQ(forget(monday + year), 1);

  ASSERT_TRUE(write(*data, [&](transaction& tx) {
    return write_record(tx, record_write_kind::patch, {"order", "o1"}, {{"status", "refunded"}}, {},
                        {}, monday + year);
  }));

  EXPECT_EQ(results().at("refunded").at("VND"), "100");
}

TEST_F(forgetting, the_newest_row_stays_so_that_no_number_is_given_twice) {
  traveller cards{*data, ids, postcard()};
  const auto newest = journey(cards, "1", monday);

  EXPECT_EQ(forget(monday + year), 0);
  EXPECT_TRUE(is_there(newest)) << "it has the newest entry of the journal";

  const auto head = data->reader().instances().load(newest)->head;
  reopen();
  traveller sleepers{*data, ids, sleeper()};
  const auto next = sleepers.start("2", monday + year);
  EXPECT_GT(data->reader().instances().load(next)->head, head);
  EXPECT_EQ(forget(monday + year), 0) << "and now it has the newest send";
  EXPECT_TRUE(is_there(newest));
}

TEST_F(forgetting, a_code_of_a_forgotten_instance_is_redeemed_for_its_person) {
  traveller gifts{*data, ids, gift()};
  const auto holder = gifts.start("7");
  gifts.take_code(holder, "A", monday);
  gifts.go(holder, cancel_it, monday);
  somebody_else();
  ASSERT_EQ(forget(monday + year), 1);
  EXPECT_THAT(violations(), IsEmpty());

  const auto redeemed = write(
      *data, [](transaction& tx) { return redeem(tx, "gold", "A", "till", {}, monday + year); });

  ASSERT_TRUE(redeemed) << redeemed.error().message;
  EXPECT_EQ(raw_file{file()}.text("SELECT subject FROM event WHERE type = 'voucher.redeemed'"),
            "customer:7");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(forgetting, once_is_once_also_after_the_instance_is_forgotten) {
  traveller sleepers{*data, ids, sleeper("once")};
  sleepers.go(sleepers.start("1"), cancel_it, monday);
  sleepers.start("somebody-else");
  ASSERT_EQ(forget(monday + year), 1);
  EXPECT_THAT(violations(), IsEmpty());

  const auto again = sleepers.write(sleepers.begin("1", monday + year));

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, error_code::reentry_refused);
}

TEST_F(forgetting, an_erasure_finds_what_forgotten_instances_have_left) {
  traveller sleepers{*data, ids, sleeper("once")};
  traveller cards{*data, ids, postcard()};
  traveller gifts{*data, ids, gift()};
  order("o1", "1", monday + 2 * day);
  journey(cards, "1", monday);
  journey(cards, "9", monday + 500 * day);
  sleepers.go(sleepers.start("1"), cancel_it, monday);
  const auto holder = gifts.start("1");
  gifts.take_code(holder, "A", monday);
  gifts.go(holder, cancel_it, monday);
  somebody_else();
  ASSERT_EQ(forget(monday + year), 3);
  ASSERT_EQ(rows("kept_touch"), 1);
  ASSERT_EQ(rows("kept_key"), 1);
  ASSERT_EQ(rows("voucher WHERE subject = 'customer:1'"), 1);

  const auto before = results();

  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return erase_subject(tx, {"customer", "1"}, {}, "test", "asked", monday + year);
  }));

  EXPECT_EQ(results(), before) << "what is told of nobody stays";
  EXPECT_EQ(rows("recipient WHERE subject = 'customer:1'"), 0);
  EXPECT_EQ(rows("payment WHERE owner = 'customer:1' OR record = 'o1'"), 0);
  EXPECT_EQ(rows("kept_touch"), 0);
  EXPECT_EQ(rows("kept_key"), 0);
  EXPECT_EQ(rows("voucher WHERE subject IS NOT NULL"), 0);
  EXPECT_EQ(rows("reentry WHERE key = '1'"), 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(forgetting, an_erased_instance_is_forgotten_like_any_other) {
  traveller sleepers{*data, ids, sleeper()};
  const auto erased = sleepers.start("1");
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return erase_subject(tx, {"customer", "1"}, {}, "test", "asked", monday);
  }));
  somebody_else();
  EXPECT_EQ(forget(monday + year), 1);
  EXPECT_FALSE(is_there(erased));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(forgetting, figures_go_when_their_own_days_are_over_and_not_before_their_messages) {
  keep({{"figures", {{"days", 100}}}, {"instances", {{"days", 300}}}});
  traveller cards{*data, ids, postcard()};
  order("o1", "1", monday + 2 * day);
  journey(cards, "1", monday);
  order("o2", "1", monday + 202 * day);
  journey(cards, "1", monday + 201 * day);
  journey(cards, "9", monday + 500 * day);
  somebody_else();
  ASSERT_EQ(totals().bought.orders, 2);

  EXPECT_EQ(forget(monday + 200 * day, forgotten_row::figures), 0) << "the message is there still";
  EXPECT_EQ(totals().messages, 3);
  EXPECT_THAT(violations(), IsEmpty());

  (void)forget(monday +
               302 * day); // a sweep that forgets the message leaves its figures to the next
  (void)forget(monday + 302 * day);
  EXPECT_GT(data->reader().retention().totals().at("figures"), 0);
  EXPECT_EQ(totals().messages, 2);
  EXPECT_EQ(totals().bought.orders, 1) << "the other one is owed to a message that nobody knows of";
  EXPECT_EQ(rows("kept_touch"), 0);
  EXPECT_EQ(rows("message_place"), 2);
  EXPECT_THAT(violations(), IsEmpty());
}

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

TEST_F(forgetting, tells_before_what_would_go_and_when) {
  traveller sleepers{*data, ids, sleeper()};
  sleepers.go(sleepers.start("1"), cancel_it, monday);
  sleepers.go(sleepers.start("2"), cancel_it, monday + day);
  somebody_else();

  const auto told = data->reader().retention().outlook(monday + 400 * day + 1h);

  ASSERT_EQ(told.at("instances").size(), 1u);
  EXPECT_EQ(told.at("instances").at(0), (json{{"campaign", "sleeper"},
                                              {"status", "cancelled"},
                                              {"days", 400},
                                              {"due", 1},
                                              {"next_at", to_text(monday + 401 * day)}}));
  EXPECT_EQ(told.at("areas").at(0), (json{{"area", "instances"},
                                          {"days", 400},
                                          {"due", 1},
                                          {"next_at", to_text(monday + 401 * day)}}));
  EXPECT_EQ(told.at("areas").size(), retention::areas);
  EXPECT_EQ(forget(monday + 400 * day + 1h), 1) << "and this is what goes";
}

TEST_F(forgetting, an_instance_that_cannot_be_read_stays_for_verify_to_tell_of) {
  traveller sleepers{*data, ids, sleeper()};
  const auto broken = sleepers.start("1");
  sleepers.go(broken, cancel_it, monday);
  const auto sound = sleepers.start("2");
  sleepers.go(sound, cancel_it, monday);
  somebody_else();
  raw_file{file()}.run("UPDATE journal SET instance = 7 WHERE prev = 0 AND instance = " +
                       std::to_string(broken.value));
  reopen();

  EXPECT_EQ(forget(monday + year), 1);
  EXPECT_TRUE(is_there(broken));
  EXPECT_FALSE(is_there(sound));
}

TEST_F(forgetting, verify_finds_an_instance_that_vanished_otherwise) {
  traveller sleepers{*data, ids, sleeper()};
  const auto gone = sleepers.start("1");
  sleepers.go(gone, cancel_it, monday);
  somebody_else();
  close();
  raw_file{file()}.run("DELETE FROM journal WHERE instance = " + std::to_string(gone.value));
  raw_file{file()}.run("DELETE FROM instance WHERE id = " + std::to_string(gone.value));
  EXPECT_THAT(violations(), ElementsAre("graph_counts_differ", "journal_gap", "start_counts_differ",
                                        "statistics_differ"));
}

TEST_F(forgetting, gives_pages_back_that_are_free) {
  traveller cards{*data, ids, sleeper()};
  for (int i = 0; i < 3'000; ++i) {
    auto turn = cards.begin("c" + std::to_string(i), monday, {{"note", std::string(2'000, 'x')}});
    ASSERT_TRUE(cards.write(turn));
    cards.go(turn.after->id, cancel_it, monday);
  }
  somebody_else();
  const auto pages = [&] { return raw_file{file()}.integer("PRAGMA page_count"); };
  const auto before = pages();
  ASSERT_EQ(forget(monday + year, forgotten_row::instances, 512), 3'000);

  for (int steps = 0; steps < 1'000; ++steps) {
    const auto given = write(
        *data, [](transaction& tx) -> result<std::int64_t> { return give_back_pages(tx, 200); });
    ASSERT_TRUE(given);
    ASSERT_LE(*given, 200);
    if (*given == 0)
      break;
  }

  EXPECT_LT(pages(), before / 2);
  EXPECT_THAT(violations(), IsEmpty());
}

} // namespace
} // namespace sojourn::storage
