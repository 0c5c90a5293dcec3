// A shop that may run a 9.9 booster, on a virtual clock that begins on 20 August.
#pragma once

#include "whole_daemon.hpp"

#include <algorithm>

namespace sojourn::tests {

class booster_daemon : public whole_daemon {
protected:
  booster_daemon() { settings_.clock.start = parse_instant("2026-08-20T09:00:00+07:00").value(); }

  void clock_to(const std::string& at) { answer("POST", "/v1/clock", {{"to", at}}); }

  /// The body of a refusal with this status.
  json refusal(const std::string& method, const std::string& target, const json& body, int status) {
    const auto response = ask(method, target, body.is_null() ? "" : body.dump());
    EXPECT_EQ(response.status, status) << method << " " << target << ": " << response.body;
    return json::parse(response.body, nullptr, false);
  }

  static json good_inputs() {
    return {{"positive_rating", 0.85},
            {"chat_response", 0.85},
            {"followers", 50},
            {"revenue_30_days", {{"amount", "500.01"}, {"currency", "USD"}}}};
  }
  void evaluate(const json& inputs) {
    answer("PUT", "/v1/eligibility/inputs", inputs);
    answer("POST", "/v1/eligibility/evaluate", json::object());
  }

  static json sale() {
    return {{"title", {{"vi", "9.9"}, {"en", "9.9"}}},
            {"timezone", "Asia/Ho_Chi_Minh"},
            {"date", "2026-09-09"},
            {"approved_skus", {"tea-1", "tea-2", "tea-3", "cup-1", "cup-2"}},
            {"voucher_pool", "booster-9-9"},
            {"via", {"mailbox"}}};
  }
  void create_codes(int count, const json& pool = {{"id", "booster-9-9"}}) {
    answer("POST", "/v1/vouchers", pool);
    json codes = json::array();
    for (int i = 0; i < count; ++i)
      codes.push_back("B-" + std::to_string(i));
    answer("POST", "/v1/vouchers/booster-9-9/codes", {{"codes", codes}});
  }
  /// An eligible shop with the sale and all of its cards as drafts.
  void set_up(const json& document = sale()) {
    start();
    evaluate(good_inputs());
    answer("PUT", "/v1/boosters/9-9", document);
    answer("POST", "/v1/boosters/9-9/setup", json::object());
  }

  /// Customers a to a+count with something in a cart since 20 August.
  void with_carts(int count) {
    for (int i = 0; i < count; ++i) {
      const auto id = "c" + std::to_string(i);
      answer("PUT", "/v1/records/customer/" + id, {{"language", "en"}});
      answer("PUT", "/v1/records/cart/" + id,
             {{"customer_id", id},
              {"changed_at", "2026-08-20T07:00:00+07:00"},
              {"lines", {{{"sku", "cup-1"}, {"quantity", 1}}}}});
    }
  }

  static std::string card_path(const std::string& card) { return "/v1/boosters/9-9/cards/" + card; }
  json card(const std::string& id) { return answer("GET", card_path(id)); }
  std::string status_of(const std::string& id) { return card(id).at("status"); }
  json switch_card(const std::string& id, const std::string& to, const std::string& late = "") {
    json body{{"to", to}};
    if (!late.empty())
      body["late"] = late;
    return answer("POST", card_path(id) + "/switch", body);
  }
  json switch_refusal(const std::string& id, const json& body) {
    return refusal("POST", card_path(id) + "/switch", body, 409);
  }
  /// The document of a card with changes, put.
  void edit(const std::string& id, const json& changes) {
    auto document = card(id).at("card");
    document.merge_patch(changes);
    answer("PUT", card_path(id), document);
  }
  static std::vector<std::string> pointers(const json& problem) {
    std::vector<std::string> all;
    const auto errors = problem.value("errors", json::array());
    for (const auto& one : errors)
      all.push_back(one.at("pointer"));
    return all;
  }
  /// Who got messages, in order.
  std::vector<std::string> reached() {
    std::vector<std::string> all;
    const auto page = answer("GET", "/v1/mailbox?limit=1000");
    for (const auto& mail : page.at("items"))
      all.push_back(mail.at("subject"));
    std::sort(all.begin(), all.end());
    return all;
  }
  std::vector<std::string> audited(const std::string& target) {
    std::vector<std::string> all;
    const auto page = answer("GET", "/v1/audit?target=" + target);
    for (const auto& line : page.at("items"))
      all.push_back(line.at("what").get<std::string>() + " by " +
                    line.at("who").get<std::string>());
    return all;
  }
};

} // namespace sojourn::tests
