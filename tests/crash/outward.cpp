#include "tests/crash/outward.hpp"

#include "daemon/composition.hpp"
#include "service/channels.hpp"
#include "service/common.hpp"
#include "service/instances.hpp"
#include "service/receipts.hpp"
#include "service/records.hpp"
#include "tests/crash/answers.hpp"
#include "tests/crash/load.hpp"

#include <cstdio>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace sojourn::crash {

namespace {

using namespace std::chrono_literals;
using service::written;

constexpr int clients = 3;
/// How long a Zalo message whose fate is unknown waits for its receipt: longer than a life takes to
/// come back and hear of it.
constexpr milliseconds receipt_within{10'000};

/// One message over each channel; what is unknown of one does not keep back the next.
const auto outward = R"({
  "id": "outward", "name": "Outward", "trigger": {"type": "manual"},
  "reentry": {"policy": "parallel"}, "start": "push",
  "steps": {
    "push": {"type": "send", "message": "hello", "via": ["web_push"], "on_unknown": "next",
             "next": "sms"},
    "sms": {"type": "send", "message": "hello", "via": ["sms"], "on_unknown": "next",
            "next": "zns"},
    "zns": {"type": "send", "message": "hello", "via": ["zns"], "on_unknown": "next",
            "next": "zalo"},
    "zalo": {"type": "send", "message": "hello", "via": ["zalo_oa"], "on_unknown": "next",
             "next": "mail"},
    "mail": {"type": "send", "message": "hello", "via": ["email"], "on_unknown": "next",
             "next": "end"}
  },
  "messages": {"hello": {"purpose": "service", "fallback": "en", "languages": {"en": {
    "subject": "Hello", "text": "Hello {{customer.name}}",
    "channels": {
      "zns": {"template_id": "300001", "template_data": {"ten": "{{customer.name}}"}},
      "zalo_oa": {"template_id": "300001", "template_data": {"ten": "{{customer.name}}"}}}
  }}}}
})";

/// An SMS gateway that throws away what has the reference of an earlier message.
const auto sms_provider = R"({
  "address": {"field": "phone", "phone": {"country_code": "84"}},
  "capabilities": {"deduplicates": true},
  "send": {"url": "URL", "method": "POST",
           "json": {"to": "{{to}}", "text": "{{message}}", "client_ref": "{{key}}"}}
})";

config::settings settings_of(const place& where, const addresses& at) {
  config::settings settings;
  settings.data.directory = where.data();
  settings.http.port = 0;
  auto& channels = settings.channels;
  channels.web_push.enabled = true;
  channels.web_push.private_key = at.push_key;
  channels.web_push.contact = "mailto:shop@example.com";
  channels.web_push.allow_private_addresses = true;
  channels.email.enabled = true;
  channels.email.host = "127.0.0.1";
  channels.email.port = at.smtp_port;
  channels.email.tls = config::email_security::none;
  channels.email.from = "shop@example.com";
  channels.zalo.enabled = true;
  channels.zalo.app_id = "4242";
  channels.zalo.oa_id = "1717";
  channels.zalo.app_secret = "the-secret-of-the-app";
  channels.zalo.refresh_token = at.zalo_consent;
  channels.zalo.business_url = channels.zalo.oa_url = channels.zalo.oauth_url = at.zalo_url;
  channels.zalo.allow_private_addresses = true;
  channels.zalo.receipt_within = receipt_within;
  const auto file = (where.root / "sms.json").string();
  std::string described{sms_provider};
  described.replace(described.find("URL"), 3, at.sms_url);
  std::ofstream{file} << described;
  channels.providers["sms"] = {.file = file, .allow_private_addresses = true};
  return settings;
}

std::unique_ptr<daemon::composition> make_daemon(const place& where, const counterparts& with,
                                                 std::function<void(moment)> reached) {
  auto made = daemon::composition::make(
      settings_of(where, with.at()), {},
      [](const std::string& why) {
        std::fprintf(stderr, "the daemon gave up: %s\n", why.c_str());
        ::_exit(3);
      },
      [reached = std::move(reached)](std::string_view point) {
        reached(point == "before_commit" ? moment::before_commit : moment::after_commit);
      });
  if (!made)
    throw std::runtime_error{made.error().message};
  with.here_i_am();
  return std::move(*made);
}

void write(const service::interfaces& ask, const std::string& type, const std::string& id,
           json data) {
  service::record_request request;
  request.type = type;
  request.id = id;
  request.data = std::move(data);
  request.by = by;
  (void)answer_to<written>(
      [&](auto done) { ask.records.write(std::move(request), std::move(done)); });
}

/// A customer whom every channel reaches, and an instance for them. The same again is the same.
void begin(const service::interfaces& ask, const counterparts& with, const std::string& name,
           const reporter& report) {
  report("asked " + name);
  const auto number = std::hash<std::string>{}(name);
  auto browser = with.at().browsers.at(number % with.at().browsers.size());
  browser.erase("id");
  browser["customer_id"] = name;
  write(ask, "customer", name,
        {{"name", name},
         {"phone", "09" + std::to_string(10'000'000 + number % 90'000'000)},
         {"zalo_user_id", name},
         {"email", name + "@example.com"}});
  write(ask, "push_subscription", name, std::move(browser));
  const auto answer = answer_to<written>([&](auto done) {
    ask.instances.start({"outward", {"customer", name}, json::object(), by, {name, name}},
                        std::move(done));
  });
  report("started " + name + " " + answer.body.at("id").get<std::string>());
}

/// Zalo's webhook, the same for messages to phones and to users. It may be told of a message before
/// the daemon knows that it left.
void tell_receipts(const service::interfaces& ask, const place& where) {
  for (auto& call : zalo_receipts(where))
    (void)answer_to<json>([&](auto done) {
      ask.receipts.record({"zns", std::move(call.body), std::move(call.headers)}, std::move(done));
    });
}

} // namespace

void prepare_outward(const place& where, const counterparts& with) {
  const auto daemon = make_daemon(where, with, [](moment) {});
  auto& ask = daemon->services();
  (void)answer_to<json>(
      [&](auto done) { ask.channels.read_templates("zns", by, std::move(done)); });
  put_and_activate(ask, outward);
  daemon->stop(10s);
}

void serve_outward(const place& where, const counterparts& with, int life, fate& until,
                   const ledger& so_far, const reporter& report) {
  const auto daemon = make_daemon(where, with, [&until](moment here) { until.reached(here); });
  auto& ask = daemon->services();
  const auto to_repeat = so_far.unanswered();
  const auto load = [&](int number) {
    if (number == 0)
      tell_receipts(ask, where);
    for (auto i = static_cast<std::size_t>(number); i < to_repeat.size(); i += clients)
      begin(ask, with, to_repeat[i], report);
    for (int n = 0;; ++n)
      begin(ask, with,
            "o-" + std::to_string(life) + "-" + std::to_string(number) + "-" + std::to_string(n),
            report);
  };
  run_clients(clients, load, report);
}

void finish_outward(const place& where, const counterparts& with, const ledger& so_far,
                    const reporter& report) {
  commit_watch watch;
  const auto daemon = make_daemon(where, with, [&](moment here) { watch.reached(here); });
  auto& ask = daemon->services();
  for (const auto& name : so_far.unanswered())
    begin(ask, with, name, report);
  tell_receipts(ask, where);

  watch.wait_until_over(*daemon);
  tell_receipts(ask, where); // of what was sent since, too
  daemon->stop(10s);
}

} // namespace sojourn::crash
