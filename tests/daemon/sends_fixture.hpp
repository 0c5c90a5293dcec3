// A provider in this process, a campaign that sends by it, and a daemon with both.
#pragma once

#include "whole_daemon.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace sojourn::tests {

/// A provider in this process: answers as it is told, and calls back with receipts in JSON.
class provider final : public channels::channel {
public:
  channels::capabilities declares() const override { return can; }
  std::optional<std::string> unreachable(const json& customer) const override {
    return customer.contains("phone") ? std::nullopt : std::optional<std::string>{"no phone"};
  }
  std::optional<std::string> address(const json& customer) const override {
    return addresses::canonical_address(can.addresses, customer.value("phone", ""));
  }
  void deliver(channels::send_attempt request, channels::completion done) override {
    channels::attempt_result outcome;
    {
      const std::lock_guard lock{mutex_};
      most_at_once = std::max(most_at_once, ++at_once_);
      outcome.how = answer;
      outcome.code = code;
      outcome.closed_until = closed_until;
      outcome.server = health;
      outcome.provider_id = "p-" + std::to_string(++count_);
      got_.push_back(request.tracking);
      taken_.notify_all();
      last_ = std::move(request);
      if (holds_) {
        held_.emplace_back(std::move(done), std::move(outcome));
        return;
      }
      --at_once_;
    }
    done(std::move(outcome));
  }
  /// Takes messages and does not answer, until it is released.
  void hold() {
    const std::lock_guard lock{mutex_};
    holds_ = true;
  }
  void release() {
    std::vector<std::pair<channels::completion, channels::attempt_result>> held;
    {
      const std::lock_guard lock{mutex_};
      holds_ = false;
      held.swap(held_);
      at_once_ -= static_cast<int>(held.size());
    }
    for (auto& [done, outcome] : held)
      done(std::move(outcome));
  }
  result<sojourn::messages::provider_news>
  read_call(const channels::provider_call& call) const override {
    const auto said = parse_json(call.body);
    if (!said)
      return fail(said.error());
    if (call.headers.find("x-key") == call.headers.end())
      return fail(error_code::bad_signature, "the key is missing");
    sojourn::messages::provider_news news;
    if (said->contains("follows")) {
      news.people.push_back({.identity = "phone",
                             .value = said->at("phone").get<std::string>(),
                             .type = "sms.followed",
                             .id = said->at("id").get<std::string>(),
                             .at = call.at,
                             .data = {{"follows", said->at("follows")}},
                             .patch = {{"sms_follows", said->at("follows")}}});
      return news;
    }
    news.receipts.push_back(
        {.kind = sojourn::messages::parse_receipt_kind(said->at("kind").get<std::string>()).value(),
         .channel = "sms",
         .key = said->value("key", ""),
         .provider_id = said->value("provider_id", ""),
         .at = call.at,
         .id = said->value("id", ""),
         .automatic = said->value("automatic", false)});
    return news;
  }
  std::vector<std::string> got() {
    const std::lock_guard lock{mutex_};
    return got_;
  }
  /// The first message, once it is there.
  std::string wait_for_one() {
    std::unique_lock lock{mutex_};
    taken_.wait(lock, [this] { return !got_.empty(); });
    return got_.front();
  }
  channels::send_attempt last() {
    const std::lock_guard lock{mutex_};
    return last_;
  }
  void answer_with(outcome kind, std::string with_code = {}, std::optional<instant> closed = {}) {
    const std::lock_guard lock{mutex_};
    answer = kind;
    code = std::move(with_code);
    closed_until = closed;
  }

  channels::capabilities can{.deduplicates = false,
                             .reports_delivery = true,
                             .receipt_within = std::chrono::minutes{30},
                             .addresses = {.kind = addresses::address_kind::phone}};

  int most_at_once = 0;
  channels::server_health health = channels::server_health::by_kind;

private:
  std::mutex mutex_;
  std::condition_variable taken_;
  bool holds_ = false;
  int at_once_ = 0;
  std::vector<std::pair<channels::completion, channels::attempt_result>> held_;
  outcome answer = outcome::accepted;
  std::string code;
  std::optional<instant> closed_until;
  int count_ = 0;
  std::vector<std::string> got_;
  channels::send_attempt last_;
};

/// Sends by SMS, or else to the mailbox, waits a day, asks whether it was clicked.
inline json sending_campaign(const std::string& id, json via = {"sms"},
                             const std::string& purpose = "promotional") {
  return {{"id", id},
          {"name", id},
          {"timezone", "Asia/Ho_Chi_Minh"},
          {"trigger", {{"type", "manual"}}},
          {"reentry", {{"policy", "parallel"}}},
          {"goal", {{"event", "order.paid"}}},
          {"start", "tell"},
          {"steps",
           {{"tell",
             {{"type", "send"},
              {"message", "hello"},
              {"via", std::move(via)},
              {"on_unreachable", "nobody"},
              {"next", "rest"}}},
            {"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "how?"}}},
            {"how?",
             {{"type", "branch"},
              {"cases", {{{"when", {{"outcome", {"tell", "clicked_at"}}}}, {"next", "clicked"}}}},
              {"otherwise", "silent"}}},
            {"clicked", {{"type", "end"}, {"reason", "clicked"}}},
            {"silent", {{"type", "end"}, {"reason", "silent"}}},
            {"nobody", {{"type", "end"}, {"reason", "nobody"}}}}},
          {"messages",
           {{"hello",
             {{"purpose", purpose},
              {"fallback", "en"},
              {"languages", {{"en", {{"text", "Hello {{customer.name}}"}}}}}}}}}};
}

class sends : public whole_daemon {
protected:
  void start_with_provider() { start({{"sms", sms}}); }
  void given(const json& definition) {
    start_with_provider();
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"phone", "84900000001"}});
    install(definition);
  }
  void rules(const json& document) { answer("PUT", "/v1/send-rules", document); }
  std::string begin(const std::string& id = "news") {
    const auto instance =
        answer("POST", "/v1/campaigns/" + id + "/runs", {{"customer", "an"}}).at("id");
    settle();
    return instance;
  }
  json instance(const std::string& id) { return answer("GET", "/v1/instances/" + id); }
  json sent() { return answer("GET", "/v1/sends").at("items"); }
  json receipt(const json& body) {
    const auto response = ask("POST", "/v1/receipts/sms", body.dump(), {{"x-key", "open sesame"}});
    EXPECT_EQ(response.status, 200) << response.body;
    settle();
    return json::parse(response.body);
  }
  void pay() {
    const auto response = tell_paid("1");
    EXPECT_LT(response.status, 300) << response.body;
    settle();
  }

  std::shared_ptr<provider> sms = std::make_shared<provider>();
};

} // namespace sojourn::tests
