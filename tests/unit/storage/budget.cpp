// What actions cost, as it is stored: reserved, settled, released, refused; and whom that pauses.
#include "storage/budget.hpp"

#include "fixture.hpp"
#include "storage/sends.hpp"
#include "storage/write/send_outcome.hpp"

#include <thread>

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const json prices{{"timezone", "Asia/Ho_Chi_Minh"},
                  {"resume_at", "06:00"},
                  {"tokens",
                   {{"prices", {{"send", 3}, {"voucher", 3}, {"points", 3}}},
                    {"fixed", {{"month", 1000}, {"day", 10}}}}},
                  {"credits", {{"zalo", {{"currency", "VND"}, {"prices", {{"send:zns", 300}}}}}}}};

/// Sends by ZNS and then sleeps.
json letter() {
  return json::parse(R"({
    "id": "letter", "name": "Letter", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "goal": {"event": "order.paid"}, "start": "tell",
    "steps": {
      "tell": {"type": "send", "message": "hello", "via": ["zns"], "next": "rest"},
      "rest": {"type": "delay", "for": "P10D", "next": "end"}
    },
    "messages": {"hello": {"purpose": "promotional", "fallback": "en",
                           "languages": {"en": {"text": "Hello"}}}}})");
}

json loyalty() {
  return json::parse(R"({
    "id": "loyalty", "name": "Loyalty", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "start": "give",
    "steps": {"give": {"type": "points", "amount": 5, "reference": "welcome", "book": "b",
                       "next": "end"}}})");
}

class budgets : public storage_test {
protected:
  void given(const json& budget = prices) {
    open();
    ASSERT_TRUE(put(budget)) << "the budget was refused";
  }
  result<stored_budget> put(const json& budget, instant now = monday) {
    return write(*data, [&](transaction& tx) { return put_budget(tx, budget, {}, "test", now); });
  }
  void deposit(std::int64_t amount) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return deposit_credits(tx, {.account = "zalo", .amount = amount, .who = "test", .why = {}},
                             monday);
    }));
  }
  void activate(const std::string& campaign) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, campaign, campaign_state::active, "test", {}, monday);
    }));
  }
  campaign_state state_of(const std::string& campaign) {
    for (const auto& one : data->reader().campaigns()) {
      if (one.id == campaign)
        return one.state;
    }
    ADD_FAILURE() << campaign;
    return campaign_state::draft;
  }
  admission admit(traveller& letters, instance_id id, instant now = monday) {
    const auto effect = letters.state(id).effect.value();
    const send_request request{.key = {id, effect.step, effect.visit},
                               .attempt = effect.attempt,
                               .message = {.subject = {"customer", "42"},
                                           .campaign = "letter",
                                           .channel = "zns",
                                           .zone = "UTC",
                                           .at = now},
                               .version = 1,
                               .address = "84900000001",
                               .name = "hello",
                               .language = "en",
                               .hash = "00",
                               .content = {}};
    return write(*data,
                 [&](transaction& tx) { return admit_send(tx, request, messages::send_rules{}); })
        .value();
  }
  /// The outcome of the send reaches the instance.
  void settle(traveller& letters, instance_id id, engine::settlement how, instant now = monday) {
    const auto effect = letters.state(id).effect.value();
    engine::effect_settled told;
    told.step = effect.step;
    told.visit = effect.visit;
    told.attempt = effect.attempt;
    told.how = how;
    told.channel = "zns";
    auto turn = letters.step(id, told, now);
    turn.settled = {told.step, told.visit, told.attempt, how};
    turn.sent = std::make_shared<const send_settled>(
        send_settled{.tracking = tracking_of({id, told.step, told.visit}),
                     .outcome = outcome_of(how).value(),
                     .code = {},
                     .provider_id = {}});
    ASSERT_TRUE(letters.write(turn));
  }
  json tokens_of_day(instant now = monday) {
    return data->reader().budget().standing(now).at("tokens").at("day");
  }
  json credits() { return data->reader().budget().standing(monday).at("credits").at("zalo"); }
  void fill(const std::vector<std::string>& codes) {
    ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    ASSERT_TRUE(
        write(*data, [&](transaction& tx) { return add_codes(tx, "gold", codes, monday); }));
  }
  void expect_tokens(std::int64_t reserved, std::int64_t spent) {
    const auto shown = tokens_of_day();
    EXPECT_EQ(shown.at("reserved"), reserved);
    EXPECT_EQ(shown.at("spent"), spent);
  }
};

TEST_F(budgets, a_send_reserves_tokens_and_credits_and_spends_them_when_it_is_accepted) {
  given();
  deposit(1000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");

  const auto made = admit(letters, id);

  EXPECT_EQ(made.verdict.what, messages::verdict::kind::send);
  EXPECT_EQ(made.cost, (json{{"tokens", 3}, {"credits", 300}, {"account", "zalo"}}));
  expect_tokens(3, 0);
  EXPECT_EQ(credits().at("left"), 700);
  EXPECT_THAT(violations(), IsEmpty());

  settle(letters, id, engine::settlement::accepted);

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

  settle(letters, id, engine::settlement::rejected);

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
    settle(letters, id, engine::settlement::unknown);
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

  EXPECT_EQ(made.verdict.what, messages::verdict::kind::put_off);
  EXPECT_EQ(made.verdict.code, engine::budget_code);
  EXPECT_EQ(made.verdict.why, "the credits of \"zalo\" cannot pay 300: 299 left");
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
  EXPECT_EQ(to_text(made.verdict.until), "2026-03-02T23:00:00Z");
  EXPECT_EQ(state_of("letter"), campaign_state::ended);
}

TEST_F(budgets, a_voucher_is_spent_when_its_code_is_issued_and_free_when_it_is_given_back) {
  given();
  fill({"A", "B"});
  traveller gifts{*data, ids, gift()};
  activate("gift");
  const auto first = gifts.begin("1", monday);
  const auto written = gifts.write(first);
  EXPECT_EQ(written->cost, (json{{"tokens", 3}}));
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

  EXPECT_EQ(written->reserved_code, std::nullopt);
  EXPECT_TRUE(written->paused_campaign);
  ASSERT_TRUE(written->booking);
  EXPECT_EQ(written->booking->how, engine::settlement::put_off);
  EXPECT_EQ(data->reader().pool("gold")->at("free"), 1);
  expect_tokens(9, 0);
  // After a restart the same is told from the outbox.
  const auto rows = data->reader().outbox({}, 10);
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

  EXPECT_EQ(written->booking->how, engine::settlement::put_off);
  EXPECT_TRUE(written->paused_campaign);
  EXPECT_EQ(data->reader().traits("1").at("points"), 0);
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

TEST_F(budgets, days_and_months_are_those_of_the_reservation) {
  given();
  const auto evening = at("2026-03-31T16:59:00Z"); // 23:59 in Hanoi
  const effect_key key{{1}, "s", 1};
  const auto reserve = [&](effect_key which, instant now) {
    return write(*data,
                 [&](transaction& tx) {
                   return reserve_cost(
                       tx, {.key = which, .campaign = "c", .action = "send:x", .at = now});
                 })
        .value();
  };
  for (std::uint64_t i = 1; i <= 3; ++i)
    EXPECT_FALSE(reserve({{i}, "s", 1}, evening).refused);
  EXPECT_TRUE(reserve({{4}, "s", 1}, evening).refused);

  EXPECT_FALSE(reserve({{4}, "s", 1}, evening + 1min).refused); // another day, another month
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    settle_cost(tx, key, 1, engine::settlement::accepted, evening + 2 * day);
    return true;
  }));

  const auto months = data->reader().budget().periods(budget_period::month, "", 10);
  ASSERT_EQ(months.size(), 2u);
  EXPECT_EQ(months[0], json::parse(R"({"period": "2026-04", "credits": {},
                                       "tokens": {"reserved": 3, "spent": 0}})"));
  EXPECT_EQ(months[1], json::parse(R"({"period": "2026-03", "credits": {},
                                       "tokens": {"reserved": 6, "spent": 3}})"));
  EXPECT_EQ(data->reader().budget().periods(budget_period::day, "2026-04", 1).at(0).at("period"),
            "2026-03-31");
}

TEST_F(budgets, a_statement_adds_up_to_its_totals) {
  given();
  deposit(100'000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const std::vector how{engine::settlement::accepted, engine::settlement::rejected,
                        engine::settlement::unknown};
  for (const auto each : how) {
    const auto id = letters.start("42");
    (void)admit(letters, id);
    settle(letters, id, each, monday + 1h);
  }

  const auto told = data->reader().budget().statement("letter", monday, monday + day);

  ASSERT_EQ(told.at("rows").size(), 1u);
  const auto& row = told.at("rows").at(0);
  EXPECT_EQ(row.at("action"), "send:zns");
  EXPECT_EQ(row.at("reserved"),
            json::parse(R"({"count": 3, "tokens": 9, "credits": {"zalo": 900}})"));
  EXPECT_EQ(row.at("settled"),
            json::parse(R"({"count": 1, "tokens": 3, "credits": {"zalo": 300}})"));
  EXPECT_EQ(row.at("released"),
            json::parse(R"({"count": 1, "tokens": 3, "credits": {"zalo": 300}})"));
  EXPECT_EQ(row.at("open"), json::parse(R"({"count": 1, "tokens": 3, "credits": {"zalo": 300}})"));
  for (const auto* part : {"reserved", "settled", "released", "open"})
    EXPECT_EQ(told.at("totals").at(part), row.at(part));
  const auto later = data->reader().budget().statement("letter", monday + 1ms, monday + day);
  EXPECT_EQ(later.at("totals").at("reserved").at("count"), 0);
  EXPECT_EQ(later.at("totals").at("settled").at("count"), 1);
}

TEST_F(budgets, money_comes_in_by_deposits_and_no_more_goes_out_than_is_left) {
  given();
  deposit(1000);
  const auto take_out = [&](std::int64_t amount) {
    return write(*data, [&](transaction& tx) {
      return deposit_credits(
          tx, {.account = "zalo", .amount = -amount, .who = "test", .why = "back"}, monday);
    });
  };

  EXPECT_EQ(take_out(1001).error().code, error_code::wrong_state);
  EXPECT_EQ(take_out(400)->at("left"), 600);
  const auto nowhere = write(*data, [](transaction& tx) {
    return deposit_credits(tx, {.account = "sms", .amount = 1, .who = "test", .why = {}}, monday);
  });
  EXPECT_EQ(nowhere.error().code, error_code::not_found);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(budgets, an_account_keeps_its_currency) {
  given();
  auto other = prices;
  other["credits"]["zalo"]["currency"] = "USD";

  EXPECT_EQ(put(other).error().code, error_code::wrong_state);
  EXPECT_EQ(data->reader().budget().newest().version, 1);
}

TEST_F(budgets, without_a_budget_nothing_costs_anything_and_whom_it_paused_is_looked_at_at_once) {
  given();
  traveller letters{*data, ids, letter()};
  activate("letter");
  (void)admit(letters, letters.start("42"));

  ASSERT_TRUE(put({}, monday + 1h));

  EXPECT_EQ(data->reader().budget().next_look(), monday + 1h);
  const auto resumed =
      write(*data, [](transaction& tx) { return resume_paid(tx, "letter", {}, monday + 1h); });
  EXPECT_TRUE(resumed.value());
  EXPECT_TRUE(admit(letters, letters.start("43")).cost.is_null());
}

TEST_F(budgets, the_same_budget_again_is_no_new_version) {
  given();
  EXPECT_EQ(put(prices)->version, 1);
  const auto stale = write(*data, [](transaction& tx) {
    return put_budget(tx, json::object(), over(7), "test", monday);
  });
  EXPECT_EQ(stale.error().code, error_code::version_mismatch);
}

TEST_F(budgets, verify_finds_figures_that_the_ledger_does_not_give) {
  given();
  deposit(1000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  (void)admit(letters, letters.start("42"));
  close();
  for (const auto* damage :
       {"UPDATE budget_day SET spent = spent + 1 WHERE account = ''",
        "UPDATE budget_account SET deposited = deposited + 1", "DELETE FROM budget_reservation"}) {
    SCOPED_TRACE(damage);
    raw_file{file()}.run(damage);
    EXPECT_THAT(violations(), ElementsAre("budget_differs"));
  }
}

TEST_F(budgets, verify_finds_a_reservation_that_nothing_will_settle) {
  given();
  deposit(1000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");
  (void)admit(letters, id);
  letters.go(id, cancel_it, monday); // whoever takes it back says that it never left …
  EXPECT_THAT(violations(), ElementsAre("reservation_without_effect"));

  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    release_cost(tx, {id, "tell", 1}, 1, monday); // … here
    return true;
  }));
  expect_tokens(0, 0);
  EXPECT_THAT(violations(), IsEmpty());
}

} // namespace
} // namespace sojourn::storage
