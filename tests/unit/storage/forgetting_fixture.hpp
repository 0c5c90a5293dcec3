// A file with journeys that have ended, to forget of.
#pragma once

#include "fixture.hpp"
#include "storage/audit.hpp"
#include "storage/budget.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/idempotency.hpp"
#include "storage/instances.hpp"
#include "storage/mailbox.hpp"
#include "storage/operation.hpp"
#include "storage/records.hpp"
#include "storage/retention.hpp"
#include "storage/sends.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {

inline constexpr auto year = 401 * day;

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

class forgetting : public storage_test {
protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    ASSERT_TRUE(write(*data, [](transaction& tx) {
      return add_codes(tx, "gold", {"A", "B"}, monday);
    }));
  }
  void keep(const json& policy) {
    ASSERT_TRUE(write(
        *data, [&](transaction& tx) { return put_retention(tx, policy, {}, "test", monday); }));
  }
  /// Sweeps to its end, a few rows at a time; how many rows of a kind went.
  std::int64_t forget(instant now, forgotten_row what = forgotten_row::instances,
                      std::size_t rows = 20) {
    std::int64_t gone = 0;
    sweep_place place;
    for (int steps = 0; steps < 1000; ++steps) {
      const auto step =
          write(*data, [&](transaction& tx) { return forget_finished(tx, place, now, rows); });
      EXPECT_TRUE(step) << step.error().message;
      if (!step)
        return gone;
      gone += step->removed[static_cast<std::size_t>(what)];
      place = step->next;
      if (step->is_done)
        return gone;
    }
    ADD_FAILURE() << "the sweep does not end";
    return gone;
  }
  /// So that what a test looks at has not the newest entry of the journal.
  void somebody_else() {
    traveller others{*data, ids, sleeper()};
    others.start("somebody-else", monday + 2 * year);
  }
  bool is_there(instance_id id) { return data->reader().instances().load(id).has_value(); }
  std::int64_t rows(const std::string& table) {
    return raw_file{file()}.integer("SELECT count(*) FROM " + table);
  }

  // ---- messages ---------------------------------------------------------------------------

  void send(traveller& by, instance_id id, const std::string& subject, instant now) {
    const auto effect = by.state(id).effect.value();
    send_request request;
    request.key = {id, effect.step, effect.visit};
    request.attempt = effect.attempt;
    request.message.subject = parse_subject(subject).value();
    request.message.campaign = "postcard";
    request.message.channel = "mailbox";
    request.message.zone = "UTC";
    request.message.at = now;
    request.version = by.number;
    request.name = "hello";
    request.hash = "h";
    request.content = R"({"text": "Hello"})";
    mail copy;
    copy.key = request.key;
    copy.subject = request.message.subject;
    copy.campaign = "postcard";
    copy.message = "hello";
    copy.text = "Hello";
    copy.at = now;
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      put_mail(tx, copy);
      auto made = admit_send(tx, request, {});
      return made ? result<bool>{true} : fail(made.error());
    }));
    engine::effect_settled settled;
    settled.step = effect.step;
    settled.visit = effect.visit;
    settled.attempt = effect.attempt;
    settled.channel = "mailbox";
    settled.content_hash = "h";
    auto turn = by.step(id, settled, now);
    auto accepted = std::make_shared<send_settled>();
    accepted->tracking = tracking_of(request.key);
    turn.sent = std::move(accepted);
    ASSERT_TRUE(by.write(turn));
  }
  void receive(instance_id id, messages::receipt_kind kind, instant now) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      messages::receipt heard;
      heard.kind = kind;
      heard.channel = "mailbox";
      heard.key = tracking_of({id, "tell", 1});
      heard.at = now;
      return write_receipt(tx, heard, {}, now);
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
  void order(const std::string& id, const std::string& customer, instant paid) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"order", id},
                          {{"customer_id", customer},
                           {"status", "paid"},
                           {"paid_at", to_text(paid)},
                           {"amount", 100},
                           {"currency", "VND"}},
                          {}, {}, paid);
    }));
  }
  json results() { return data->reader().sends().results("postcard", std::chrono::days{7}, {}); }
};

} // namespace sojourn::storage
