// Benchmarks, what stays away, the scores of days, and at which hours people read.
#include "storage/suggestions.hpp"

#include "messages_fixture.hpp"
#include "storage/active_hours.hpp"
#include "storage/audit.hpp"
#include "storage/turn_facts.hpp"

#include <limits>

namespace sojourn::storage {
namespace {

constexpr auto ever = std::numeric_limits<std::int64_t>::max();

class stored_suggestions : public messages_test {
protected:
  void SetUp() override { open(); }

  template <class Change>
  void change(const Change& apply) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      apply(tx);
      return true;
    }));
  }
  void put_away_now(const std::string& id, away_reason how, instant at,
                    const std::string& campaign = "") {
    change([&](transaction& tx) {
      put_away(tx, {.suggestion = id, .how = how, .at = at, .who = "anna", .campaign = campaign},
               "not now");
    });
  }
  void put_customer(const std::string& id, const json& record) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"customer", id}, record, {}, {}, monday);
    }));
  }
  /// A message to the customer that left at `sent` and was read at `read`.
  void read_message(traveller& by, const std::string& customer, instant sent, instant read) {
    const auto id = by.start(customer, sent);
    send(by, id, "customer:" + customer, sent);
    receive(id, messages::receipt_kind::read, read);
  }
  reports::hours_of_people people(instant since, const std::string& zone = "UTC") {
    return data->reader().active_hours().people(since, zone, {}).value();
  }
};

} // namespace

TEST_F(stored_suggestions, stay_away_as_the_last_word_on_them_says) {
  put_away_now("win-back", away_reason::dismissed, monday);
  put_away_now("reach-new", away_reason::dismissed, monday);
  put_away_now("win-back", away_reason::acted_on, monday + 1h, "win-back-2026-03-02");

  const auto away = data->reader().suggestions().away();
  ASSERT_EQ(away.size(), 2u);
  EXPECT_EQ(away[0].suggestion, "reach-new");
  EXPECT_EQ(away[1].how, away_reason::acted_on);
  EXPECT_EQ(away[1].at, monday + 1h);
  EXPECT_EQ(away[1].campaign, "win-back-2026-03-02");

  const auto back = [&](const char* id) {
    return *write(*data, [&](transaction& tx) -> result<bool> {
      return bring_back(tx, id, "anna", "", monday);
    });
  };
  EXPECT_TRUE(back("win-back"));
  EXPECT_FALSE(back("win-back")) << "it is back already";
  EXPECT_EQ(data->reader().suggestions().away().size(), 1u);
}

TEST_F(stored_suggestions, leave_a_line_in_the_audit) {
  put_away_now("win-back", away_reason::dismissed, monday);
  put_away_now("reach-new", away_reason::acted_on, monday, "draft-1");

  const auto lines = data->reader().audit().find({.action = "suggestion."});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].action, "suggestion.draft");
  EXPECT_EQ(lines[0].why, "draft-1");
  EXPECT_EQ(lines[1].action, "suggestion.dismiss");
  EXPECT_EQ(lines[1].target, "win-back");
  EXPECT_EQ(lines[1].why, "not now");
}

TEST_F(stored_suggestions, have_benchmarks_that_are_written_over_the_version_that_was_read) {
  const auto put = [&](const json& source, preconditions only_if = {}) {
    return write(*data, [&](transaction& tx) {
      return write_benchmarks(
          tx, {.id = benchmarks_id, .source = source, .only_if = only_if, .who = "anna"}, monday);
    });
  };
  EXPECT_FALSE(data->reader().suggestions().benchmarks());
  ASSERT_TRUE(put({{"read_rate", 0.1}}));
  ASSERT_TRUE(put({{"read_rate", 0.2}}, over(1)));

  const auto late = put({{"read_rate", 0.3}}, over(1));

  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, error_code::version_mismatch);
  EXPECT_EQ(data->reader().suggestions().benchmarks()->source.at("read_rate"), 0.2);
  ASSERT_TRUE(write(
      *data, [](transaction& tx) { return remove_benchmarks(tx, over(2), "anna", "", monday); }));
  EXPECT_FALSE(data->reader().suggestions().benchmarks());
}

TEST_F(stored_suggestions, have_a_score_for_each_day_that_does_not_change) {
  change([](transaction& tx) {
    for (const std::int64_t of : {100, 101, 102})
      add_score(tx, {.day = of, .sent = 10, .read = 1, .suggested = 900, .level = "learning"});
    add_score(tx, {.day = 101, .sent = 99, .read = 99, .suggested = 1, .level = "leading"});
  });
  reopen();

  auto& reader = data->reader().suggestions();
  const auto newest = reader.scores(ever, 2);
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].day, 102);
  EXPECT_EQ(newest[1].sent, 10);
  EXPECT_EQ(newest[1].level, "learning");
  EXPECT_EQ(reader.scores(101, 9).size(), 1u);
}

TEST_F(stored_suggestions, know_when_everybody_reads_by_the_zone_of_each) {
  put_customer("an", {{"timezone", "Asia/Ho_Chi_Minh"}});
  put_customer("bo", {{"name", "Bo"}});
  traveller postcards{*data, ids, postcard()};
  read_message(postcards, "an", monday, monday + 4h); // 13:00Z, which is 20:00 there
  read_message(postcards, "bo", monday, monday + 4h);
  read_message(postcards, "stranger", monday, monday + 4h);

  const auto all = people(monday - 1h).all();

  EXPECT_EQ(all.people, 3);
  EXPECT_EQ(all.hours[20].reads, 1);
  EXPECT_EQ(all.hours[13].reads, 2);
}

TEST_F(stored_suggestions, look_at_what_left_since_an_instant) {
  traveller postcards{*data, ids, postcard()};
  for (int i = 0; i < 9; ++i)
    read_message(postcards, "c" + std::to_string(i), monday + i * day, monday + i * day + 1h);
  (void)postcards.start("unsent", monday + 9 * day);

  EXPECT_EQ(people(monday).size(), 9u);
  EXPECT_EQ(people(monday + 1h).size(), 8u);
  EXPECT_EQ(people(monday + 4 * day).size(), 5u);
  EXPECT_EQ(people(monday + 8 * day).size(), 1u);
  EXPECT_EQ(people(monday + 9 * day).size(), 0u);
}

TEST_F(stored_suggestions, keep_the_hours_that_were_measured_last) {
  reports::active_hours evening;
  evening.hours[20] = {.reads = 7, .clicks = 2};
  change([&](transaction& tx) {
    put_active_hours(tx, {{.hours = evening}, {.whose = "new", .hours = evening}});
  });
  auto& reader = data->reader().active_hours();
  EXPECT_EQ(reader.measured("").hours, evening.hours);
  EXPECT_EQ(reader.measured("frequent").hours, reports::active_hours{}.hours);

  change([&](transaction& tx) { put_active_hours(tx, {{.hours = evening}}); });
  EXPECT_EQ(reader.measured("new").hours, reports::active_hours{}.hours);
}

TEST_F(stored_suggestions, give_a_turn_the_hours_of_its_subject_its_group_and_the_shop) {
  put_customer("an", {{"timezone", "Asia/Ho_Chi_Minh"}});
  traveller postcards{*data, ids, postcard()};
  for (int i = 0; i < 3; ++i)
    read_message(postcards, "an", monday + i * day, monday + i * day + 4h);
  read_message(postcards, "other", monday, monday + 1h);
  reports::active_hours noon;
  noon.hours[12].reads = 40;
  change([&](transaction& tx) {
    put_active_hours(tx, {{.hours = noon}, {.whose = "new", .hours = noon}});
  });
  campaign::definition campaign;
  engine::instance_state state;
  state.subject = {"customer", "an"};
  const auto hours = [&](const engine::fact_needs& needs) {
    return data->reader().turn_facts().read(needs, campaign, state, std::nullopt).hours;
  };

  const auto found = hours({.record = true, .best_hour = true, .hours_group = "new"});

  ASSERT_TRUE(found);
  EXPECT_EQ(found->zone, "Asia/Ho_Chi_Minh");
  EXPECT_EQ(found->person.hours[20].reads, 3);
  EXPECT_EQ(found->person.people, 1);
  EXPECT_EQ(found->group.hours[12].reads, 40);
  EXPECT_EQ(found->shop.hours[12].reads, 40);
  EXPECT_EQ(hours({.record = true, .best_hour = true})->group.hours[12].reads, 0);
  EXPECT_FALSE(hours({.record = true})) << "nobody asked for them";
}

} // namespace sojourn::storage
