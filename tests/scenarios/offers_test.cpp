// Offers for points, some of which nobody can be told, through deaths at every commit.
#include "tests/scenarios/library_shop.hpp"

namespace sojourn::scenarios {

namespace {

json reward() {
  return json::parse(R"({
    "id": "reward", "name": "Reward", "timezone": "Asia/Ho_Chi_Minh",
    "trigger": {"type": "event", "event": "reward.asked"},
    "reentry": {"policy": "parallel"},
    "start": "mark",
    "steps": {
      "mark": {"type": "tag", "add": ["asked"], "next": "offer"},
      "offer": {"type": "voucher", "pool": "tea", "as": "offer", "points": 300,
                "valid_for": "P14D", "on_insufficient": "poor", "on_exhausted": "none",
                "on_limit": "had", "next": "told?"},
      "told?": {"type": "branch", "cases": [{"when": {"var": "customer.away"}, "next": "lost"}],
                "otherwise": "tell"},
      "tell": {"type": "send", "message": "code", "via": ["mailbox"], "next": "end"},
      "lost": {"type": "send", "message": "code", "via": ["email"], "on_unreachable": "end",
               "next": "end"},
      "poor": {"type": "end", "reason": "poor"}, "none": {"type": "end", "reason": "none"},
      "had": {"type": "end", "reason": "had"}
    },
    "messages": {"code": {"purpose": "transactional", "fallback": "en", "languages": {"en": {
      "subject": "{{vars.offer.code}}", "text": "{{vars.offer.code}}, {{vars.offer.balance}}"}}}}})");
}

json grant() {
  return json::parse(R"({
    "id": "grant", "name": "Grant", "trigger": {"type": "event", "event": "points.given"},
    "reentry": {"policy": "parallel"}, "start": "give",
    "steps": {"give": {"type": "points", "amount": {"var": "trigger.data.points"},
                       "reference": {"var": "trigger.id"}, "next": "end"}}})");
}

} // namespace

TEST(a_reward_for_points, is_paid_once_never_oversold_and_comes_back_from_whom_nobody_reaches) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    fill_pool(shop, "tea", {"T-1", "T-2"});
    shop.answer("PATCH", "/v1/vouchers/tea", {{"per_person", 1}});
    put_record(shop, "customer", "an", {{"name", "An"}});
    put_record(shop, "customer", "bo", {{"name", "Bo"}, {"away", true}});
    put_record(shop, "customer", "chi", {{"name", "Chi"}});
    put_record(shop, "customer", "du", {{"name", "Du"}});
    shop.install(grant());
    shop.install(reward()); // nobody here has an address for e-mail
    for (const std::string customer : {"an", "bo", "chi"})
      shop.event("p-" + customer, "points.given", "customer:" + customer, {{"points", 500}});
    shop.clock_to("2026-03-02T09:00:01+07:00");
    int second = 2;
    for (const std::string asked : {"bo", "an", "an", "chi", "du"}) {
      shop.event("a-" + std::to_string(second), "reward.asked", "customer:" + asked,
                 json::object());
      shop.clock_to("2026-03-02T09:00:0" + std::to_string(second++) + "+07:00");
    }

    const auto pool = shop.answer("GET", "/v1/vouchers/tea");
    EXPECT_EQ(pool.at("free"), 0);
    EXPECT_EQ(pool.at("issued"), 2) << "bo's came back, and an or chi has it";
    const auto balance = [&](const std::string& customer) {
      return shop.answer("GET", "/v1/records/customer/" + customer + "/traits")
          .at("traits")
          .at("points");
    };
    EXPECT_EQ(balance("an"), 200);
    EXPECT_EQ(balance("bo"), 500);
    EXPECT_EQ(balance("chi"), 200);
    EXPECT_EQ(customer_of(shop, "an").at("tags"), json({"asked"}));
    return json{letters(shop), endings(shop), pool};
  });
}

} // namespace sojourn::scenarios
