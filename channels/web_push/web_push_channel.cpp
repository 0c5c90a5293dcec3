#include "channels/web_push/web_push_channel.hpp"

#include "channels/http/exchange.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/refused.hpp"
#include "channels/web_push/encryption.hpp"
#include "channels/web_push/subscription.hpp"
#include "channels/web_push/vapid.hpp"
#include "signing/base64.hpp"
#include "signing/random.hpp"

#include <algorithm>
#include <mutex>

namespace sojourn::channels {

namespace {

/// Collects what became of one delivery on each device, and reports it once.
class gathering {
public:
  gathering(std::size_t devices, completion done) : left_{devices}, done_{std::move(done)} {}

  /// `origin`: of the push service; empty where nothing went to one.
  void add(const std::string& subscription, const std::string& origin, attempt_result judged) {
    attempt_result all;
    {
      const std::lock_guard lock{mutex_};
      ++devices_;
      if (!origin.empty())
        reached_.emplace_back(origin, health_told_by(judged));
      if (judged.code == "http_404" || judged.code == "http_410")
        gone_.push_back({push_subscription_type, subscription});
      else
        keep(std::move(judged));
      if (--left_ > 0)
        return;
      all = summary();
    }
    done_(std::move(all));
  }

private:
  static int rank(outcome kind) {
    switch (kind) {
    case outcome::accepted:
      return 4;
    case outcome::unknown: // it may have arrived: no retry may make light of that
      return 3;
    case outcome::transient:
      return 2;
    default:
      return 1;
    }
  }

  void keep(attempt_result judged) {
    accepted_ += judged.how == outcome::accepted ? 1 : 0;
    // Whoever asks for the longest wait gets it: a retry goes to all of them.
    if (judged.retry_after)
      retry_after_ = std::max(retry_after_.value_or(milliseconds{0}), *judged.retry_after);
    if (!decisive_ || rank(judged.how) > rank(decisive_->how))
      decisive_ = std::move(judged);
  }

  attempt_result summary() {
    attempt_result all;
    if (decisive_) {
      all = std::move(*decisive_);
      if (devices_ > 1)
        all.detail += "; " + std::to_string(accepted_) + " of " + std::to_string(devices_) +
                      " devices were reached";
      if (all.how == outcome::transient)
        all.retry_after = retry_after_;
    } else {
      all.how = outcome::unreachable;
      all.code = "no_subscription";
      all.detail = "the push services know none of the person's subscriptions any more";
    }
    all.gone = std::move(gone_);
    all.server = server_health::untold;
    all.reached = std::move(reached_);
    return all;
  }

  std::mutex mutex_;
  std::size_t left_;
  std::size_t devices_ = 0;
  std::size_t accepted_ = 0;
  std::optional<attempt_result> decisive_;
  std::optional<milliseconds> retry_after_;
  std::vector<subject_ref> gone_;
  std::vector<std::pair<std::string, server_health>> reached_;
  completion done_;
};

/// What the statuses of RFC 8030 mean beyond those of HTTP.
attempt_result judged_as_push(attempt_result judged, const http_response& answer) {
  if (judged.how == outcome::accepted)
    judged.provider_id = answer.location;
  if (answer.status == 413)
    judged.detail = "the push service takes no push of this size";
  if (answer.status == 401 || answer.status == 403)
    judged.detail = "the push service refuses the VAPID key: the subscription was made for "
                    "another one, or the contact is wrong";
  return judged;
}

class web_push_channel final : public channel {
public:
  web_push_channel(web_push_settings settings, const signing::p256_key& key)
      : settings_{std::move(settings)}, headers_{key, settings_.contact},
        client_{{.max_running = static_cast<std::size_t>(settings_.concurrency),
                 .allow_private_addresses = settings_.allow_private_addresses}} {}

  capabilities declares() const override {
    return {.deduplicates = false,
            .concurrency = settings_.concurrency,
            .concurrency_each = settings_.concurrency,
            .links = {.fields = {"url"}},
            .needs_records = push_subscription_type};
  }

  std::optional<std::string> unreachable(const json& customer) const override {
    if (subscriptions_of(customer).empty())
      return "the customer has no \"push_subscription\"";
    const auto read = devices_of(customer);
    return read.devices.empty() ? std::optional{read.why} : std::nullopt;
  }

  std::vector<std::string> destinations(const send_attempt& request) const override {
    std::vector<std::string> origins;
    for (const auto& device : devices_of(request.customer).devices) {
      if (std::find(origins.begin(), origins.end(), device.origin) == origins.end())
        origins.push_back(device.origin);
    }
    return origins;
  }

  void deliver(send_attempt request, completion done) override {
    auto [devices, why] = devices_of(request.customer);
    if (devices.empty()) {
      done(refused(outcome::unreachable, "no_subscription", why));
      return;
    }
    const auto message = read_push_message(request, settings_.limits);
    if (!message) {
      done(refused(outcome::rejected, "invalid_message", message.error().message));
      return;
    }
    // A service that fails is left alone where another one reaches the person.
    const auto is_left_alone = [&](const push_subscription& device) {
      return request.avoid.contains(device.origin);
    };
    if (!std::all_of(devices.begin(), devices.end(), is_left_alone))
      std::erase_if(devices, is_left_alone);
    if (message->newest_only)
      devices.resize(1);
    const auto all = std::make_shared<gathering>(devices.size(), std::move(done));
    for (const auto& device : devices)
      push(device, *message, request.at, all);
  }

private:
  struct read_devices {
    std::vector<push_subscription> devices;
    std::string why; ///< there is none
  };
  /// Those of the person that something can be pushed to, the newest first.
  read_devices devices_of(const json& customer) const {
    read_devices found{{}, "the customer has no \"push_subscription\""};
    for (const auto& record : subscriptions_of(customer)) {
      auto device = read_subscription(record, settings_.allow_private_addresses);
      if (device)
        found.devices.push_back(std::move(*device));
      else
        found.why = "no subscription of the customer can be pushed to: " + device.error().message;
    }
    return found;
  }

  void push(const push_subscription& to, const push_message& message, instant at,
            const std::shared_ptr<gathering>& all) {
    auto body = encrypt_push(message.payload, to.keys, signing::p256_key::make(),
                             signing::random_bytes(push_salt_bytes));
    if (!body) {
      all->add("", "", refused(outcome::unreachable, "invalid_subscription", body.error().message));
      return;
    }
    http_request post{.method = "POST",
                      .url = to.endpoint,
                      .headers = {{"Content-Type", "application/octet-stream"},
                                  {"Content-Encoding", "aes128gcm"},
                                  {"TTL", std::to_string(message.ttl.count())},
                                  {"Urgency", message.urgency},
                                  {"Topic", message.topic},
                                  {"Authorization", headers_.for_origin(to.origin, at)}},
                      .body = std::move(*body),
                      .timeout = settings_.timeout,
                      .ca_file = settings_.ca_file,
                      .at = at,
                      .once = true};
    exchange(
        client_, std::move(post),
        [all, id = to.id, origin = to.origin](attempt_result judged, const http_response& answer) {
          all->add(id, origin, judged_as_push(std::move(judged), answer));
        });
  }

  const web_push_settings settings_;
  vapid_headers headers_;
  multi_client client_;
};

} // namespace

result<std::shared_ptr<channel>> make_web_push_channel(web_push_settings settings) {
  const auto refuse = [](const std::string& why) {
    return fail(error_code::invalid_settings, "web_push: " + why);
  };
  const auto bytes = signing::base64url_decode(settings.private_key);
  if (!bytes)
    return refuse("the private key is not base 64 for URLs without padding; \"sojourn "
                  "vapid-keys\" makes one");
  const auto key = signing::p256_key::from_private(*bytes);
  if (!key)
    return refuse(key.error().message);
  if (!settings.public_key.empty() &&
      signing::base64url_decode(settings.public_key) != key->public_bytes())
    return refuse("the public key does not belong to the private key");
  if (!settings.contact.starts_with("mailto:") && !settings.contact.starts_with("https:"))
    return refuse("the contact is a mailto: or https: URL");
  if (settings.limits.ttl < std::chrono::seconds{0} || settings.limits.ttl > longest_push_ttl)
    return refuse("the ttl is 28 days at most");
  if (settings.concurrency < 1)
    return refuse("the concurrency is at least 1");
  if (settings.timeout <= milliseconds{0})
    return refuse("the timeout is longer than zero");
  return std::make_shared<web_push_channel>(std::move(settings), *key);
}

} // namespace sojourn::channels
