#include "engine/chance.hpp"
#include "tests/unit/engine/harness.hpp"

#include <cmath>

namespace sojourn::engine::testing {
namespace {

campaign::definition splitting(std::vector<campaign::split_share> shares) {
  return campaign_of(
      {{"test", split(std::move(shares))}, {"a", stop("a")}, {"b", stop("b")}, {"c", stop("c")}});
}

/// The share that this customer gets.
std::string share_of(const campaign::definition& campaign, int customer) {
  const started how{instance_id{7}, campaign.id, 1, {"customer", std::to_string(customer)}, "k",
                    json::object(), ""};
  return sure(advance(campaign, {}, how, at("2026-03-01T00:00:00Z"), {})).after.reason;
}

class a_split : public one_instance {};

TEST_F(a_split, journals_the_share_by_its_name) {
  campaign = splitting({{"control", 1, "a"}});

  start();

  expect_ended(instance_status::completed, "a");
  EXPECT_EQ(written().front(),
            R"(transition_taken {"step":"test","visit":1,"transition":"control","to":"a"})");
}

TEST_F(a_split, gives_one_subject_the_same_share_at_every_visit_and_in_every_version) {
  campaign = splitting({{"a", 1, "a"}, {"b", 1, "b"}});
  start();
  const auto first = state().reason;

  for (std::uint32_t version = 1; version < 20; ++version) {
    give(started{instance_id{version}, "welcome", version, subject, "k", json::object(), ""});
    EXPECT_EQ(state().reason, first);
  }
}

TEST(a_split_of_many, gives_each_share_what_its_weight_says) {
  const auto campaign = splitting({{"a", 1, "a"}, {"b", 3, "b"}, {"c", 6, "c"}});
  constexpr int customers = 100'000;
  std::map<std::string, int> counted;

  for (int customer = 0; customer < customers; ++customer)
    ++counted[share_of(campaign, customer)];

  // Five standard deviations of a binomial.
  for (const auto& [name, share] : std::map<std::string, double>{{"a", .1}, {"b", .3}, {"c", .6}})
    EXPECT_NEAR(counted[name], customers * share, 5 * std::sqrt(customers * share * (1 - share)));
}

TEST(a_split_of_many, that_widens_a_share_moves_nobody_out_of_it) {
  const auto narrow = splitting({{"a", 20, "a"}, {"b", 80, "b"}});
  const auto wide = splitting({{"a", 35, "a"}, {"b", 65, "b"}});
  int joined = 0;

  for (int customer = 0; customer < 5'000; ++customer) {
    const auto before = share_of(narrow, customer);
    const auto after = share_of(wide, customer);
    if (before == "a") {
      EXPECT_EQ(after, "a") << customer;
    }
    joined += before != after;
  }

  EXPECT_NEAR(joined, 5'000 * .15, 130);
}

TEST(a_split_of_many, draws_apart_from_the_splits_of_other_steps_and_campaigns) {
  auto first = splitting({{"a", 1, "a"}, {"b", 1, "b"}});
  auto other = first;
  other.id = "another";
  int same = 0;

  for (int customer = 0; customer < 4'000; ++customer)
    same += share_of(first, customer) == share_of(other, customer);

  EXPECT_NEAR(same, 2'000, 160);
}

} // namespace
} // namespace sojourn::engine::testing
