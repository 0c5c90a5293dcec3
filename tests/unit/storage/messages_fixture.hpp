// A campaign that sends a postcard, and what becomes of its messages and of orders.
#pragma once

#include "fixture.hpp"
#include "storage/mailbox.hpp"
#include "storage/monitor.hpp"
#include "storage/record_changes.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"

namespace sojourn::storage {

/// Sends to the customer at once, and then waits.
inline json postcard() {
  return json::parse(R"({
    "id": "postcard", "name": "Postcard", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "start": "tell",
    "steps": {"tell": {"type": "send", "message": "hello", "via": ["mailbox"], "next": "rest"},
              "rest": {"type": "delay", "for": "P10D", "next": "end"}},
    "messages": {"hello": {"purpose": "promotional", "fallback": "en",
                           "languages": {"en": {"text": "Hello"}}}}})");
}

class messages_test : public storage_test {
protected:
  std::int64_t rows(const std::string& table) {
    return raw_file{file()}.integer("SELECT count(*) FROM " + table);
  }

  /// What the send step of an instance is about to hand over.
  static send_request request_of(traveller& by, instance_id id, const std::string& subject,
                                 instant now, const std::string& channel = "mailbox") {
    const auto effect = by.state(id).effect.value();
    send_request request;
    request.key = {id, effect.step, effect.visit};
    request.attempt = effect.attempt;
    request.message.subject = parse_subject(subject).value();
    request.message.campaign = "postcard";
    request.message.channel = channel;
    request.message.zone = "UTC";
    request.message.at = now;
    request.version = by.number;
    request.name = "hello";
    request.hash = "h";
    request.content = R"({"text": "Hello"})";
    return request;
  }
  /// Hands the message over.
  void hand_over(const send_request& request) {
    mail copy;
    copy.key = request.key;
    copy.subject = request.message.subject;
    copy.campaign = "postcard";
    copy.message = "hello";
    copy.text = "Hello";
    copy.at = request.message.at;
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      if (request.message.channel == "mailbox")
        put_mail(tx, copy);
      auto made = admit_send(tx, request, {});
      return made ? result<bool>{true} : fail(made.error());
    }));
  }
  /// Writes how that ended.
  void settle(traveller& by, const send_request& request, instant now,
              outcome how = outcome::accepted) {
    engine::effect_settled settled;
    settled.step = request.key.step;
    settled.visit = request.key.visit;
    settled.attempt = request.attempt;
    settled.how = how;
    settled.channel = request.message.channel;
    settled.content_hash = "h";
    auto turn = by.step(request.key.instance, settled, now);
    auto told = std::make_shared<send_settled>();
    told->tracking = tracking_of(request.key);
    told->outcome = how;
    turn.sent = std::move(told);
    ASSERT_TRUE(by.write(turn));
  }
  void send(traveller& by, instance_id id, const std::string& subject, instant now) {
    const auto request = request_of(by, id, subject, now);
    hand_over(request);
    settle(by, request, now);
  }
  void receive(instance_id id, messages::receipt_kind kind, instant at) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      messages::receipt heard;
      heard.kind = kind;
      heard.channel = "mailbox";
      heard.key = tracking_of({id, "tell", 1});
      heard.at = at;
      return write_receipt(tx, heard, {}, at);
    }));
  }
  /// A journey of the campaign that got its message, was clicked, and has ended.
  instance_id journey(traveller& by, const std::string& customer, instant now) {
    const auto id = by.start(customer, now);
    send(by, id, "customer:" + customer, now);
    receive(id, messages::receipt_kind::clicked, now + 1h);
    by.go(id, cancel_it, now + 2h);
    return id;
  }
  void order(const std::string& id, const std::string& customer, instant paid,
             const json& changes = json::object()) {
    json data_of{{"customer_id", customer},
                 {"status", "paid"},
                 {"paid_at", to_text(paid)},
                 {"amount", 100},
                 {"currency", "VND"}};
    data_of.merge_patch(changes);
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"order", id}, data_of, {}, {}, paid);
    }));
  }
  json results() { return data->reader().sends().results("postcard", std::chrono::days{7}, {}); }
  reports::monitor_table figures(std::vector<reports::dimension> by = {}, monitor_query what = {}) {
    what.campaigns.push_back({.id = "postcard", .zone = "UTC"});
    what.by = std::move(by);
    if (what.window == milliseconds{})
      what.window = std::chrono::days{7};
    return data->reader().monitor().figures(what, {}).value();
  }
  reports::monitor_figures totals() { return figures().totals; }
};

} // namespace sojourn::storage
