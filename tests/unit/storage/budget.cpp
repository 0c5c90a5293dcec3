// What actions cost, as it is stored: reserved, settled, released, refused; and whom that pauses.
#include "storage/budget.hpp"

#include "budget_fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/outbox.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {
namespace {

TEST_F(budgets, a_send_reserves_tokens_and_credits_and_spends_them_when_it_is_accepted) {
  given();
  deposit(1000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");

  const auto made = admit(letters, id);

  EXPECT_EQ(made.admission.what, messages::admission::kind::send);
  EXPECT_EQ(made.cost, (json{{"tokens", 3}, {"credits", 300}, {"account", "zalo"}}));
  expect_tokens(3, 0);
  EXPECT_EQ(credits().at("left"), 700);
  EXPECT_THAT(violations(), IsEmpty());

  settle(letters, id, outcome::accepted);

  expect_tokens(0, 3);
  EXPECT_EQ(credits().at("reserved"), 0);
  EXPECT_EQ(credits().at("spent"), 300);
  EXPECT_EQ(credits().at("left"), 700);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, a_send_that_is_refused_gives_back_what_was_reserved) {
  given();
  deposit(1000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");
  (void)admit(letters, id);

  settle(letters, id, outcome::rejected);

  expect_tokens(0, 0);
  EXPECT_EQ(credits().at("left"), 1000);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, what_is_unknown_stays_reserved_until_something_is_heard) {
  for (const auto kind : {messages::receipt_kind::delivered, messages::receipt_kind::failed}) {
    SCOPED_TRACE(messages::to_text(kind));
    std::filesystem::remove_all(options.directory);
    given();
    deposit(1000);
    traveller letters{*data, ids, letter()};
    activate("letter");
    const auto id = letters.start("42");
    (void)admit(letters, id);
    settle(letters, id, outcome::unknown);
    expect_tokens(3, 0);
    EXPECT_EQ(credits().at("reserved"), 300);
    EXPECT_THAT(violations(), IsEmpty());

    const messages::receipt heard{.kind = kind,
                                  .channel = "zns",
                                  .key = tracking_of({id, "tell", 1}),
                                  .at = monday,
                                  .id = "1"};
    ASSERT_TRUE(
        write(*data, [&](transaction& tx) { return write_receipt(tx, heard, {}, monday); }));

    const bool arrived = kind == messages::receipt_kind::delivered;
    expect_tokens(0, arrived ? 3 : 0);
    EXPECT_EQ(credits().at("spent"), arrived ? 300 : 0);
    EXPECT_EQ(credits().at("reserved"), 0);
    EXPECT_THAT(violations(), IsEmpty());
    close();
  }
}

TEST_F(budgets, what_nobody_hears_of_is_settled_by_the_rule_after_its_time) {
  for (const std::string settle_as : {"spend", "release"}) {
    SCOPED_TRACE(settle_as);
    std::filesystem::remove_all(options.directory);
    auto budget = prices;
    budget["unheard"] = {{"after", "P7D"}, {"settle", settle_as}};
    given(budget);
    deposit(1000);
    traveller letters{*data, ids, letter()};
    activate("letter");
    const auto id = letters.start("42");
    (void)admit(letters, id);
    settle(letters, id, outcome::unknown);
    const auto settled_at = [&](instant now) {
      return write(*data,
                   [&](transaction& tx) -> result<std::int64_t> {
                     return settle_unheard(tx, now, 10);
                   })
          .value();
    };
    EXPECT_EQ(data->reader().budget().unheard().since, monday);

    EXPECT_EQ(settled_at(monday + 7 * day - milliseconds{1}), 0);
    expect_tokens(3, 0);
    EXPECT_EQ(settled_at(monday + 7 * day), 1);

    const bool spends = settle_as == "spend";
    expect_tokens(0, spends ? 3 : 0);
    EXPECT_EQ(credits().at("spent"), spends ? 300 : 0);
    EXPECT_EQ(data->reader().budget().unheard().count, 0);
    EXPECT_THAT(violations(), IsEmpty());
    close();
  }
}

TEST_F(budgets, a_send_that_may_go_elsewhere_is_passed_over_and_pauses_nothing) {
  given();
  deposit(299);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");

  const auto made = admit(letters, id, monday, true);

  EXPECT_EQ(made.admission.what, messages::admission::kind::pass_over);
  EXPECT_EQ(made.admission.code, engine::budget_code);
  EXPECT_FALSE(made.paused_campaign);
  EXPECT_EQ(state_of("letter"), campaign_state::active);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, the_same_attempt_by_another_channel_is_reserved_once) {
  given();
  deposit(1000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");

  (void)admit(letters, id);
  (void)admit(letters, id);

  expect_tokens(3, 0);
  EXPECT_EQ(credits().at("reserved"), 300);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, a_campaign_whose_send_cannot_be_paid_pauses_in_the_same_transaction) {
  given();
  deposit(299);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");

  const auto made = admit(letters, id);

  EXPECT_EQ(made.admission.what, messages::admission::kind::put_off);
  EXPECT_EQ(made.admission.code, engine::budget_code);
  EXPECT_EQ(made.admission.why, "the credits of \"zalo\" cannot pay 300: 299 left");
  EXPECT_TRUE(made.paused_campaign);
  EXPECT_EQ(state_of("letter"), campaign_state::paused);
  expect_tokens(0, 0); // neither half of a price is held without the other
  const auto waits = data->reader().budget().pause_of("letter").value();
  EXPECT_EQ(waits.action, "send:zns");
  EXPECT_EQ(to_text(waits.look_at), "2026-03-02T23:00:00Z"); // 06:00 in Hanoi
  EXPECT_EQ(data->reader().budget().next_look(), waits.look_at);
  EXPECT_TRUE(data->reader().sends().find({}).items.empty());
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, a_paused_campaign_goes_on_at_its_hour_if_there_is_enough_by_then) {
  given();
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");
  (void)admit(letters, id);
  const auto look = [&](instant now) {
    return write(*data, [&](transaction& tx) { return resume_paid(tx, "letter", {}, now); })
        .value();
  };
  const auto first = at("2026-03-02T23:00:00Z");

  EXPECT_FALSE(look(first - 1ms)); // not before its hour
  EXPECT_FALSE(look(first));       // nothing came in
  EXPECT_EQ(data->reader().budget().next_look(), first + day);
  deposit(300);
  EXPECT_FALSE(look(first + 1h));
  ASSERT_TRUE(look(first + day));

  EXPECT_EQ(state_of("letter"), campaign_state::active);
  EXPECT_THAT(data->reader().budget().pauses(), IsEmpty());
  EXPECT_EQ(data->reader().budget().next_look(), std::nullopt);
}

TEST_F(budgets, one_that_may_not_go_on_for_another_reason_is_looked_at_again_and_says_why) {
  given();
  traveller letters{*data, ids, letter()};
  activate("letter");
  (void)admit(letters, letters.start("42"));
  deposit(300);

  const auto looked = write(*data, [](transaction& tx) {
    return resume_paid(tx, "letter", "the template is disabled", at("2026-03-02T23:00:00Z"));
  });

  EXPECT_FALSE(looked.value());
  EXPECT_EQ(data->reader().budget().pause_of("letter")->why, "the template is disabled");
}

TEST_F(budgets, whoever_pauses_it_once_more_keeps_it_from_going_on) {
  given();
  traveller letters{*data, ids, letter()};
  activate("letter");
  (void)admit(letters, letters.start("42"));

  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_campaign_state(tx, "letter", campaign_state::paused, "linh", "audit", monday);
  }));

  EXPECT_THAT(data->reader().budget().pauses(), IsEmpty());
  EXPECT_EQ(state_of("letter"), campaign_state::paused);
  const auto again = write(*data, [](transaction& tx) {
    return write_campaign_state(tx, "letter", campaign_state::paused, "linh", {}, monday);
  });
  EXPECT_EQ(again.error().code, error_code::wrong_state);
}

TEST_F(budgets, an_instance_of_an_ended_campaign_waits_by_itself) {
  given();
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_campaign_state(tx, "letter", campaign_state::ended, "test", {}, monday);
  }));

  const auto made = admit(letters, id);

  EXPECT_FALSE(made.paused_campaign);
  EXPECT_EQ(to_text(made.admission.until), "2026-03-02T23:00:00Z");
  EXPECT_EQ(state_of("letter"), campaign_state::ended);
}

TEST_F(budgets, a_voucher_is_spent_when_its_code_is_issued_and_free_when_it_is_given_back) {
  given();
  fill({"A", "B"});
  traveller gifts{*data, ids, gift()};
  activate("gift");
  const auto first = gifts.begin("1", monday);
  const auto written = gifts.write(first);
  EXPECT_EQ(written->booking->cost, (json{{"tokens", 3}}));
  const auto second = gifts.start("2");
  expect_tokens(6, 0);

  gifts.take_code(first.after->id, "A", monday);
  gifts.go(second, cancel_it, monday);

  expect_tokens(0, 3);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, a_voucher_that_cannot_be_paid_takes_no_code_and_is_put_off) {
  given();
  fill({"A", "B", "C", "D"});
  traveller gifts{*data, ids, gift()};
  activate("gift");
  for (const auto* customer : {"1", "2", "3"})
    gifts.start(customer);

  const auto turn = gifts.begin("4", monday);
  const auto written = gifts.write(turn);

  EXPECT_EQ(code_in(written->booking), std::nullopt);
  EXPECT_TRUE(written->paused_campaign);
  ASSERT_TRUE(written->booking);
  EXPECT_EQ(written->booking->how, outcome::put_off);
  EXPECT_EQ(data->reader().vouchers().pool("gold")->at("free"), 1);
  expect_tokens(9, 0);
  // After a restart the same is told from the outbox.
  const auto rows = data->reader().outbox().list({}, 10);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows.back().outcome, written->booking);
  EXPECT_THAT(violations(), IsEmpty());

  gifts.go(turn.after->id, engine::booking_settled(*turn.after->effect, *written->booking), monday);
  EXPECT_EQ(gifts.state(turn.after->id).waiting, engine::waiting_for::rate_limit);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, points_are_paid_as_they_are_booked_and_not_when_they_were_booked_before) {
  given();
  traveller members{*data, ids, loyalty()};
  activate("loyalty");

  EXPECT_EQ(members.write(members.begin("1", monday))->booking->cost, (json{{"tokens", 3}}));
  EXPECT_TRUE(members.write(members.begin("1", monday))->booking->cost.is_null());

  expect_tokens(0, 3);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, points_that_cannot_be_paid_are_not_booked) {
  auto budget = prices;
  budget["tokens"]["fixed"]["day"] = 2;
  given(budget);
  traveller members{*data, ids, loyalty()};
  activate("loyalty");

  const auto written = members.write(members.begin("1", monday));

  EXPECT_EQ(written->booking->how, outcome::put_off);
  EXPECT_TRUE(written->paused_campaign);
  EXPECT_EQ(data->reader().records().traits("1").at("points"), 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, nothing_is_promised_twice_however_many_ask_at_once) {
  auto budget = prices;
  budget["tokens"]["fixed"]["day"] = 100; // 33 actions of 3
  given(budget);
  constexpr int askers = 4;
  constexpr int each = 50;
  std::atomic<int> paid{0};
  std::vector<std::thread> threads;
  for (int asker = 0; asker < askers; ++asker)
    threads.emplace_back([&, asker] {
      for (int i = 0; i < each; ++i) {
        const auto made = write(*data, [&](transaction& tx) {
          return reserve_cost(tx,
                              {.key = {{static_cast<std::uint64_t>(asker * each + i + 1)}, "s", 1},
                               .campaign = "none",
                               .action = "voucher",
                               .at = monday});
        });
        paid += made && !made->refused;
      }
    });
  for (auto& thread : threads)
    thread.join();

  EXPECT_EQ(paid, 33);
  expect_tokens(99, 0);
}

TEST_F(budgets, a_unit_that_fails_leaves_neither_a_reservation_nor_a_budget) {
  given();
  const auto failed = write(*data, [](transaction& tx) -> result<bool> {
    (void)put_budget(tx, json::object(), {}, "test", monday);
    (void)reserve_cost(tx,
                       {.key = {{1}, "s", 1}, .campaign = "c", .action = "send:x", .at = monday});
    return fail(error_code::internal, "no");
  });
  EXPECT_FALSE(failed);

  const auto made = write(*data, [](transaction& tx) {
    return reserve_cost(tx,
                        {.key = {{2}, "s", 1}, .campaign = "c", .action = "send:x", .at = monday});
  });

  EXPECT_EQ(made->cost, (json{{"tokens", 3}})); // by the budget that is there
  expect_tokens(3, 0);
}

} // namespace
} // namespace sojourn::storage
