#include "channels/email/email_channel.hpp"

#include "addresses/blanks.hpp"
#include "addresses/email.hpp"
#include "channels/email/mail_report.hpp"
#include "channels/email/mime.hpp"
#include "channels/email/refusal.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/redact.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace sojourn::channels {

namespace {

using addresses::address_kind;
using addresses::canonical_email;
using addresses::domain_of;
using addresses::is_email_address;
using addresses::with_ascii_domain;

std::string text_member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

constexpr std::string_view tracking_mark = "{tracking}";

/// Why no mail reaches the customer.
struct address_obstacle {
  std::string_view code;
  std::string_view why;
};

std::optional<address_obstacle> obstacle_to(const json& customer) {
  const auto found = customer.find("email");
  if (found == customer.end() || found->is_null() || *found == "")
    return address_obstacle{"no_email", "the customer has no \"email\""};
  if (!found->is_string() || !canonical_email(found->get_ref<const std::string&>()))
    return address_obstacle{"invalid_email", "the customer's \"email\" is not an e-mail address"};
  return std::nullopt;
}

class email_channel final : public channel {
public:
  explicit email_channel(email_settings settings) : settings_{std::move(settings)} {
    settings_.from_address = with_ascii_domain(settings_.from_address);
    if (settings_.message_id_domain.empty())
      settings_.message_id_domain = domain_of(settings_.from_address);
    for (int lane = 0; lane < settings_.connections; ++lane)
      lanes_.push_back(std::make_unique<multi_client>(
          // The operator names the relay, and it usually stands in the own network.
          multi_client::settings{.max_running = 1, .allow_private_addresses = true}));
  }

  capabilities declares() const override {
    capabilities can{.deduplicates = false, .concurrency = settings_.connections};
    can.addresses = {.kind = address_kind::email};
    can.links = {.text = true, .html = true, .pixel = true};
    // Reports of mail servers speak of failures alone.
    can.reports_delivery = settings_.calls != nullptr;
    return can;
  }

  std::optional<std::string> unreachable(const json& customer) const override {
    if (const auto found = obstacle_to(customer))
      return std::string{found->why};
    return std::nullopt;
  }

  std::optional<std::string> address(const json& customer) const override {
    if (obstacle_to(customer))
      return std::nullopt;
    return canonical_email(text_member(customer, "email"));
  }

  void deliver(send_attempt request, completion done) override {
    if (const auto found = obstacle_to(request.customer)) {
      done({.how = outcome::unreachable,
            .code = std::string{found->code},
            .detail = std::string{found->why},
            .provider_id = {}});
      return;
    }
    // As the customer wrote it, but for a domain that not every server can read.
    const auto to =
        with_ascii_domain(addresses::without_blanks_around(text_member(request.customer, "email")));
    auto message =
        build_message({.from = {settings_.from_address, settings_.from_name},
                       .to = {to, text_member(request.customer, "name")},
                       .subject = std::move(request.content.subject),
                       .text = std::move(request.content.text),
                       .html = std::move(request.content.html),
                       .pictures = std::move(request.content.pictures),
                       .date = request.at,
                       .unsubscribe_url = std::move(request.unsubscribe_url),
                       .message_id = request.tracking + "@" + settings_.message_id_domain});
    if (!message) {
      done({.how = outcome::rejected,
            .code = "invalid_message",
            .detail = std::move(message.error().message),
            .provider_id = {}});
      return;
    }
    least_busy_lane().submit(make_smtp_transfer(
        {.host = settings_.host,
         .port = settings_.port,
         .security = settings_.security,
         .user = settings_.user,
         .password = settings_.password,
         .ca_file = settings_.ca_file,
         .helo_name = std::string{domain_of(settings_.from_address)},
         .from = return_path_of(request.tracking),
         .to = to,
         .message = std::move(*message),
         .timeout = settings_.timeout,
         .at = request.at},
        [done = std::move(done), address = address(request.customer).value_or(""),
         this](attempt_result judged) {
          // Refused at once or reported later: it is the same bounce.
          if (judged.how == outcome::unreachable &&
              fault_of("", judged.detail) == mail_fault::address_dead)
            judged.dead_address = address;
          // Servers are known to repeat what they refuse.
          judged.detail = without_secrets(std::move(judged.detail), {settings_.password});
          done(std::move(judged));
        }));
  }

  result<messages::provider_news> read_call(const provider_call& call) const override {
    const auto type = call.header("content-type");
    if (may_be_report(type) && !settings_.report_token.empty())
      return read_report(call, type);
    if (settings_.calls == nullptr)
      return channel::read_call(call);
    auto news = read_receipts(settings_.calls->receipts, settings_.call_secrets, "email", call);
    if (!news)
      return news;
    for (auto& one : news->receipts) {
      // Where the service gave the mail another Message-ID, its own id names it.
      one.key = tracking_named(one.key, settings_.message_id_domain).value_or("");
    }
    return news;
  }

private:
  result<messages::provider_news> read_report(const provider_call& call,
                                              const std::string& type) const {
    if (!signing::constant_time_equal("Bearer " + settings_.report_token,
                                      call.header("authorization")))
      return fail(error_code::bad_signature,
                  "the header authorization does not hold channels.email.report_token");
    auto heard = read_mail_report(call.body, type, settings_.message_id_domain, call.at);
    if (!heard)
      return fail(std::move(heard.error()));
    return messages::provider_news{.receipts = std::move(*heard)};
  }

  std::string return_path_of(const std::string& tracking) const {
    if (settings_.return_path.empty())
      return settings_.from_address;
    auto path = with_ascii_domain(settings_.return_path);
    if (const auto mark = path.find(tracking_mark); mark != std::string::npos)
      path.replace(mark, tracking_mark.size(), tracking);
    return path;
  }

  multi_client& least_busy_lane() {
    return **std::min_element(lanes_.begin(), lanes_.end(), [](const auto& a, const auto& b) {
      return a->pending() < b->pending();
    });
  }

  email_settings settings_;
  /// One transfer thread a connection: libcurl 7.88 waits for the reply to the final dot
  /// inside one call, during which a shared thread would serve nobody else.
  std::vector<std::unique_ptr<multi_client>> lanes_;
};

} // namespace

result<std::shared_ptr<channel>> make_email_channel(email_settings settings) {
  const auto refuse = [](const std::string& why) {
    return fail(error_code::invalid_settings, "email: " + why);
  };
  if (settings.host.empty())
    return refuse("the host of the mail server is missing");
  if (settings.port < 1 || settings.port > 65535)
    return refuse("the port is between 1 and 65535");
  if (!is_email_address(settings.from_address))
    return refuse("the sender \"" + settings.from_address + "\" is not an e-mail address");
  auto path = settings.return_path;
  if (const auto mark = path.find(tracking_mark); mark != std::string::npos)
    path.replace(mark, tracking_mark.size(), std::string(32, '0'));
  if (!path.empty() && !is_email_address(path))
    return refuse("the return path \"" + settings.return_path + "\" is not an e-mail address");
  if (settings.calls != nullptr)
    if (const auto why = unusable_secret(settings.calls->receipts, settings.call_secrets))
      return refuse(*why);
  if (settings.connections < 1)
    return refuse("the number of connections is at least 1");
  if (settings.timeout <= milliseconds{0})
    return refuse("the timeout is longer than zero");
  return std::make_shared<email_channel>(std::move(settings));
}

} // namespace sojourn::channels
