// A shop that uses scenarios of the library.
#pragma once

#include "tests/scenarios/mortal_daemon.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::scenarios {

constexpr auto monday_morning = "2026-03-02T09:00:00+07:00"; // 02:00 UTC

/// Installs a scenario as a draft and gives the definition that it made.
inline json draft_of(mortal_daemon& shop, const std::string& scenario,
                     const json& parameters = json::object()) {
  shop.create("/v1/library/" + scenario + "/install", "install-" + scenario,
              {{"parameters", parameters}});
  return shop.answer("GET", "/v1/campaigns/" + scenario).at("definition");
}

/// Installs a scenario and lets it run; nothing may stand against that.
inline void run_scenario(mortal_daemon& shop, const std::string& scenario,
                         const json& parameters = json::object()) {
  const auto told = shop.create("/v1/library/" + scenario + "/install", "install-" + scenario,
                                {{"parameters", parameters}, {"activate", true}});
  EXPECT_EQ(told.at("against"), json::array()) << scenario;
  EXPECT_EQ(told.at("state"), "active") << scenario;
}

inline void put_record(mortal_daemon& shop, const std::string& type, const std::string& id,
                       const json& data) {
  shop.answer("PUT", "/v1/records/" + type + "/" + id, data);
}

inline void fill_pool(mortal_daemon& shop, const std::string& pool,
                      const std::vector<std::string>& codes) {
  shop.create_pool(pool);
  shop.answer("POST", "/v1/vouchers/" + pool + "/codes", {{"codes", codes}});
}

/// An order of 250,000 VND.
inline json order_of(const std::string& customer, const std::string& status,
                     const std::string& at) {
  json order{{"customer_id", customer},
             {"status", status},
             {"placed_at", at},
             {"amount", 250'000},
             {"currency", "VND"},
             {"lines", {{{"sku", "oolong"}, {"quantity", 1}, {"category", "tea"}}}}};
  if (status == "paid" || status == "delivered" || status == "refunded")
    order["paid_at"] = at;
  if (status == "delivered")
    order["delivered_at"] = at;
  return order;
}

/// When, to whom, and the first line of it; those of one instant in any order.
inline json letters(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& mail : shop.mailbox())
    told.push_back({mail.at("at"), mail.at("subject"), mail.at("subject_line")});
  std::sort(told.begin(), told.end());
  return told;
}

/// Whose instances ended how.
inline json endings(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& one : shop.items("/v1/instances?limit=1000"))
    told.push_back({one.at("subject"), one.at("status"), one.value("reason", "")});
  std::sort(told.begin(), told.end());
  return told;
}

inline json customer_of(mortal_daemon& shop, const std::string& id) {
  return shop.answer("GET", "/v1/records/customer/" + id).at("data");
}

} // namespace sojourn::scenarios
