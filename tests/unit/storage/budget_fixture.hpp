// A store with a budget, and sends that cost.
#pragma once

#include "fixture.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/sends.hpp"
#include "storage/vouchers.hpp"

#include <thread>

namespace sojourn::storage {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

inline const json prices{
    {"timezone", "Asia/Ho_Chi_Minh"},
    {"resume_at", "06:00"},
    {"tokens",
     {{"prices", {{"send", 3}, {"voucher", 3}, {"points", 3}}},
      {"fixed", {{"month", 1000}, {"day", 10}}}}},
    {"credits", {{"zalo", {{"currency", "VND"}, {"prices", {{"send:zns", 300}}}}}}}};

/// Sends by ZNS and then sleeps.
inline json letter() {
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

inline json loyalty() {
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
    for (const auto& one : data->reader().campaigns().list()) {
      if (one.id == campaign)
        return one.state;
    }
    ADD_FAILURE() << campaign;
    return campaign_state::draft;
  }
  admission_result admit(traveller& letters, instance_id id, instant now = monday,
                         bool may_go_elsewhere = false) {
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
                               .content = {},
                               .may_go_elsewhere = may_go_elsewhere};
    return write(*data,
                 [&](transaction& tx) { return admit_send(tx, request, messages::send_rules{}); })
        .value();
  }
  /// The outcome of the send reaches the instance.
  void settle(traveller& letters, instance_id id, outcome how, instant now = monday) {
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
                     .outcome = how,
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

} // namespace sojourn::storage
