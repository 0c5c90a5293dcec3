// A daemon with a budget and a provider that costs.
#pragma once

#include "whole_daemon.hpp"

#include <mutex>
#include <set>
#include <thread>

namespace sojourn::tests {

/// A provider that answers as it is told and calls back with receipts.
class paid_provider final : public channels::channel {
public:
  channels::capabilities declares() const override {
    return {
        .deduplicates = false, .reports_delivery = true, .receipt_within = std::chrono::hours{100}};
  }
  std::optional<std::string> unreachable(const json&) const override { return std::nullopt; }
  void deliver(channels::send_attempt request, channels::completion done) override {
    channels::attempt_result outcome;
    {
      const std::lock_guard lock{mutex_};
      got_.push_back(request.tracking);
      outcome.how = answer_;
      if (holds_)
        held_ = std::move(done);
      if (holds_ || silent_)
        return; // as one that is asked when the daemon stops
    }
    done(std::move(outcome));
  }
  result<messages::provider_news> read_call(const channels::provider_call& call) const override {
    const auto said = parse_json(call.body);
    messages::provider_news news;
    news.receipts.push_back(
        {.kind = messages::parse_receipt_kind(said->at("kind").get<std::string>()).value(),
         .channel = "zns",
         .key = said->at("key").get<std::string>(),
         .at = call.at,
         .id = "1"});
    return news;
  }
  std::vector<std::string> got() {
    const std::lock_guard lock{mutex_};
    return got_;
  }
  void answer_with(outcome kind) {
    const std::lock_guard lock{mutex_};
    answer_ = kind;
  }
  void stay_silent() {
    const std::lock_guard lock{mutex_};
    silent_ = true;
  }
  /// Answers when answer_now is called.
  void hold() {
    const std::lock_guard lock{mutex_};
    holds_ = true;
  }
  void answer_now(outcome kind) {
    channels::completion done;
    {
      const std::lock_guard lock{mutex_};
      done = std::exchange(held_, nullptr);
    }
    channels::attempt_result outcome;
    outcome.how = kind;
    done(std::move(outcome));
  }

private:
  std::mutex mutex_;
  outcome answer_ = outcome::accepted;
  bool silent_ = false;
  bool holds_ = false;
  channels::completion held_;
  std::vector<std::string> got_;
};

/// Sends by one channel, then rests.
inline json paid_campaign(const std::string& id, const std::string& channel) {
  return {
      {"id", id},
      {"name", id},
      {"timezone", "Asia/Ho_Chi_Minh"},
      {"trigger", {{"type", "manual"}}},
      {"reentry", {{"policy", "parallel"}}},
      {"goal", {{"event", "order.paid"}}},
      {"start", "tell"},
      {"steps",
       {{"tell", {{"type", "send"}, {"message", "hello"}, {"via", {channel}}, {"next", "rest"}}},
        {"rest", {{"type", "delay"}, {"for", "P30D"}, {"next", "end"}}}}},
      {"messages",
       {{"hello",
         {{"purpose", "transactional"},
          {"fallback", "en"},
          {"languages", {{"en", {{"text", "Hello"}}}}}}}}}};
}

inline json fixed_tokens(std::int64_t month, std::int64_t day) {
  return {{"timezone", "Asia/Ho_Chi_Minh"},
          {"resume_at", "06:00"},
          {"tokens",
           {{"prices", {{"send:zns", 4}, {"voucher", 4}, {"http", 4}}},
            {"fixed", {{"month", month}, {"day", day}}}}}};
}

class budget : public whole_daemon {
protected:
  void begin_daemon() { start({{"zns", zns}}); }
  void given(const json& document) {
    begin_daemon();
    answer("PUT", "/v1/budget", document);
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  }
  std::string begin(const std::string& id) {
    const auto instance =
        answer("POST", "/v1/campaigns/" + id + "/runs", {{"customer", "an"}}).at("id");
    settle();
    return instance;
  }
  json standing() { return answer("GET", "/v1/budget"); }
  json of_day() { return standing().at("tokens").at("day"); }
  std::string state_of(const std::string& id) {
    return answer("GET", "/v1/campaigns/" + id).at("state");
  }
  void pay(const std::string& id) {
    const auto response = tell_paid(id);
    EXPECT_LT(response.status, 300) << response.body;
  }
  json instance(const std::string& id) { return answer("GET", "/v1/instances/" + id); }
  /// Tokens that the journals of all instances give: what was accepted, and what is unknown.
  std::pair<std::int64_t, std::int64_t> tokens_in_journals() {
    std::int64_t spent = 0;
    std::int64_t unknown = 0;
    const auto instances = answer("GET", "/v1/instances?limit=1000").at("items");
    for (const auto& one : instances) {
      const auto rows =
          answer("GET", "/v1/instances/" + one.at("id").get<std::string>() + "/journal?limit=1000");
      for (const auto& entry : rows.at("items")) {
        const auto& told = entry.at("payload");
        if (entry.at("type") != "effect_settled" || !told.contains("cost"))
          continue;
        const auto tokens = told.at("cost").value("tokens", std::int64_t{0});
        if (told.at("outcome") == "accepted")
          spent += tokens;
        else if (told.at("outcome") == "unknown")
          unknown += tokens;
      }
    }
    return {spent, unknown};
  }

  std::shared_ptr<paid_provider> zns = std::make_shared<paid_provider>();
};

} // namespace sojourn::tests
