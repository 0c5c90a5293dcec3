// Cards of boosters, the evaluations of eligibility, and the people of a day.
#include "storage/boosters.hpp"

#include "fixture.hpp"

namespace sojourn::storage {
namespace {

using boosters::card_status;

class stored_boosters : public storage_test {
protected:
  template <class Change>
  void change(const Change& apply) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      apply(tx);
      return true;
    }));
  }
  void put_booster(const std::string& id) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_booster(tx, {.id = id, .source = {{"title", id}}, .who = "anna"}, monday);
    }));
  }
  static stored_card card(const std::string& id, card_status status, std::optional<instant> look) {
    return {.booster = "9-9",
            .id = id,
            .version = 1,
            .source = {{"phase", "day"}, {"group", "in-cart"}},
            .at = monday,
            .status = status,
            .look_at = look,
            .created_at = monday,
            .updated_at = monday,
            .updated_by = "anna"};
  }
  std::int64_t reserve(run_id run, std::int64_t wanted, std::optional<std::int64_t> most) {
    return *write(*data, [&](transaction& tx) {
      return result<std::int64_t>{reserve_people(tx, run, "2026-09-09", wanted, most)};
    });
  }
  run_id begin() {
    return write(*data,
                 [](transaction& tx) -> result<stored_run> {
                   return begin_run(tx, "9-9.card", json::object(), "booster", "", monday);
                 })
        ->id;
  }
};

TEST_F(stored_boosters, keep_their_cards_as_they_were_written) {
  open();
  put_booster("9-9");
  auto written = card("a", card_status::on, monday);
  change([&](transaction& tx) {
    put_card(tx, written);
    put_card(tx, card("b", card_status::removed, {}));
  });

  auto& reader = data->reader().boosters();
  const auto found = reader.card("9-9", "a");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->status, card_status::on);
  EXPECT_EQ(found->source, written.source);
  EXPECT_EQ(found->look_at, monday);
  EXPECT_FALSE(found->run);
  EXPECT_EQ(reader.cards("9-9").size(), 1u) << "what was removed is shown nowhere";
  EXPECT_FALSE(reader.card("9-9", "b"));
  EXPECT_EQ(reader.in_status(card_status::on).size(), 1u);
}

TEST_F(stored_boosters, say_when_the_next_card_is_to_be_looked_at) {
  open();
  put_booster("9-9");
  EXPECT_EQ(data->reader().boosters().next_look(), std::nullopt);
  change([&](transaction& tx) {
    put_card(tx, card("a", card_status::on, monday + milliseconds{5}));
    put_card(tx, card("b", card_status::on, monday + milliseconds{3}));
    put_card(tx, card("c", card_status::off, {}));
  });
  EXPECT_EQ(data->reader().boosters().next_look(), monday + milliseconds{3});
}

TEST_F(stored_boosters, are_forgotten_with_their_cards) {
  open();
  put_booster("9-9");
  change([&](transaction& tx) { put_card(tx, card("a", card_status::draft, {})); });
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return remove_booster(tx, "9-9", {}, "anna", "over", monday);
  }));
  EXPECT_FALSE(data->reader().boosters().card("9-9", "a"));
  EXPECT_FALSE(data->reader().boosters().find("9-9"));
}

TEST_F(stored_boosters, count_by_the_newest_evaluation_that_was_applied) {
  open();
  using boosters::eligibility;
  const auto add = [&](eligibility found) {
    change([&](transaction& tx) {
      add_evaluation(tx, {.measured_at = monday,
                          .applies_at = monday,
                          .inputs = json::object(),
                          .thresholds = json::object(),
                          .found = found,
                          .who = "schedule"});
    });
  };
  auto& reader = data->reader().boosters();
  EXPECT_FALSE(reader.evaluation_in_force());
  add(eligibility::advanced);
  EXPECT_FALSE(reader.evaluation_in_force()) << "it is measured, and does not count yet";
  change([&](transaction& tx) { apply_evaluation(tx, newest_evaluation(tx)->number, monday); });
  add(eligibility::none);
  EXPECT_EQ(reader.evaluation_in_force()->found, eligibility::advanced);
  EXPECT_EQ(reader.newest_evaluation()->found, eligibility::none);
  EXPECT_EQ(reader.evaluations(1'000, 10).size(), 2u);
}

TEST_F(stored_boosters, give_a_day_no_more_people_than_it_has_room_for) {
  open();
  const auto first = begin();
  const auto second = begin();

  EXPECT_EQ(reserve(first, 4, 6), 4);
  EXPECT_EQ(reserve(second, 4, 6), 2);
  EXPECT_EQ(reserve(second, 4, 6), 2) << "asked again, for a daemon that died";
  EXPECT_EQ(data->reader().boosters().people_on("2026-09-09"), 6);
  EXPECT_EQ(reserve(second, 4, std::nullopt), 4);
}

TEST_F(stored_boosters, count_who_gets_a_card_alone_for_the_day) {
  open();
  const auto run = begin();
  EXPECT_EQ(reserve(run, 1, 2), 1);
  const auto alone = [&](std::optional<std::int64_t> most) {
    return *write(*data, [&](transaction& tx) {
      return result<bool>{reserve_person(tx, "2026-09-09", most)};
    });
  };

  EXPECT_TRUE(alone(2));
  EXPECT_FALSE(alone(2));
  change([](transaction& tx) { release_person(tx, "2026-09-09"); });
  EXPECT_TRUE(alone(2)) << "a send that was refused takes no place";
  EXPECT_EQ(data->reader().boosters().people_on("2026-09-09"), 2);
  EXPECT_EQ(data->reader().boosters().people_on("2026-09-08"), 0);
}

} // namespace
} // namespace sojourn::storage
