// Documents of boosters and cards: what is read, and what is refused where.
#include "boosters/local_time.hpp"
#include "boosters_fixture.hpp"

#include <algorithm>
#include <set>

namespace sojourn::boosters {

TEST(a_booster, of_the_shipped_template_has_four_phases_that_follow_each_other) {
  const auto event = read_nine_nine();

  ASSERT_EQ(event.phases.size(), 4u);
  EXPECT_EQ(event.phases[0].from, at("2026-08-26T00:00:00+07:00"));
  EXPECT_EQ(event.phases[1].from, at("2026-09-02T00:00:00+07:00"));
  EXPECT_EQ(event.phases[2].from, at("2026-09-09T00:00:00+07:00"));
  EXPECT_EQ(event.phases[2].to, at("2026-09-10T00:00:00+07:00"));
  EXPECT_EQ(event.phases[3].measured_by, goal::follows_and_reviews);
  for (std::size_t i = 1; i < 4; ++i)
    EXPECT_EQ(event.phases[i].from, event.phases[i - 1].to);
}

TEST(a_booster, tells_every_mistake_at_its_place) {
  auto document = nine_nine();
  document["timezone"] = "Asia/Hanoi-West";
  document["groups"][0]["condition"] = true; // beside its segment
  document["phases"][1]["id"] = "before";
  document["surprise"] = 1;

  EXPECT_EQ(pointers(read_booster("9-9", document).error()), std::vector<std::string>{"/surprise"});
  document.erase("surprise");
  EXPECT_EQ(pointers(read_booster("9-9", document).error()),
            (std::vector<std::string>{"/groups/0", "/phases/1/id", "/timezone"}));
}

TEST(a_booster, has_no_phases_that_overlap_or_name_unknown_groups) {
  auto document = nine_nine();
  document["phases"][1]["from"] = "2026-09-01T12:00";
  EXPECT_EQ(pointers(read_booster("9-9", document).error()),
            std::vector<std::string>{"/phases/1/from"});
  document = nine_nine();
  document["phases"][2]["groups"].push_back("nobody");
  EXPECT_EQ(pointers(read_booster("9-9", document).error()),
            std::vector<std::string>{"/phases/2/groups/4"});
}

TEST(a_card, lies_inside_its_phase_from_its_first_instant_to_before_its_last) {
  const auto event = read_nine_nine();
  auto document = card_document();
  const auto refused = [&](const char* when) {
    document["at"] = when;
    const auto read = read_card(event, "c", document);
    return read ? std::vector<std::string>{} : pointers(read.error());
  };

  EXPECT_EQ(refused("2026-09-09T00:00"), std::vector<std::string>{});
  EXPECT_EQ(refused("2026-09-09T23:59:59"), std::vector<std::string>{});
  EXPECT_EQ(refused("2026-09-10T00:00"), std::vector<std::string>{"/at"});
  EXPECT_EQ(refused("2026-09-08T23:59"), std::vector<std::string>{"/at"});
  EXPECT_EQ(refused("2026-09-09T03:00:00Z"), std::vector<std::string>{}) << "an instant, too";
}

TEST(a_card, that_was_sent_stays_where_it_is_when_its_phase_moves) {
  auto document = card_document();
  document["at"] = "2026-08-09T10:00";

  EXPECT_FALSE(read_card(read_nine_nine(), "c", document));
  EXPECT_TRUE(read_card(read_nine_nine(), "c", document, true));
}

TEST(a_card, writes_only_to_groups_of_its_phase_and_shows_only_approved_products) {
  auto document = card_document();
  document["group"] = "follower";
  document["products"] = {"tea-1", "stone-1"};

  EXPECT_EQ(pointers(read_card(read_nine_nine(), "c", document).error()),
            (std::vector<std::string>{"/group", "/products/1"}));
}

TEST(a_local_time, keeps_its_hour_when_it_is_moved_by_days) {
  EXPECT_EQ(moved_by("2026-02-27T10:00", 2).value(), "2026-03-01T10:00");
  EXPECT_EQ(moved_by("2026-03-01", -1).value(), "2026-02-28");
  EXPECT_EQ(days_from("2026-09-09", "2026-10-10").value(), 31);
  EXPECT_EQ(days_from("2026-09-09", "2026-09-08T23:00").value(), -1);
  EXPECT_FALSE(moved_by("2026-02-30", 0));
}

TEST(the_shipped_template, makes_a_card_for_every_phase_and_group_inside_its_phase) {
  const auto event = read_nine_nine();
  std::set<std::pair<std::string, std::string>> made;
  for (const auto& drafted : cards_from(marketplace_template(), event)) {
    EXPECT_FALSE(drafted.was_moved) << drafted.id;
    const auto card = read_card(event, drafted.id, drafted.source);
    ASSERT_TRUE(card) << drafted.id << ": " << dump(drafted.source);
    made.emplace(card->phase, card->group);
    for (const auto* language : {"vi", "en"}) {
      const auto& texts = card->message.at("languages").at(language);
      EXPECT_EQ(dump(texts).find("event.title"), std::string::npos) << drafted.id;
      EXPECT_FALSE(texts.at("text").get<std::string>().empty());
    }
  }
  std::set<std::pair<std::string, std::string>> wanted;
  for (const auto& phase : event.phases) {
    for (const auto& group : phase.groups)
      wanted.emplace(phase.id, group);
  }
  EXPECT_EQ(made, wanted);
  EXPECT_EQ(made.size(), 15u);
}

TEST(the_shipped_template, fills_in_schedule_voucher_products_and_the_title_in_each_language) {
  const auto all = cards_from(marketplace_template(), read_nine_nine());
  const auto found = std::find_if(
      all.begin(), all.end(), [](const drafted_card& one) { return one.id == "teasing-inactive"; });
  ASSERT_NE(found, all.end());

  EXPECT_EQ(found->source.at("at"), "2026-09-03T10:00");
  EXPECT_EQ(found->source.at("voucher_pool"), "booster-9-9");
  EXPECT_EQ(found->source.at("products"), json({"tea-1"}));
  const auto& languages = found->source.at("message").at("languages");
  EXPECT_NE(dump(languages.at("vi")).find("Siêu sale 9.9"), std::string::npos);
  EXPECT_NE(dump(languages.at("en")).find("The 9.9 sale"), std::string::npos);
}

TEST(a_template, of_a_booster_makes_the_same_cards_on_another_day) {
  const auto event = read_nine_nine();
  std::vector<card> cards;
  for (const auto& drafted : cards_from(marketplace_template(), event))
    cards.push_back(read_card(event, drafted.id, drafted.source).value());
  const auto kept = template_from(event, cards, event.title);
  ASSERT_TRUE(check_template(kept)) << dump(kept);

  auto asked = nine_nine();
  asked.erase("phases");
  asked["date"] = "2026-11-11";
  const auto later = read_booster("11-11", with_template(asked, kept, "ours").value()).value();
  const auto again = cards_from(kept, later);
  ASSERT_EQ(again.size(), cards.size());
  for (const auto& one : again) {
    const auto before = std::find_if(cards.begin(), cards.end(),
                                     [&](const card& other) { return other.id == one.id; });
    ASSERT_NE(before, cards.end()) << one.id;
    EXPECT_EQ(one.source.at("at"),
              moved_by(before->source.at("at").get<std::string>(), 63).value());
    EXPECT_EQ(one.source.at("message"), before->message);
  }
}

} // namespace sojourn::boosters
