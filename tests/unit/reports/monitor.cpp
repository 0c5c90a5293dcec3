// What messages brought: persons once, orders once, and sums that agree.
#include "reports/monitor.hpp"

#include "calendar/day_number.hpp"
#include "tests/support/instants.hpp"

#include <gtest/gtest.h>

namespace sojourn::reports {
namespace {

constexpr reaction got{.delivered = true};
constexpr reaction read_it{.delivered = true, .read = true};
constexpr reaction clicked_it{.delivered = true, .read = true, .clicked = true};

records::payment paid(std::int64_t thousandths, const char* currency, bool called_off = false) {
  return {
      .at = {}, .amount_thousandths = thousandths, .currency = currency, .called_off = called_off};
}

send_place in_group(const char* phase, const char* group) {
  return {.phase = phase, .group = group, .campaign = std::string{"9-9."} + group};
}

} // namespace

TEST(monitor, counts_each_person_once_in_a_row_and_once_in_the_totals) {
  monitor_counts counts{std::vector{dimension::phase}};
  const auto teasing = counts.row_of(in_group("teasing", "cart"));
  const auto day = counts.row_of(in_group("day", "cart"));
  counts.add_message(teasing, 0, read_it);
  counts.add_message(teasing, 0, clicked_it);
  counts.add_message(day, 0, got);
  counts.add_message(day, 1, {});

  const auto table = counts.table();

  const auto& of_teasing = table.find({"teasing"})->figures;
  EXPECT_EQ(of_teasing.messages, 2);
  EXPECT_EQ(of_teasing.sent, 1);
  EXPECT_EQ(of_teasing.clicked, 1);
  EXPECT_EQ(table.find({"day"})->figures.sent, 2);
  EXPECT_EQ(table.find({"day"})->figures.read, 0);
  EXPECT_EQ(table.totals.messages, 4);
  EXPECT_EQ(table.totals.sent, 2) << "fewer than the rows together";
  EXPECT_EQ(table.totals.delivered, 1);
  EXPECT_EQ(table.totals.read, 1);
}

TEST(monitor, orders_and_money_of_the_totals_are_the_sums_of_the_rows_by_currency) {
  monitor_counts counts{std::vector{dimension::phase, dimension::group}};
  const auto first = counts.row_of(in_group("teasing", "cart"));
  const auto second = counts.row_of(in_group("day", "cart"));
  for (const auto row : {first, second})
    counts.add_message(row, 7, clicked_it);
  counts.add_order(first, 7, paid(100'500, "VND"));
  counts.add_order(second, 7, paid(50'000, "VND", true));
  counts.add_order(second, 7, paid(9'990, "USD"));

  const auto table = counts.table();

  EXPECT_EQ(table.totals.bought.orders, 3);
  EXPECT_EQ(table.totals.bought.refunded_orders, 1);
  EXPECT_EQ(table.totals.buyers, 1);
  const auto shown = as_json(table.totals);
  EXPECT_EQ(shown.at("amount"), (json{{"USD", "9.99"}, {"VND", "150.5"}}));
  EXPECT_EQ(shown.at("refunded"), (json{{"VND", "50"}}));
  std::int64_t orders = 0;
  for (const auto& row : table.rows)
    orders += row.figures.bought.orders;
  EXPECT_EQ(orders, table.totals.bought.orders);
}

TEST(monitor, tells_who_is_behind_a_figure_page_by_page_and_what_they_bought) {
  monitor_counts counts{std::vector{dimension::phase}};
  const auto teasing = counts.row_of(in_group("teasing", "cart"));
  const auto day = counts.row_of(in_group("day", "cart"));
  for (const monitor_counts::person_number person : {9, 3, 7, 3})
    counts.add_message(teasing, person, person == 7 ? got : read_it);
  counts.add_order(day, 7, paid(100'500, "VND"));
  counts.add_order(day, 7, paid(50'000, "VND", true));

  using people = std::vector<monitor_counts::person_number>;
  EXPECT_EQ(counts.persons(person_figure::sent, 0, 2), (people{3, 7}));
  EXPECT_EQ(counts.persons(person_figure::sent, 7, 2), people{9});
  EXPECT_EQ(counts.persons(person_figure::read, 0, 9), (people{3, 9}));
  EXPECT_EQ(counts.persons(person_figure::refunded, 0, 9), people{7});
  const auto bought = counts.bought_by({3, 7});
  ASSERT_EQ(bought.size(), 1u) << "nobody else has bought anything";
  EXPECT_EQ(bought.at(7).orders, 2);
  EXPECT_EQ(bought.at(7).refunded_orders, 1);
}

TEST(monitor, counts_messages_that_are_forgotten_and_says_how_many_these_are) {
  monitor_counts counts{std::vector{dimension::phase}};
  const auto row = counts.row_of(in_group("day", "cart"));
  counts.add_message(row, 1, {.delivered = true, .is_forgotten = true});
  counts.add_message(row, 2, got);

  const auto totals = counts.table().totals;

  EXPECT_EQ(totals.messages, 2);
  EXPECT_EQ(totals.delivered, 2);
  EXPECT_EQ(totals.forgotten, 1);
}

TEST(monitor, without_rows_everything_is_in_one) {
  monitor_counts counts{std::vector<dimension>{}};
  EXPECT_EQ(counts.row_of(in_group("day", "a")), counts.row_of(in_group("day", "b")));
  EXPECT_EQ(monitor_counts{std::vector<dimension>{}}.table().totals, monitor_figures{});
}

TEST(monitor, a_rate_is_two_counts_and_a_ratio_that_may_not_exist) {
  EXPECT_EQ(as_json(rate{1, 3}), (json{{"count", 1}, {"of", 3}, {"ratio", 0.3333}}));
  EXPECT_EQ(as_json(rate{0, 0}).at("ratio"), json());
}

TEST(monitor, changes_are_relative_to_the_earlier_event) {
  monitor_figures now{.sent = 110, .read = 55};
  monitor_figures before{.sent = 100, .read = 40};

  const auto change = relative_changes(now, before);

  EXPECT_EQ(change.at("sent"), 0.1);
  EXPECT_EQ(change.at("read_rate"), 0.25); // 50 % against 40 %
  EXPECT_EQ(change.at("clicked"), json()) << "there were none";
}

TEST(monitor, groups_are_ranked_by_the_share_that_bought) {
  const auto group = [](const char* id, std::int64_t sent, std::int64_t buyers) {
    return group_standing{id, {.sent = sent, .buyers = buyers}};
  };
  std::vector groups{group("none", 0, 0), group("large", 200, 20), group("b", 10, 1),
                     group("best", 3, 1), group("a", 10, 1)};

  rank(groups);

  std::vector<std::string> order;
  for (const auto& one : groups)
    order.push_back(one.group);
  EXPECT_EQ(order, (std::vector<std::string>{"best", "large", "a", "b", "none"}));
}

TEST(monitor, rows_stand_in_the_order_of_the_events_phases) {
  monitor_counts counts{std::vector{dimension::phase, dimension::day}};
  for (const auto* phase : {"after", "day", "before", "gone"})
    counts.add_message(counts.row_of({.phase = phase, .day = 20705}), 0, got);
  auto table = counts.table();

  sort_rows(table, {"before", "teasing", "day", "after"}, {});

  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows[0].key, (std::vector<std::string>{"before", calendar::day_text(20705)}));
  EXPECT_EQ(table.rows[2].key.front(), "after");
  EXPECT_EQ(table.rows[3].key.front(), "gone");
}

TEST(monitor, csv_has_a_line_a_row_and_one_of_the_totals) {
  monitor_counts counts{std::vector{dimension::step}};
  const auto row = counts.row_of({.step = "=tell,\"now\""});
  counts.add_message(row, 0, clicked_it);
  counts.add_order(row, 0, paid(1'500, "VND"));

  EXPECT_EQ(to_csv(counts.table()),
            "row,step,messages,sent,delivered,read,clicked,buyers,orders,refunded_orders,read_rate,"
            "click_rate,click_rate_of_read,conversion,amount_VND,refunded_VND\r\n"
            "row,\"'=tell,\"\"now\"\"\",1,1,1,1,1,1,1,0,1.0,1.0,1.0,1.0,1.5,0\r\n"
            "total,,1,1,1,1,1,1,1,0,1.0,1.0,1.0,1.0,1.5,0\r\n");
}

} // namespace sojourn::reports
