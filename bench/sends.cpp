// What the rules around sends cost.
#include "figures.hpp"
#include "medians.hpp"
#include "service/common.hpp"
#include "service/consents.hpp"
#include "service/send_rules.hpp"
#include "start_driver.hpp"

#include <thread>

namespace sojourn::bench {

namespace {

constexpr int rounds = 3;
constexpr long sends_a_journey = 7;

/// Everything a send can be held against, and nothing that holds one back.
json all_rules() {
  return json::parse(R"({
    "caps": [{"id": "weekly", "limit": 100000, "per": "week"},
             {"id": "channel", "channel": "noop", "limit": 100000, "per": "PT24H"},
             {"id": "campaign", "each_campaign": true, "limit": 100000, "per": "month"}],
    "quiet_hours": [{"from": "03:17", "to": "03:18", "spread": "PT1H"}],
    "consent": {"required": [{"channel": "noop"}]}})");
}

void put_rules(daemon::composition& daemon, const json& rules) {
  (void)wait_for<service::written>([&](auto done) {
    daemon.services().send_rules.put(rules, {}, {"bench", {}}, std::move(done));
  });
}

void give_consent(daemon::composition& daemon, long customers) {
  for (long number = 0; number < customers; ++number)
    (void)wait_for<json>([&](auto done) {
      daemon.services().consents.put({.subject = {"customer", "c-" + std::to_string(number)},
                                      .channel = "noop",
                                      .purpose = {},
                                      .state = "given",
                                      .source = "bench",
                                      .by = {"bench", {}}},
                                     std::move(done));
    });
}

/// Sends a second of `journeys` journeys, from the first start to the last completion.
double sends_per_s(daemon::composition& daemon, long journeys) {
  const auto before = count_status(daemon, "completed");
  const auto began = steady::now();
  start_many(daemon, "journey", journeys);
  while (count_status(daemon, "completed") < before + journeys)
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  return static_cast<double>(journeys * sends_a_journey) / seconds_since(began);
}

} // namespace

void measure_sends(const plan& how, figures& out) {
  const auto journeys = how.scaled(5'000);
  std::vector<double> off;
  std::vector<double> on;
  // In turns, each on a file of its own, so that neither has the larger one.
  for (int round = 0; round < rounds; ++round) {
    for (const bool with_rules : {false, true}) {
      auto daemon = make_daemon(fresh_directory(how.directory + "/sends"));
      install(*daemon, journey_campaign());
      give_consent(*daemon, journeys);
      if (with_rules)
        put_rules(*daemon, all_rules());
      (with_rules ? on : off).push_back(sends_per_s(*daemon, journeys));
    }
  }
  out["sends_per_s"] = median(off);
  out["suppression_cost"] = median(on) / median(off);
}

} // namespace sojourn::bench
