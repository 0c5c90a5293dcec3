#include "tests/crash/lives.hpp"

#include "daemon/composition.hpp"
#include "service/common.hpp"
#include "service/events.hpp"
#include "service/instances.hpp"
#include "service/records.hpp"
#include "service/vouchers.hpp"
#include "storage/instances.hpp"
#include "tests/crash/answers.hpp"
#include "tests/crash/load.hpp"
#include "tests/crash/receiver.hpp"

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace sojourn::crash {

namespace {

using namespace std::chrono_literals;
using service::written;

constexpr int clients = 6;

/// Started by hand: waits for an event, uses both receivers, a timer and a voucher.
const auto journey = R"({
  "id": "journey", "name": "Journey", "trigger": {"type": "manual"},
  "reentry": {"policy": "parallel"}, "start": "confirm",
  "steps": {
    "confirm": {"type": "wait", "events": [{"event": "paid", "next": "greet"}]},
    "greet": {"type": "send", "message": "hello", "via": ["deduplicating"], "next": "rest"},
    "rest": {"type": "delay", "for": "PT1S", "next": "gift"},
    "gift": {"type": "voucher", "pool": "gifts", "as": "gift", "on_exhausted": "tell",
             "next": "tell"},
    "tell": {"type": "send", "message": "hello", "via": ["blunt"], "on_unknown": "next",
             "next": "end"}
  },
  "messages": {"hello": {"fallback": "en", "languages": {"en": {"subject": "Hello",
    "text": "Hello"}}}}
})";

/// Started by a change of a record.
const auto upgrade = R"({
  "id": "upgrade", "name": "Upgrade",
  "trigger": {"type": "record_changed", "record": "customer", "fields": ["tier"]},
  "reentry": {"policy": "parallel"}, "start": "greet",
  "steps": {
    "greet": {"type": "send", "message": "hello", "via": ["deduplicating"], "next": "tell"},
    "tell": {"type": "send", "message": "hello", "via": ["blunt"], "on_unknown": "next",
             "next": "end"}
  },
  "messages": {"hello": {"fallback": "en", "languages": {"en": {"subject": "Hello",
    "text": "Hello {{customer.tier}}"}}}}
})";

/// Started by an event, and converted by the one right behind it, whenever its first turn comes.
const auto cart = R"({
  "id": "cart", "name": "Cart", "trigger": {"type": "event", "event": "left"},
  "reentry": {"policy": "parallel"}, "goal": {"event": "bought"}, "start": "rest",
  "steps": {"rest": {"type": "delay", "for": "P30D", "next": "end"}}
})";

std::unique_ptr<daemon::composition> make_daemon(const place& where,
                                                 std::function<void(moment)> reached) {
  config::settings settings;
  settings.data.directory = where.data();
  settings.http.port = 0;
  channels::channel_map receivers;
  receivers.emplace(deduplicating, make_receiver(where.received(deduplicating), true,
                                                 [reached] { reached(moment::handed_over); }));
  receivers.emplace(blunt, make_receiver(where.received(blunt), false,
                                         [reached] { reached(moment::handed_over_to_blunt); }));
  auto made = daemon::composition::make(
      settings, std::move(receivers),
      [](const std::string& why) {
        std::fprintf(stderr, "the daemon gave up: %s\n", why.c_str());
        ::_exit(3);
      },
      [reached](std::string_view point) {
        reached(point == "before_commit" ? moment::before_commit : moment::after_commit);
      });
  if (!made)
    throw std::runtime_error{made.error().message};
  return std::move(*made);
}

class client {
public:
  client(daemon::composition& daemon, const reporter& report)
      : ask_{daemon.services()}, report_{report} {}

  /// The same start asked for again is the same start: the idempotency key says so.
  std::string start(const std::string& name) {
    report_("asked " + name);
    const auto answer = answer_to<written>([&](auto done) {
      ask_.instances.start({"journey", {"customer", name}, json::object(), by, {name, name}},
                           std::move(done));
    });
    auto id = answer.body.at("id").template get<std::string>();
    report_("started " + name + " " + id);
    return id;
  }

  /// Publishes `event` about the customer, and notes whether `instance` is to hear it.
  void pay(const std::string& event, const std::string& name, const std::string& instance) {
    const auto answer = publish("paid", event, name);
    for (const auto& hearing : answer.body.at("heard_by")) {
      if (hearing == instance)
        report_("heard " + instance + " " + event);
    }
  }

  /// Leaves a cart and buys at once.
  void shop(const std::string& name) {
    report_("leaves " + name);
    (void)publish("left", "left-" + name, name);
    (void)publish("bought", "bought-" + name, name);
    report_("bought " + name);
  }
  /// Buys for somebody who may have left a cart in an earlier life.
  void buy_late(const std::string& name) { (void)publish("bought", "late-" + name, name); }

  void rise(const std::string& name) {
    write(service::record_write::put, name, {{"tier", "silver"}});
    write(service::record_write::patch, name, {{"tier", "gold"}});
    report_("changed " + name);
  }

private:
  written publish(const std::string& type, const std::string& event, const std::string& name) {
    return answer_to<written>([&](auto done) {
      service::event_request request;
      request.source = "till";
      request.id = event;
      request.type = type;
      request.subject = {"customer", name};
      request.by = by;
      ask_.events.publish(std::move(request), std::move(done));
    });
  }
  void write(service::record_write how, const std::string& name, json data) {
    service::record_request request;
    request.how = how;
    request.type = "customer";
    request.id = name;
    request.data = std::move(data);
    request.by = by;
    (void)answer_to<written>(
        [&](auto done) { ask_.records.write(std::move(request), std::move(done)); });
  }

  const service::interfaces& ask_;
  const reporter& report_;
};

/// Sends its event to every instance that waits for one which nobody was told is on its way.
void pay_for_the_forgotten(daemon::composition& daemon, const ledger& so_far,
                           const reporter& report) {
  storage::instance_query waiting;
  waiting.campaign = "journey";
  waiting.status = engine::instance_status::waiting;
  waiting.step = "confirm";
  client cashier{daemon, report};
  while (true) {
    const auto found = daemon.store().reader().instances().find(waiting);
    for (const auto& instance : found) {
      waiting.after = instance.state.id.value;
      if (const auto id = to_text(instance.state.id); !so_far.heard.contains(id))
        cashier.pay("late-" + id, instance.state.subject.id, id);
    }
    if (found.size() < waiting.limit)
      return;
  }
}

} // namespace

void prepare(const place& where) {
  auto daemon = make_daemon(where, [](moment) {});
  auto& ask = daemon->services();
  (void)answer_to<written>(
      [&](auto done) { ask.vouchers.create_pool("gifts", {}, by, {}, std::move(done)); });
  std::vector<std::string> codes;
  for (int i = 0; i < voucher_codes; ++i)
    codes.push_back("GIFT-" + std::to_string(i));
  (void)answer_to<json>(
      [&](auto done) { ask.vouchers.add_codes("gifts", codes, by, {}, std::move(done)); });
  put_and_activate(ask, journey);
  put_and_activate(ask, upgrade);
  put_and_activate(ask, cart);
  daemon->stop(10s);
}

void serve_under_load(const place& where, int life, fate& until, const ledger& so_far,
                      const reporter& report) {
  const auto daemon = make_daemon(where, [&until](moment here) { until.reached(here); });
  const auto to_repeat = so_far.unanswered();
  const auto load = [&](int number) {
    client caller{*daemon, report};
    for (auto i = static_cast<std::size_t>(number); i < to_repeat.size(); i += clients)
      caller.start(to_repeat[i]);
    for (int n = 0;; ++n) {
      const auto name =
          "c-" + std::to_string(life) + "-" + std::to_string(number) + "-" + std::to_string(n);
      caller.pay("paid-" + name, name, caller.start(name));
      caller.rise(name);
      caller.shop(name);
    }
  };
  run_clients(clients, load, report);
}

void finish(const place& where, const ledger& so_far, const reporter& report) {
  commit_watch watch;
  const auto daemon = make_daemon(where, [&](moment here) { watch.reached(here); });
  client caller{*daemon, report};
  for (const auto& name : so_far.unanswered())
    caller.start(name);
  pay_for_the_forgotten(*daemon, so_far, report);
  for (const auto& [name, has_bought] : so_far.carts) {
    if (!has_bought)
      caller.buy_late(name);
  }

  watch.wait_until_over(*daemon);
  daemon->stop(10s);
}

} // namespace sojourn::crash
