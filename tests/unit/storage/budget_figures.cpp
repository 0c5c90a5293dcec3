// What is told of a budget: days and months, statements, accounts, and what verify finds.
#include "budget_fixture.hpp"
#include "storage/budget.hpp"

namespace sojourn::storage {
namespace {

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
    settle_cost(tx, key, 1, outcome::accepted, evening + 2 * day);
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
  const std::vector how{outcome::accepted, outcome::rejected, outcome::unknown};
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
