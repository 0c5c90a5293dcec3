// What leaves a second, beside what leaves with no engine: webhooks and e-mails.
#include "channels/email/email_channel.hpp"
#include "channels/webhook/webhook_channel.hpp"
#include "figures.hpp"
#include "medians.hpp"
#include "receivers.hpp"
#include "service/instances.hpp"
#include "start_driver.hpp"
#include "storage/options.hpp"
#include "storage/write/bulk.hpp"

#include <cstdio>
#include <filesystem>
#include <thread>

namespace sojourn::bench {

namespace {

constexpr int rounds = 3;
constexpr long sends_a_journey = 7;
constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* smtp_sink = "/usr/sbin/smtp-sink";
constexpr const char* smtp_source = "/usr/sbin/smtp-source";
/// A server that reads what it is sent, as one in front of a mailbox does.
constexpr const char* aiosmtpd = "/usr/bin/aiosmtpd";
/// Bytes of the text of a mail, and of a whole one.
constexpr std::size_t text_bytes = 600;
constexpr long mail_bytes = 1'000;

json campaign_over(const std::string& channel) {
  auto campaign = journey_campaign();
  for (auto& [id, step] : campaign.at("steps").items())
    step["via"] = {channel};
  campaign["messages"]["hello"]["languages"]["en"]["text"] = std::string(text_bytes, 'x');
  return campaign;
}

/// A daemon on a file of its own with `customers` who have an address.
std::unique_ptr<daemon::composition> daemon_with(const plan& how, config::settings settings,
                                                 long customers) {
  settings.data.directory = fresh_directory(how.directory + "/deliveries");
  storage::store_options options;
  options.directory = settings.data.directory;
  const storage::record_seeding what{
      customers, [](std::int64_t number) {
        const auto id = storage::seed_subject_id(number);
        return std::vector<std::pair<subject_ref, json>>{
            {{"customer", id}, {{"name", "Customer"}, {"email", id + "@example.com"}}}};
      }};
  if (auto seeded = storage::seed_records(options, what, from_unix_ms(0)); !seeded)
    throw std::runtime_error(seeded.error().message);
  auto made = daemon::composition::make(settings, {}, [](const std::string& why) {
    std::fprintf(stderr, "gave up: %s\n", why.c_str());
    std::abort();
  });
  if (!made)
    throw std::runtime_error(made.error().message);
  return std::move(*made);
}

/// Messages a second of a daemon, from the first start to the last completion.
double daemon_rate(daemon::composition& daemon, const std::string& channel, long journeys) {
  install(daemon, campaign_over(channel));
  const auto began = steady::now();
  call_driver{journeys}.run([&](long number, auto done) {
    service::start_request request;
    request.campaign = "journey";
    request.subject = {"customer", storage::seed_subject_id(number)};
    request.by.who = "bench";
    daemon.services().instances.start(std::move(request), std::move(done));
  });
  while (count_status(daemon, "completed") < journeys) {
    if (count_status(daemon, "held") > 0)
      throw std::runtime_error("a message over " + channel + " did not leave");
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return static_cast<double>(journeys * sends_a_journey) / seconds_since(began);
}

/// Deliveries a second of the channel alone, as many under way as it takes.
double channel_rate(channels::channel& channel, long count) {
  std::mutex mutex;
  std::condition_variable done;
  long begun = 0;
  long ended = 0;
  // Each that ends begins the next, on the channel's own thread.
  std::function<void()> next = [&] {
    channels::send_attempt attempt;
    {
      const std::lock_guard lock{mutex};
      if (begun == count)
        return;
      attempt.key = {instance_id{static_cast<std::uint64_t>(++begun)}, "step-1", 1};
    }
    attempt.at = from_unix_ms(1'767'225'600'000);
    attempt.campaign = "journey";
    attempt.subject = {"customer", "c-1"};
    attempt.customer = {{"name", "Customer"}, {"email", "c-1@example.com"}};
    attempt.message = "hello";
    attempt.content = {"Hello", std::string(text_bytes, 'x'), ""};
    attempt.data = json::object();
    channel.deliver(std::move(attempt), [&](const channels::attempt_result& outcome) {
      if (outcome.how != outcome::accepted)
        std::fprintf(stderr, "not taken: %s\n", outcome.detail.c_str());
      next();
      const std::lock_guard lock{mutex};
      if (++ended == count)
        done.notify_all();
    });
  };
  const auto began = steady::now();
  for (int i = 0; i < channel.declares().concurrency; ++i)
    next();
  std::unique_lock lock{mutex};
  done.wait(lock, [&] { return ended == count; });
  return static_cast<double>(count) / seconds_since(began);
}

double source_rate(int port, int connections, long count) {
  const auto began = steady::now();
  // -d: it uses its connections again, as we do.
  child_program source{{smtp_source, "-d", "-s", std::to_string(connections), "-m",
                        std::to_string(count), "-l", std::to_string(mail_bytes), "-f",
                        "shop@shop.example", "-t", "an@example.com",
                        "127.0.0.1:" + std::to_string(port)}};
  if (!source.wait())
    throw std::runtime_error("smtp-source failed");
  return static_cast<double>(count) / seconds_since(began);
}

std::string address_of(int port) { return "127.0.0.1:" + std::to_string(port); }

/// Mails a second that a mail server takes.
struct mail_rates {
  double daemon = 0;
  double client = 0; ///< from the channel with no engine
  double source = 0; ///< from smtp-source
};

mail_rates mails_at(const plan& how, const std::vector<std::string>& server, int port,
                    long journeys) {
  const child_program running{server};
  wait_for_listener(port);
  std::vector<double> with_engine;
  std::vector<double> client;
  std::vector<double> source;
  for (int round = 0; round < rounds; ++round) {
    auto settings = settings_for(how.directory);
    auto& email = settings.channels.email;
    email.enabled = true;
    email.host = "127.0.0.1";
    email.port = port;
    email.tls = config::email_security::none;
    email.from = "shop@shop.example";
    source.push_back(source_rate(port, email.concurrency, journeys * sends_a_journey));
    auto channel = channels::make_email_channel({.host = email.host,
                                                 .port = port,
                                                 .security = channels::mail_security::none,
                                                 .user = {},
                                                 .password = {},
                                                 .ca_file = {},
                                                 .from_address = email.from,
                                                 .from_name = {},
                                                 .message_id_domain = {},
                                                 .connections = email.concurrency});
    if (!channel)
      throw std::runtime_error(channel.error().message);
    client.push_back(channel_rate(**channel, journeys * sends_a_journey));
    const auto daemon = daemon_with(how, settings, journeys);
    with_engine.push_back(daemon_rate(*daemon, "email", journeys));
  }
  return {.daemon = median(with_engine), .client = median(client), .source = median(source)};
}

} // namespace

void measure_webhooks(const plan& how, figures& out) {
  const auto journeys = how.scaled(3'000);
  const http_sink receiver;
  std::vector<double> with_engine;
  std::vector<double> alone;
  for (int round = 0; round < rounds; ++round) {
    auto settings = settings_for(how.directory);
    settings.channels.webhooks["bench"] = {.url = receiver.url(), .secret = secret};
    settings.channels.webhook.allow_private_addresses = true;
    const auto concurrency = settings.channels.webhook.concurrency;
    auto client = channels::make_webhook_channel({.name = "bench",
                                                  .url = receiver.url(),
                                                  .secrets = {secret},
                                                  .concurrency = concurrency,
                                                  .allow_private_addresses = true,
                                                  .ca_file = {}});
    if (!client)
      throw std::runtime_error(client.error().message);
    alone.push_back(channel_rate(**client, journeys * sends_a_journey));
    const auto daemon = daemon_with(how, settings, journeys);
    with_engine.push_back(daemon_rate(*daemon, "webhook:bench", journeys));
  }
  out["webhook_effects_per_s"] = median(with_engine);
  out["webhook_effects_per_s_vs_client"] = median(with_engine) / median(alone);
}

void measure_emails(const plan& how, figures& out) {
  if (!std::filesystem::exists(smtp_source)) {
    std::fprintf(stderr, "email_per_s is left out: it needs smtp-sink and smtp-source of Debian's "
                         "package postfix, which run without a postfix\n");
    return;
  }
  const auto port = free_port();
  std::vector<std::string> sink{smtp_sink};
  if (::geteuid() == 0)
    sink.insert(sink.end(), {"-u", "nobody"}); // it wants to be nobody
  sink.insert(sink.end(), {address_of(port), "1000"});
  const auto at_sink = mails_at(how, sink, port, how.scaled(1'500));
  out["email_per_s"] = at_sink.daemon;
  out["email_client_per_s"] = at_sink.client;
  out["smtp_source_per_s"] = at_sink.source;
  out["email_vs_smtp_source"] = at_sink.daemon / at_sink.source;
  if (!std::filesystem::exists(aiosmtpd)) {
    std::fprintf(stderr, "email_vs_smtp_source_real is left out: it needs python3-aiosmtpd\n");
    return;
  }
  const auto other = free_port();
  const auto at_real =
      mails_at(how, {aiosmtpd, "-n", "-c", "aiosmtpd.handlers.Sink", "-l", address_of(other)},
               other, how.scaled(300));
  out["email_real_per_s"] = at_real.daemon;
  out["email_vs_smtp_source_real"] = at_real.daemon / at_real.source;
}

} // namespace sojourn::bench
