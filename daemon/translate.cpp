// Settings are copied into the options of the parts field by field, and some enums are declared on
// both sides: config/ knows none of the parts, and the parts know nothing of config/ (tests/tree),
// so that each is built and tested without the other. What a person writes (milliseconds as
// numbers, paths, names of files, secrets) is also not what a part works with; the step from one to
// the other is here and nowhere else.
#include "daemon/translate.hpp"

#include "accounts/role.hpp"
#include "channels/described/described_channel.hpp"
#include "channels/email/email_channel.hpp"
#include "channels/email/mime.hpp"
#include "channels/http/http_channel.hpp"
#include "channels/web_push/web_push_channel.hpp"
#include "channels/webhook/webhook_channel.hpp"
#include "channels/zalo/zalo_channel.hpp"
#include "daemon/small_file.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "signing/p256.hpp"

#include <cstdlib>

namespace sojourn::daemon {

namespace {

accounts::permission_set permissions_of(config::scope scope) {
  switch (scope) {
  case config::scope::read:
    return accounts::permissions_of_scope("read");
  case config::scope::write:
    return accounts::permissions_of_scope("write");
  case config::scope::operate:
    return accounts::permissions_of_scope("operate");
  case config::scope::admin:
    return accounts::permissions_of_scope("admin");
  }
  return {};
}

channels::mail_security security_of(config::email_security security) {
  switch (security) {
  case config::email_security::starttls:
    return channels::mail_security::starttls;
  case config::email_security::tls:
    return channels::mail_security::tls;
  case config::email_security::none:
    return channels::mail_security::none;
  }
  return channels::mail_security::starttls;
}

channels::zalo::signer signer_of(config::zalo_signer which) {
  switch (which) {
  case config::zalo_signer::any:
    return channels::zalo::signer::any;
  case config::zalo_signer::app:
    return channels::zalo::signer::app;
  case config::zalo_signer::oa:
    return channels::zalo::signer::oa;
  }
  return channels::zalo::signer::any;
}

channels::zalo::timestamp_place place_of(config::zalo_timestamp which) {
  switch (which) {
  case config::zalo_timestamp::any:
    return channels::zalo::timestamp_place::any;
  case config::zalo_timestamp::body:
    return channels::zalo::timestamp_place::body;
  case config::zalo_timestamp::header:
    return channels::zalo::timestamp_place::header;
  }
  return channels::zalo::timestamp_place::any;
}

/// A JSON file that describes something, as `read` reads it; what is wrong names the file.
template <class Made>
result<std::shared_ptr<const Made>>
read_description(const std::string& file,
                 result<std::shared_ptr<const Made>> (*read)(const json& source)) {
  const auto refuse = [&](const error& why) {
    auto told = file + ": " + why.message;
    for (const auto& detail : why.details)
      told += "\n  " + detail.pointer + ": " + detail.message;
    return fail(error_code::invalid_settings, std::move(told), why.details);
  };
  const auto text = read_small_file(file);
  if (!text)
    return fail(text.error());
  const auto document = parse_json(*text);
  if (!document)
    return refuse(document.error());
  auto made = read(*document);
  if (!made)
    return refuse(made.error());
  return made;
}

/// The secrets that a description names; empty where there is none.
result<std::map<std::string, std::string>>
fetch(const std::map<std::string, channels::secret_source>& named) {
  std::map<std::string, std::string> fetched;
  for (const auto& [secret, place] : named) {
    auto& value = fetched[secret];
    if (!place.file.empty()) {
      const auto content = read_small_file(place.file);
      if (!content)
        return fail(content.error());
      value = without_blanks_around(*content);
    } else if (const auto* found = std::getenv(place.env.c_str()); found != nullptr) {
      value = found;
    }
  }
  return fetched;
}

/// The provider of a file, with the secrets it names.
result<std::shared_ptr<channels::channel>> make_provider(const std::string& name,
                                                         const config::provider_settings& from) {
  channels::described_settings described;
  auto description = read_description(from.file, channels::read_provider);
  if (!description)
    return fail(std::move(description.error()));
  auto secrets = fetch((*description)->secrets);
  if (!secrets)
    return fail(std::move(secrets.error()));
  described.name = name;
  described.description = std::move(*description);
  described.secrets = std::move(*secrets);
  described.allow_private_addresses = from.allow_private_addresses;
  return channels::make_described_channel(std::move(described));
}

result<std::shared_ptr<channels::channel>> make_email(const config::email_channel_settings& from) {
  channels::email_settings email;
  email.host = from.host;
  email.port = from.port;
  email.security = security_of(from.tls);
  email.user = from.username;
  email.password = from.password;
  email.ca_file = from.ca_file;
  auto sender = channels::parse_mailbox(from.from);
  email.from_address = std::move(sender.address);
  email.from_name = std::move(sender.name);
  email.message_id_domain = from.message_id_domain;
  email.return_path = from.return_path;
  email.report_token = from.report_token;
  email.timeout = milliseconds{from.timeout_ms};
  email.connections = from.concurrency;
  if (!from.calls_file.empty()) {
    auto calls = read_description(from.calls_file, channels::read_calls);
    if (!calls)
      return fail(std::move(calls.error()));
    auto secrets = fetch((*calls)->secrets);
    if (!secrets)
      return fail(std::move(secrets.error()));
    email.calls = std::move(*calls);
    email.call_secrets = std::move(*secrets);
  }
  return channels::make_email_channel(std::move(email));
}

/// Adds a channel, or hands its error on.
result<void> add(channels::channel_map& all, std::string name,
                 result<std::shared_ptr<channels::channel>> made) {
  if (!made)
    return fail(std::move(made.error()));
  all.emplace(std::move(name), std::move(*made));
  return {};
}

/// The private VAPID key as it stands in the settings or their file.
result<std::string> private_key_of(const config::web_push_channel_settings& from) {
  if (from.private_key_file.empty())
    return from.private_key;
  auto key = read_small_file(from.private_key_file);
  if (!key)
    return fail(std::move(key.error()));
  return without_blanks_around(*key);
}

/// What browsers subscribe with; empty where there is no right key, of which make_channels tells.
std::string public_key_of(const config::web_push_channel_settings& from) {
  if (!from.enabled)
    return "";
  const auto key = private_key_of(from).and_then([](const std::string& text) {
    return signing::p256_key::from_private(signing::base64url_decode(text).value_or(""));
  });
  return key ? signing::base64url_encode(key->public_bytes()) : "";
}

result<std::shared_ptr<channels::channel>>
make_web_push(const config::web_push_channel_settings& from) {
  channels::web_push_settings push;
  auto key = private_key_of(from);
  if (!key)
    return fail(std::move(key.error()));
  push.private_key = std::move(*key);
  push.public_key = from.public_key;
  push.contact = from.contact;
  push.limits.ttl = std::chrono::floor<std::chrono::seconds>(from.ttl);
  push.limits.title_characters = static_cast<std::size_t>(from.title_limit);
  push.limits.body_characters = static_cast<std::size_t>(from.body_limit);
  push.timeout = milliseconds{from.timeout_ms};
  push.concurrency = from.concurrency;
  push.allow_private_addresses = from.allow_private_addresses;
  return channels::make_web_push_channel(std::move(push));
}

/// The scheme and host of a URL, as browsers say them in Origin: "https://go.shop.example".
std::string origin_of(const std::string& url) {
  const auto host = url.find("://");
  return host == std::string::npos ? std::string{} : url.substr(0, url.find('/', host + 3));
}

} // namespace

storage::store_options store_options_of(const config::settings& settings) {
  storage::store_options options;
  options.directory = settings.data.directory;
  options.backup_directory = settings.data.backup_directory;
  options.full_sync = settings.data.synchronous == config::synchronous_mode::full;
  options.cache_mib = static_cast<int>(settings.data.cache_mib);
  options.reader_cache_mib = static_cast<int>(settings.data.reader_cache_mib);
  options.wal_limit_mib = static_cast<int>(settings.data.wal_limit_mib);
  options.checkpoint_pages = settings.data.checkpoint_pages;
  options.queue_limit = static_cast<std::size_t>(settings.actors.writer_queue);
  options.max_batch = static_cast<std::size_t>(settings.actors.max_batch);
  options.idempotency_hours = settings.retention.idempotency_hours;
  options.event_dedupe_days = settings.retention.event_dedupe_days;
  options.secret_key = settings.secrets.key;
  options.secret_key_file = settings.secrets.key_file;
  options.send_content_days = settings.retention.send_content_days;
  return options;
}

actors::options actor_options_of(const config::settings& settings) {
  const auto& from = settings.actors;
  const auto size = [](auto value) { return static_cast<std::size_t>(value); };
  actors::options options;
  options.threads = size(from.threads);
  options.policy = from.policy == config::scheduling_policy::sharing ? "sharing" : "stealing";
  options.max_throughput = size(from.max_throughput);
  options.max_live_instances = size(from.max_live_instances);
  options.passivate_after_ms = size(from.passivate_after_ms);
  options.max_pending_inputs = size(from.max_pending_inputs);
  options.timer_window_ms = size(from.timer_window_ms);
  options.timer_burst = size(from.timer_burst);
  options.webhook_tolerance = std::chrono::seconds{settings.limits.webhook_tolerance_s};
  options.tracking_url = settings.tracking.base_url;
  options.question_deadline = milliseconds{settings.http.question_deadline_ms};
  options.session_idle = std::chrono::minutes{settings.auth.session_idle_minutes};
  options.session_longest = std::chrono::hours{settings.auth.session_hours};
  options.desk_lookups_per_minute = settings.desk.lookups_per_minute;
  options.desk_lookups_per_day = settings.desk.lookups_per_day;
  options.desk_undo_within = settings.desk.undo_within;
  options.backups.every = settings.backup.every;
  if (const auto at = calendar::parse_time_of_day(settings.backup.at))
    options.backups.at = *at;
  options.backups.zone = settings.backup.zone;
  options.backups.keep = static_cast<std::size_t>(settings.backup.keep);
  // Room for what is on its way already when requests begin to be refused.
  options.writer_queue_high = size(from.writer_queue) * 3 / 4;
  options.manual_time = settings.clock.mode == config::clock_mode::virtual_time;
  return options;
}

api::server_options server_options_of(const config::settings& settings) {
  const auto& from = settings.http;
  constexpr std::size_t kib = 1024;
  api::server_options options;
  options.address = from.address;
  options.port = static_cast<std::uint16_t>(from.port);
  options.threads = static_cast<unsigned>(from.threads);
  options.max_header_bytes = static_cast<std::size_t>(from.header_limit_kib) * kib;
  options.max_body_bytes = static_cast<std::size_t>(from.body_limit_kib) * kib;
  options.max_upload_bytes = static_cast<std::uint64_t>(from.upload_limit_mib) * kib * kib;
  options.max_connections = static_cast<std::size_t>(from.max_connections);
  options.max_connections_of_address = static_cast<std::size_t>(from.connections_per_client);
  options.least_upload_bytes_per_second =
      static_cast<std::uint32_t>(from.least_upload_bytes_per_second);
  options.pipeline_limit = static_cast<std::size_t>(from.pipeline_limit);
  options.max_in_flight = static_cast<std::size_t>(from.max_in_flight);
  options.header_timeout = milliseconds{from.request_timeout_ms};
  options.body_timeout = milliseconds{from.request_timeout_ms};
  options.idle_timeout = milliseconds{from.idle_timeout_ms};
  options.write_timeout = milliseconds{from.write_timeout_ms};
  options.answer_timeout = milliseconds{from.request_deadline_ms};
  options.trusted_proxies = from.trusted_proxies;
  options.client_address_header = from.client_address_header;
  options.tls_certificate_path = from.tls_certificate;
  options.tls_key_path = from.tls_key;
  options.people_origin = origin_of(settings.tracking.base_url);
  options.pages.enabled = settings.onsite.enabled;
  options.pages.origins = settings.onsite.origins;
  options.pages.requests_per_second = settings.onsite.requests_per_second;
  options.pages.client_requests_per_second = settings.onsite.client_requests_per_second;
  options.pages.max_streams = static_cast<std::size_t>(settings.onsite.max_streams);
  options.pages.client_streams = static_cast<std::size_t>(settings.onsite.client_streams);
  options.pages.stored_mib_per_day = static_cast<std::uint32_t>(settings.onsite.stored_mib_per_day);
  options.pages.client_stored_kib_per_day =
      static_cast<std::uint32_t>(settings.onsite.client_stored_kib_per_day);
  options.pages.address_forms_per_day = settings.onsite.address_forms_per_day;
  options.pages.push_public_key = public_key_of(settings.channels.web_push);
  for (const auto& token : settings.auth.tokens) {
    api::token known;
    known.name = token.name;
    known.sha256_hex = token.token.empty() ? token.sha256 : signing::sha256_hex(token.token);
    for (const auto scope : token.scopes)
      known.may |= permissions_of(scope);
    options.tokens.push_back(std::move(known));
  }
  return options;
}

campaign::retry_policy retry_of(const config::settings& settings) {
  campaign::retry_policy policy;
  policy.max_attempts = static_cast<std::uint32_t>(settings.retry.max_attempts);
  policy.initial = settings.retry.initial;
  policy.backoff = settings.retry.backoff;
  policy.max = settings.retry.max;
  policy.jitter = settings.retry.jitter;
  return policy;
}

result<channels::channel_map> make_channels(const config::settings& settings) {
  const auto& from = settings.channels;
  channels::channel_map all;
  channels::http_settings http;
  http.timeout = milliseconds{from.webhook.timeout_ms};
  http.concurrency = from.webhook.concurrency;
  http.allow_private_addresses = from.webhook.allow_private_addresses;
  if (auto added = add(all, "http", channels::make_http_channel(http)); !added)
    return fail(std::move(added.error()));
  for (const auto& [name, endpoint] : from.webhooks) {
    channels::webhook_settings webhook;
    webhook.name = name;
    webhook.url = endpoint.url;
    if (!endpoint.secret.empty())
      webhook.secrets = {endpoint.secret};
    webhook.timeout = http.timeout;
    webhook.concurrency = http.concurrency;
    webhook.allow_private_addresses = http.allow_private_addresses;
    if (auto added = add(all, "webhook:" + name, channels::make_webhook_channel(webhook)); !added)
      return fail(std::move(added.error()));
  }
  if (from.email.enabled)
    if (auto added = add(all, "email", make_email(from.email)); !added)
      return fail(std::move(added.error()));
  if (from.web_push.enabled)
    if (auto added = add(all, "web_push", make_web_push(from.web_push)); !added)
      return fail(std::move(added.error()));
  for (const auto& [name, provider] : from.providers)
    if (auto added = add(all, name, make_provider(name, provider)); !added)
      return fail(std::move(added.error()));
  return all;
}

result<std::shared_ptr<channels::zalo::account>>
make_zalo_account(const config::settings& settings) {
  const auto& from = settings.channels.zalo;
  if (!from.enabled)
    return std::shared_ptr<channels::zalo::account>{};
  channels::zalo::settings zalo;
  zalo.app_id = from.app_id;
  zalo.oa_id = from.oa_id;
  zalo.app_secret = from.app_secret;
  zalo.oa_secret = from.oa_secret;
  zalo.refresh_token = from.refresh_token;
  zalo.proof = from.proof;
  zalo.development = from.development;
  zalo.zone = from.zone;
  const auto opens = calendar::parse_time_of_day(from.promotional_from);
  const auto closes = calendar::parse_time_of_day(from.promotional_until);
  if (!opens || !closes)
    return fail(opens ? closes.error() : opens.error());
  zalo.promotional = {*opens, *closes};
  zalo.release_spread = from.release_spread;
  zalo.balance_pause = from.balance_pause;
  zalo.receipt_within = from.receipt_within;
  zalo.read_every = from.read_every;
  zalo.signature_id = signer_of(from.signature_id);
  zalo.signature_timestamp = place_of(from.signature_timestamp);
  zalo.signature_secret = signer_of(from.signature_secret);
  zalo.per_second = from.per_second;
  zalo.concurrency = from.concurrency;
  zalo.timeout = milliseconds{from.timeout_ms};
  zalo.business_url = from.business_url;
  zalo.oa_url = from.oa_url;
  zalo.oauth_url = from.oauth_url;
  zalo.allow_private_addresses = from.allow_private_addresses;
  return channels::zalo::make_account(std::move(zalo));
}

} // namespace sojourn::daemon
