#include "channels/webhook/webhook_channel.hpp"

#include "base/json_writer.hpp"
#include "channels/http/exchange.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/http/url.hpp"
#include "channels/wire_key.hpp"
#include "signing/signature.hpp"

#include <chrono>

namespace sojourn::channels {

namespace {

std::string message_body(const send_attempt& request) {
  const auto content = json_object_writer{}
                           .member("subject", request.content.subject)
                           .member("text", request.content.text)
                           .member("html", request.content.html)
                           .finish();
  const auto data = json_object_writer{}
                        .member("campaign", request.campaign)
                        .member("subject", to_text(request.subject))
                        .member("customer", request.customer)
                        .member("message", request.message)
                        .raw("content", content)
                        .member("context", request.data)
                        .finish();
  return json_object_writer{}
      .member("type", "campaign.message")
      .member("timestamp", sojourn::to_text(request.at))
      .raw("data", data)
      .finish();
}

class webhook_channel final : public channel {
public:
  webhook_channel(webhook_settings settings, std::vector<signing::secret> secrets)
      : settings_{std::move(settings)}, secrets_{std::move(secrets)},
        client_{{.max_running = static_cast<std::size_t>(settings_.concurrency),
                 .allow_private_addresses = settings_.allow_private_addresses}} {}

  capabilities declares() const override {
    return {.deduplicates = true, .concurrency = settings_.concurrency};
  }

  std::optional<std::string> unreachable(const json&) const override { return std::nullopt; }

  void deliver(send_attempt request, completion done) override {
    const auto key = wire_key(request.key);
    const auto timestamp = std::to_string(
        std::chrono::floor<std::chrono::seconds>(request.at).time_since_epoch().count());
    http_request post{.method = "POST",
                      .url = settings_.url,
                      .headers = {},
                      .body = message_body(request),
                      .timeout = settings_.timeout,
                      .ca_file = settings_.ca_file,
                      .at = request.at};
    post.headers = {{"Content-Type", "application/json"},
                    {"Idempotency-Key", key},
                    {"webhook-id", key},
                    {"webhook-timestamp", timestamp}};
    if (!secrets_.empty())
      post.headers.emplace_back("webhook-signature",
                                signing::sign(secrets_, key, timestamp, post.body));
    // The status alone decides: whoever answered 2xx has the message, whatever became of the
    // rest of the answer.
    exchange(client_, std::move(post),
             [done = std::move(done)](attempt_result judged, http_response) {
               done(std::move(judged));
             });
  }

private:
  const webhook_settings settings_;
  const std::vector<signing::secret> secrets_;
  multi_client client_;
};

} // namespace

result<std::shared_ptr<channel>> make_webhook_channel(webhook_settings settings) {
  const auto refuse = [&](const std::string& why) {
    return fail(error_code::invalid_settings, "webhook \"" + settings.name + "\": " + why);
  };
  if (const auto valid = check_http_url(settings.url); !valid)
    return refuse(valid.error().message);
  if (settings.concurrency < 1)
    return refuse("the concurrency is at least 1");
  if (settings.timeout <= milliseconds{0})
    return refuse("the timeout is longer than zero");
  std::vector<signing::secret> secrets;
  for (const auto& text : settings.secrets) {
    auto parsed = signing::secret::parse(text);
    if (!parsed)
      return refuse(parsed.error().message);
    secrets.push_back(std::move(*parsed));
  }
  return std::make_shared<webhook_channel>(std::move(settings), std::move(secrets));
}

} // namespace sojourn::channels
