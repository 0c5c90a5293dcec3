// Kept whole: the table of all settings, in the order of sojourn.toml.
#include "config/keys.hpp"

#include "config/key_kinds.hpp"

namespace sojourn::config {
namespace {

using std::chrono::hours;

constexpr words<synchronous_mode, 2> synchronous_names{
    {{"full", synchronous_mode::full}, {"normal", synchronous_mode::normal}}};
constexpr words<scheduling_policy, 2> policy_names{
    {{"sharing", scheduling_policy::sharing}, {"stealing", scheduling_policy::stealing}}};
constexpr words<clock_mode, 2> clock_mode_names{
    {{"system", clock_mode::system}, {"virtual", clock_mode::virtual_time}}};
constexpr words<log_level, 5> level_names{{{"trace", log_level::trace},
                                           {"debug", log_level::debug},
                                           {"info", log_level::info},
                                           {"warning", log_level::warning},
                                           {"error", log_level::error}}};
constexpr words<log_format, 2> format_names{
    {{"text", log_format::text}, {"json", log_format::json}}};
constexpr words<email_security, 3> email_security_names{{{"starttls", email_security::starttls},
                                                         {"tls", email_security::tls},
                                                         {"none", email_security::none}}};
constexpr words<zalo_signer, 3> zalo_signer_names{
    {{"any", zalo_signer::any}, {"app", zalo_signer::app}, {"oa", zalo_signer::oa}}};
constexpr words<zalo_timestamp, 3> zalo_timestamp_names{{{"any", zalo_timestamp::any},
                                                         {"body", zalo_timestamp::body},
                                                         {"header", zalo_timestamp::header}}};
constexpr words<scope, 4> scope_names{{{"read", scope::read},
                                       {"write", scope::write},
                                       {"operate", scope::operate},
                                       {"admin", scope::admin}}};

/// Adds the keys of an area to those of the whole; `part` finds the area in the settings.
template <class Part, class Area>
void adopt(key_table<settings>& all, const std::string& name, Part part,
           const key_table<Area>& keys) {
  for (const auto& one : keys)
    all.push_back({.name = name + "." + one.name,
                   .manual = one.manual,
                   .allowed = one.allowed,
                   .kind = one.kind,
                   .secret = one.secret,
                   .set =
                       [set = one.set, part](settings& whole, const node& value) {
                         return set(std::invoke(part, whole), value);
                       },
                   .get = [get = one.get,
                           part](const settings& whole) { return get(std::invoke(part, whole)); }});
}

key_table<data_settings> data_keys() {
  return {
      text("directory", &data_settings::directory,
           "The data directory. A relative path counts from where the daemon is started.",
           check_not_empty),
      text("backup_directory", &data_settings::backup_directory,
           "Where backups go; empty: the folder \"backups\" in the data directory."),
      choice("synchronous", &data_settings::synchronous, synchronous_names,
             "\"full\" or \"normal\". With \"full\" what was acknowledged survives power loss. "
             "\"normal\" is faster and survives a killed process, but power loss may take the "
             "last commits along."),
      integer("cache_mib", &data_settings::cache_mib, 1, 65536,
              "MiB, 1 to 65536. Page cache of the one writer, for the rows that turns touch."),
      integer("reader_cache_mib", &data_settings::reader_cache_mib, 1, 4096,
              "MiB, 1 to 4096. Page cache of each reader; small, since there are several."),
      integer("wal_limit_mib", &data_settings::wal_limit_mib, 1, 65536,
              "MiB, 1 to 65536. A write-ahead log above this is truncated by a checkpoint, so "
              "that a burst does not keep the disk."),
      integer("checkpoint_pages", &data_settings::checkpoint_pages, 100, 1000000,
              "Pages, 100 to 1000000. The write-ahead log may grow by this between two "
              "checkpoints: fewer make restarts quicker, more make commits cheaper."),
  };
}

key_table<secrets_settings> secrets_keys() {
  return {
      secret("key", &secrets_settings::key,
             "The key, the base64 of 32 random bytes; empty: read from key_file. "
             "SOJOURN_SECRET_KEY keeps it out of this file. Without the key that a data "
             "directory was sealed with, it cannot be used.",
             check_seal_key),
      text("key_file", &secrets_settings::key_file,
           "Path of a file that holds the key; empty: secret.key in the data directory, which "
           "the first start makes. Backups do not hold it: keep a copy elsewhere."),
  };
}

key_table<http_settings> http_keys() {
  return {
      text("address", &http_settings::address,
           "The IP address to listen on. One that other machines reach needs users or tokens.",
           check_ip_address),
      integer("port", &http_settings::port, 0, 65535, "0 to 65535. 0 takes any free port."),
      integer("threads", &http_settings::threads, 1, 256,
              "1 to 256. Threads that serve connections; one is enough for most, since the "
              "work is done elsewhere."),
      integer("header_limit_kib", &http_settings::header_limit_kib, 1, 1024,
              "KiB, 1 to 1024. A longer request header is refused."),
      integer("body_limit_kib", &http_settings::body_limit_kib, 1, 1048576,
              "KiB, 1 to 1048576. A longer request body is refused with 413."),
      integer("upload_limit_mib", &http_settings::upload_limit_mib, 1, 1048576,
              "MiB, 1 to 1048576. A longer file that is imported is refused with 413. It is kept "
              "on the disk of the data directory until it is imported."),
      integer("request_timeout_ms", &http_settings::request_timeout_ms, 100, 3600000,
              "Milliseconds, 100 to 3600000. A request that has begun must have arrived by "
              "then, or a slow client would hold a connection for ever."),
      integer("idle_timeout_ms", &http_settings::idle_timeout_ms, 100, 3600000,
              "Milliseconds, 100 to 3600000. A connection may be silent this long between "
              "requests."),
      integer("write_timeout_ms", &http_settings::write_timeout_ms, 100, 3600000,
              "Milliseconds, 100 to 3600000. A client that takes nothing of its answer this "
              "long is disconnected."),
      integer("request_deadline_ms", &http_settings::request_deadline_ms, 10, 3600000,
              "Milliseconds, 10 to 3600000. An answer that is not ready by then becomes a "
              "504."),
      integer("question_deadline_ms", &http_settings::question_deadline_ms, 10, 86400000,
              "Milliseconds, 10 to 86400000. A question about many people (the size or members of "
              "a segment, a funnel, an audience, a forecast) that is not answered by then is given "
              "up."),
      integer("max_connections", &http_settings::max_connections, 1, 1000000,
              "1 to 1000000. Connections open at once; each needs a file descriptor, and 256 are "
              "kept for the daemon's own work, so fewer are taken where the limit of open files "
              "is lower. Above, the one that has been idle for longest is closed for the new one, "
              "or where none has been for a second, the new one gets 503."),
      integer("connections_per_client", &http_settings::connections_per_client, 1, 1000000,
              "1 to 1000000. Connections that one client, an IPv4 address or an IPv6 /64, has "
              "open at once; above, it gets 503. Those of this machine and of trusted_proxies do "
              "not count."),
      integer("least_upload_bytes_per_second", &http_settings::least_upload_bytes_per_second, 1,
              1000000000,
              "Bytes, 1 to 1000000000. A file that is imported must arrive at least as fast, on "
              "average: a few slow senders would keep everybody else's files out."),
      integer("pipeline_limit", &http_settings::pipeline_limit, 1, 1024,
              "1 to 1024. Requests that one connection may have in flight."),
      integer("max_in_flight", &http_settings::max_in_flight, 1, 1000000,
              "1 to 1000000. Requests in flight in the whole process; above, a request gets "
              "503 with Retry-After."),
      texts(
          "trusted_proxies", &http_settings::trusted_proxies,
          "Addresses and blocks, such as \"10.0.0.0/8\", of the proxies in front of the daemon. A "
          "request that one of them passes on is counted for the client that "
          "client_address_header names; without this, behind a proxy all clients are one to the "
          "limits.",
          check_ip_network),
      text("client_address_header", &http_settings::client_address_header,
           "The header to which trusted proxies append the address that called them. Nobody else "
           "is believed.",
           check_header_name),
      text("tls_certificate", &http_settings::tls_certificate,
           "Path of the certificate chain (PEM), for HTTPS. Set it together with tls_key."),
      text("tls_key", &http_settings::tls_key, "Path of the private key (PEM) of tls_certificate."),
  };
}

key_table<actors_settings> actors_keys() {
  return {
      integer("threads", &actors_settings::threads, 1, 256,
              "1 to 256. Threads that run actors; the writer and the connections have their "
              "own."),
      choice("policy", &actors_settings::policy, policy_names,
             "\"sharing\" or \"stealing\". How the threads share work: \"sharing\" is quiet when "
             "idle, \"stealing\" scales further on many cores."),
      integer("max_throughput", &actors_settings::max_throughput, 1, 100000,
              "1 to 100000. Messages that one actor handles before it lets others run."),
      integer("max_live_instances", &actors_settings::max_live_instances, 1, 10000000,
              "1 to 10000000. Instances in memory at once; all others are rows."),
      integer("passivate_after_ms", &actors_settings::passivate_after_ms, 0, 3600000,
              "Milliseconds, 0 to 3600000. An idle instance stays in memory this long, so "
              "that a quick succession of inputs does not load it anew each time."),
      integer("writer_queue", &actors_settings::writer_queue, 1, 1000000,
              "1 to 1000000. Units of commit that may wait for the writer; above, work is "
              "refused."),
      integer("max_batch", &actors_settings::max_batch, 1, 100000,
              "1 to 100000. Turns in one commit; bounds how long one commit takes."),
      integer("timer_window_ms", &actors_settings::timer_window_ms, 1000, 86400000,
              "Milliseconds, 1000 to 86400000. Timers due within this are held in memory."),
      integer("timer_burst", &actors_settings::timer_burst, 1, 1000000,
              "1 to 1000000. Wake-ups in flight at once, so that a backlog of timers does not "
              "crowd out everything else."),
      integer("max_pending_inputs", &actors_settings::max_pending_inputs, 1, 100000,
              "1 to 100000. Inputs that one instance may have queued."),
  };
}

key_table<clock_settings> clock_keys() {
  return {
      choice("mode", &clock_settings::mode, clock_mode_names,
             "\"system\" or \"virtual\". A virtual clock moves only by POST /v1/clock, for "
             "rehearsals."),
      moment("start", &clock_settings::start,
             "The first instant of the virtual clock, such as \"2026-03-01T09:00:00+07:00\". "
             "Only with mode = \"virtual\"; a data directory that had a virtual clock goes on "
             "from it."),
  };
}

key_table<log_settings> log_keys() {
  return {
      choice("level", &log_settings::level, level_names,
             "\"trace\", \"debug\", \"info\", \"warning\" or \"error\". The least that is logged."),
      choice("format", &log_settings::format, format_names,
             "\"text\" or \"json\". \"json\" writes one object a line, for collectors."),
      text("file", &log_settings::file, "Path of the log; empty: standard error."),
  };
}

key_table<webhook_channel_settings> channels_webhook_keys() {
  return {
      integer("concurrency", &webhook_channel_settings::concurrency, 1, 1024,
              "1 to 1024. Calls under way at once."),
      integer("timeout_ms", &webhook_channel_settings::timeout_ms, 100, 600000,
              "Milliseconds, 100 to 600000. A call that has no answer by then is given up."),
      boolean("allow_private_addresses", &webhook_channel_settings::allow_private_addresses,
              "Whether calls may go to loopback, link-local and private addresses. Off, since "
              "who writes a campaign could otherwise reach what only this machine can."),
  };
}

key_table<email_channel_settings> channels_email_keys() {
  return {
      boolean("enabled", &email_channel_settings::enabled,
              "Whether messages may go by e-mail; needs host and from."),
      text("host", &email_channel_settings::host, "Name or address of the SMTP server.",
           check_host),
      integer("port", &email_channel_settings::port, 1, 65535,
              "1 to 65535. By custom 587 with \"starttls\", 465 with \"tls\", 25 with \"none\"."),
      choice("tls", &email_channel_settings::tls, email_security_names,
             "\"starttls\", \"tls\" or \"none\". \"starttls\" begins in the clear and goes on only "
             "under TLS, \"tls\" is TLS from the first byte, \"none\" is for a relay on a "
             "network that is trusted."),
      text("username", &email_channel_settings::username,
           "The login; empty: none. Set it together with password."),
      secret("password", &email_channel_settings::password,
             "The password of username. SOJOURN_CHANNELS_EMAIL_PASSWORD keeps it out of this "
             "file."),
      text("from", &email_channel_settings::from,
           "The sender: \"shop@example.com\" or \"The shop <shop@example.com>\".", check_sender),
      integer("concurrency", &email_channel_settings::concurrency, 1, 64,
              "1 to 64. Connections to the server at once."),
      integer("timeout_ms", &email_channel_settings::timeout_ms, 100, 600000,
              "Milliseconds, 100 to 600000. For handing over one mail."),
      text("message_id_domain", &email_channel_settings::message_id_domain,
           "The domain in each Message-ID; empty: the domain of from.", check_host),
      text("ca_file", &email_channel_settings::ca_file,
           "Path of a PEM file with the certificates to trust; empty: those of the system."),
      text("return_path", &email_channel_settings::return_path,
           "Where bounces go, such as \"bounces@shop.example\"; \"{tracking}\" in it becomes that "
           "of the send. Empty: the address of from."),
      secret("report_token", &email_channel_settings::report_token,
             "What a call with a bounce or complaint (a mail) carries as \"Authorization: Bearer "
             "…\"; empty: none is taken.",
             check_token),
      text("calls_file", &email_channel_settings::calls_file,
           "Path of a JSON file that describes the calls of the mail service; empty: none are "
           "taken."),
  };
}

key_table<zalo_channel_settings> channels_zalo_keys() {
  using zalo = zalo_channel_settings;
  using std::chrono::minutes;
  return {
      boolean("enabled", &zalo::enabled,
              "Whether messages may go by zns and zalo_oa; needs app_id and app_secret."),
      text("app_id", &zalo::app_id, "The id of the application at Zalo."),
      text("oa_id", &zalo::oa_id,
           "The id of the official account; signatures of receipts may be made with it."),
      secret("app_secret", &zalo::app_secret,
             "The secret of the application: env:NAME or file:/PATH keeps it out of this file."),
      secret("oa_secret", &zalo::oa_secret,
             "The secret of the official account, where receipts are signed with one; empty: "
             "none."),
      secret("refresh_token", &zalo::refresh_token,
             "The first refresh token; empty: POST /v1/channels/zalo/authorization brings the "
             "tokens. It works once and is taken once: later ones are kept in the data "
             "directory, sealed."),
      boolean("proof", &zalo::proof,
              "Whether each call carries the proof that the caller knows the secret of the "
              "application."),
      boolean("development", &zalo::development,
              "Whether messages go out in development mode, which reaches administrators alone."),
      text("zone", &zalo::zone,
           "The zone of the hours, days and months by which Zalo limits messages.", check_zone),
      text("promotional_from", &zalo::promotional_from,
           "When promotional messages may go out by the clock of zone, such as \"06:00\"; the "
           "same as promotional_until: at any hour.",
           check_time_of_day),
      text("promotional_until", &zalo::promotional_until, "When they may no longer.",
           check_time_of_day),
      duration("release_spread", &zalo::release_spread, milliseconds{0}, hours{6},
               "ISO 8601, PT0S to PT6H. Messages that came too early are tried again in so long "
               "a time from the opening on, and not all at once."),
      duration("balance_pause", &zalo::balance_pause, minutes{1}, hours{24},
               "ISO 8601, PT1M to PT24H. How long nothing is sent when the account's balance is "
               "used up."),
      duration("receipt_within", &zalo::receipt_within, milliseconds{0}, hours{72},
               "ISO 8601, PT0S to PT72H. How long a message whose fate is unknown waits for its "
               "receipt."),
      duration("read_every", &zalo::read_every, minutes{1}, hours{168},
               "ISO 8601, PT1M to PT168H. How often the templates and the quota are read."),
      choice("signature_id", &zalo::signature_id, zalo_signer_names,
             "\"any\", \"app\" or \"oa\". Whose id the signature of a receipt begins with."),
      choice("signature_timestamp", &zalo::signature_timestamp, zalo_timestamp_names,
             "\"any\", \"body\" or \"header\". Where the timestamp in the signature of a "
             "receipt stands."),
      choice("signature_secret", &zalo::signature_secret, zalo_signer_names,
             "\"any\", \"app\" or \"oa\". Whose secret the signature of a receipt ends with."),
      number("per_second", &zalo::per_second, 0, 100000,
             "0 to 100000. Messages a second, over zns and zalo_oa together; 0: as fast as Zalo "
             "answers."),
      integer("concurrency", &zalo::concurrency, 1, 256, "1 to 256. Calls under way at once."),
      integer("timeout_ms", &zalo::timeout_ms, 100, 600000,
              "Milliseconds, 100 to 600000. A call that has no answer by then is given up."),
      text("business_url", &zalo::business_url,
           "Where messages by phone number go, without a path.", check_http_url),
      text("oa_url", &zalo::oa_url, "Where messages by user id go, without a path.",
           check_http_url),
      text("oauth_url", &zalo::oauth_url, "Where tokens come from, without a path.",
           check_http_url),
      boolean("allow_private_addresses", &zalo::allow_private_addresses,
              "Whether these may lead to loopback and private addresses, for rehearsals."),
  };
}

key_table<web_push_channel_settings> channels_web_push_keys() {
  using owner = web_push_channel_settings;
  return {
      boolean("enabled", &owner::enabled,
              "Whether messages may go to browsers; needs contact and a private key."),
      secret("private_key", &owner::private_key,
             "The private VAPID key, as \"sojourn vapid-keys\" prints it. All subscriptions are "
             "made for it: with another one nobody is reached any more. "
             "SOJOURN_CHANNELS_WEB_PUSH_PRIVATE_KEY keeps it out of this file."),
      text("private_key_file", &owner::private_key_file,
           "Path of a file that holds nothing but private_key, instead of it."),
      text("public_key", &owner::public_key,
           "The public key that belongs to it; empty: worked out. A wrong one stops the start."),
      text("contact", &owner::contact,
           "Where push services complain: \"mailto:shop@example.com\" or an https:// page.",
           check_contact),
      duration("ttl", &owner::ttl, milliseconds{0}, hours{672},
               "ISO 8601, PT0S to PT672H. How long a service keeps a push for a browser that is "
               "away, where the message does not say."),
      integer("title_limit", &owner::title_limit, 1, 1000,
              "Characters, 1 to 1000. A longer title is refused, since browsers cut it."),
      integer("body_limit", &owner::body_limit, 1, 1000,
              "Characters, 1 to 1000. A longer text is refused."),
      integer("concurrency", &owner::concurrency, 1, 1024, "1 to 1024. Pushes under way at once."),
      integer("timeout_ms", &owner::timeout_ms, 100, 600000,
              "Milliseconds, 100 to 600000. A push that has no answer by then is given up."),
      boolean("allow_private_addresses", &owner::allow_private_addresses,
              "Whether subscriptions may name addresses inside the own network, and plain HTTP. "
              "Off, since anybody who visits the shop can subscribe with any address."),
  };
}

key_table<mailbox_channel_settings> channels_mailbox_keys() {
  return {
      boolean("enabled", &mailbox_channel_settings::enabled,
              "Whether messages may go to the mailbox."),
  };
}

key_table<onsite_settings> onsite_keys() {
  return {
      boolean("enabled", &onsite_settings::enabled, "Whether pages may ask at all."),
      texts("origins", &onsite_settings::origins,
            "The origins of these pages, such as \"https://shop.example\". Pages of others are "
            "refused.",
            check_origin),
      integer("requests_per_second", &onsite_settings::requests_per_second, 1, 100000,
              "1 to 100000. Requests of all visitors together; above, they get 429. It guards "
              "the daemon against a crowd; one client is stopped by client_requests_per_second "
              "before."),
      integer("client_requests_per_second", &onsite_settings::client_requests_per_second, 1, 100000,
              "1 to 100000. Requests of one client, an IPv4 address or an IPv6 /64, ten seconds' "
              "worth at once; above, it gets 429 and the others are served. Whole networks of "
              "phones can share an address."),
      integer("max_streams", &onsite_settings::max_streams, 1, 100000,
              "1 to 100000. Pages that listen at the same time; each holds a connection, so "
              "keep it below http.max_connections."),
      integer("client_streams", &onsite_settings::client_streams, 1, 100000,
              "1 to 100000. Pages of one client that listen at the same time, so that one client "
              "cannot take all of max_streams."),
      integer("stored_mib_per_day", &onsite_settings::stored_mib_per_day, 1, 1048576,
              "MiB, 1 to 1048576. What pages may have stored in a day, so that strangers cannot "
              "fill the disk: forms, events and subscriptions, with 512 bytes more for each."),
      integer("client_stored_kib_per_day", &onsite_settings::client_stored_kib_per_day, 4, 1048576,
              "KiB, 4 to 1048576. What one client may have stored in a day; above, it gets 429."),
      integer("address_forms_per_day", &onsite_settings::address_forms_per_day, 1, 1000000,
              "1 to 1000000. Forms in a day that name the same e-mail address or phone number and "
              "start something, half of them from one client at most: anybody can type anybody's "
              "address, and its owner gets the messages. Those above are stored, name nobody and "
              "start nothing."),
  };
}

key_table<desk_settings> desk_keys() {
  return {
      integer("lookups_per_minute", &desk_settings::lookups_per_minute, 1, 10000,
              "1 to 10000. Customers that one person may look up in a minute, so that the desk is "
              "no export."),
      integer("lookups_per_day", &desk_settings::lookups_per_day, 1, 100000,
              "1 to 100000. The same in a day."),
      duration("undo_within", &desk_settings::undo_within, milliseconds{1'000}, hours{24},
               "ISO 8601, PT1S to PT24H. How long what the staff marked can be taken back."),
  };
}

key_table<retry_settings> retry_keys() {
  return {
      integer("max_attempts", &retry_settings::max_attempts, 1, 1000,
              "1 to 1000. Attempts in all; after the last the instance is held for an "
              "operator."),
      duration("initial", &retry_settings::initial, milliseconds{100}, hours{24},
               "ISO 8601, PT0.1S to PT24H. The wait after the first attempt."),
      number("backoff", &retry_settings::backoff, 1, 10,
             "1 to 10. Each wait is the one before times this."),
      duration("max", &retry_settings::max, milliseconds{100}, hours{168},
               "ISO 8601, PT0.1S to PT168H. No wait is longer; not below initial."),
      number("jitter", &retry_settings::jitter, 0, 1,
             "0 to 1. The share of a wait that is drawn at random, so that retries spread."),
  };
}

key_table<retention_settings> retention_keys() {
  return {
      integer("idempotency_hours", &retention_settings::idempotency_hours, 1, 8760,
              "Hours, 1 to 8760. The answers that a repeated Idempotency-Key gets again."),
      integer("event_dedupe_days", &retention_settings::event_dedupe_days, 1, 3650,
              "Days, 1 to 3650. The ids of events, by which a repeated event is known."),
      integer("send_content_days", &retention_settings::send_content_days, 0, 3650,
              "Days, 0 to 3650. What each message said, to be looked at; its hash is kept for "
              "ever. 0 keeps none."),
  };
}

key_table<tracking_settings> tracking_keys() {
  return {
      text("base_url", &tracking_settings::base_url,
           "Where people reach this daemon from outside, such as \"https://go.shop.example\"; "
           "empty: links stay as they are, and mails cannot be unsubscribed by a click.",
           check_base_url),
  };
}

key_table<limits_settings> limits_keys() {
  return {
      integer("webhook_tolerance_s", &limits_settings::webhook_tolerance_s, 1, 86400,
              "Seconds, 1 to 86400. How far the timestamp of a signed webhook may be from "
              "now."),
  };
}

key_table<backup_settings> backup_keys() {
  return {
      duration("every", &backup_settings::every, milliseconds{0}, hours{744},
               "ISO 8601, PT0S to PT744H. How often; PT0S: only when asked. Copy them to another "
               "machine."),
      text("at", &backup_settings::at,
           "The time of day of a backup, such as \"03:30\", where every is whole days; empty: "
           "every counts from the last one.",
           check_time_of_day_or_none),
      text("zone", &backup_settings::zone, "The zone of at.", check_zone),
      integer("keep", &backup_settings::keep, 1, 1000,
              "1 to 1000. The newest backups that are kept of those that the daemon made by "
              "itself; others stay until somebody removes them."),
  };
}

key_table<auth_settings> auth_keys() {
  return {
      integer("session_idle_minutes", &auth_settings::session_idle_minutes, 1, 10080,
              "Minutes, 1 to 10080. A session ends when its user did nothing for this long."),
      integer("session_hours", &auth_settings::session_hours, 1, 720,
              "Hours, 1 to 720. A session ends this long after the login, whatever its user does."),
  };
}

key_table<settings> all_settings_keys() {
  key_table<settings> all;
  adopt(all, "data", &settings::data, data_keys());
  adopt(all, "secrets", &settings::secrets, secrets_keys());
  adopt(all, "http", &settings::http, http_keys());
  adopt(all, "actors", &settings::actors, actors_keys());
  adopt(all, "clock", &settings::clock, clock_keys());
  adopt(all, "log", &settings::log, log_keys());
  const auto webhook = [](auto& whole) -> auto& { return whole.channels.webhook; };
  adopt(all, "channels.webhook", webhook, channels_webhook_keys());
  const auto email = [](auto& whole) -> auto& { return whole.channels.email; };
  adopt(all, "channels.email", email, channels_email_keys());
  const auto zalo = [](auto& whole) -> auto& { return whole.channels.zalo; };
  adopt(all, "channels.zalo", zalo, channels_zalo_keys());
  const auto web_push = [](auto& whole) -> auto& { return whole.channels.web_push; };
  adopt(all, "channels.web_push", web_push, channels_web_push_keys());
  const auto mailbox = [](auto& whole) -> auto& { return whole.channels.mailbox; };
  adopt(all, "channels.mailbox", mailbox, channels_mailbox_keys());
  adopt(all, "onsite", &settings::onsite, onsite_keys());
  adopt(all, "desk", &settings::desk, desk_keys());
  adopt(all, "retry", &settings::retry, retry_keys());
  adopt(all, "retention", &settings::retention, retention_keys());
  adopt(all, "tracking", &settings::tracking, tracking_keys());
  adopt(all, "limits", &settings::limits, limits_keys());
  adopt(all, "backup", &settings::backup, backup_keys());
  adopt(all, "auth", &settings::auth, auth_keys());
  return all;
}

} // namespace

const std::vector<area>& areas() {
  static const std::vector<area> all{
      {"data", "Where the data lies, and how much memory and log the storage may use."},
      {"secrets",
       "What seals the secrets in the data directory: AES-256-GCM. Any secret of these settings "
       "may be written as env:NAME, the name of an environment variable, or file:/PATH."},
      {"http", "Where the daemon listens, and how much a client may ask of it."},
      {"actors", "How much of the daemon's own work may be under way at once."},
      {"clock", "Which time the daemon lives in."},
      {"log", "What the daemon says of its own work."},
      {"channels.webhook", "Outgoing HTTP calls."},
      {"channels.email", "The SMTP server that takes the mail."},
      {"channels.zalo", "Zalo: messages by phone number (zns) and by user id (zalo_oa) over one "
                        "official account."},
      {"channels.web_push", "Push notifications in browsers."},
      {"channels.mailbox", "Messages kept in the daemon and read over the API."},
      {"onsite", "What the shop's own pages may ask: placements, forms, subscriptions to pushes."},
      {"desk", "The desk in the shop."},
      {"retry", "How an effect is tried again when its step does not say."},
      {"retention", "How long what is finished is kept."},
      {"tracking", "Links of messages that tell when they are followed."},
      {"limits", "Limits that guard against mistakes."},
      {"backup",
       "Backups that the daemon makes by itself. Where they go is data.backup_directory."},
      {"auth", "Who may call the API."},
  };
  return all;
}

const key_table<settings>& settings_keys() {
  static const auto all = all_settings_keys();
  return all;
}

const key_table<access_token>& access_token_keys() {
  static const key_table<access_token> all{
      text("name", &access_token::name, "Who uses the token, for the audit. Each name once.",
           check_token_name),
      secret("sha256", &access_token::sha256,
             "SHA-256 of the token, 64 lower-case hexadecimal digits, so that this file "
             "holds no secret: printf %s \"$TOKEN\" | sha256sum",
             check_sha256),
      secret("token", &access_token::token,
             "The token itself instead of its hash: 24 to 256 visible ASCII characters.",
             check_token),
      choices("scopes", &access_token::scopes, scope_names,
              "What it allows, at least one of \"read\", \"write\", \"operate\" and \"admin\"."),
  };
  return all;
}

const key_table<webhook_endpoint>& webhook_endpoint_keys() {
  static const key_table<webhook_endpoint> all{
      text("url", &webhook_endpoint::url,
           "Where to POST: http:// or https://, without a user name in it.", check_http_url),
      secret("secret", &webhook_endpoint::secret,
             "Signs each request (Standard Webhooks): \"whsec_\" and the base64 of 24 to 64 "
             "random bytes; empty: unsigned. Make one with: echo whsec_$(openssl rand "
             "-base64 32)",
             check_webhook_secret),
  };
  return all;
}

const key_table<provider_settings>& provider_keys() {
  static const key_table<provider_settings> all{
      text("file", &provider_settings::file,
           "Path of the file that describes the provider's requests and answers.", check_not_empty),
      boolean("allow_private_addresses", &provider_settings::allow_private_addresses,
              "Whether its URLs may lead to loopback, link-local and private addresses."),
  };
  return all;
}

std::string variable_of(std::string_view key) {
  if (key == "secrets.key") // the one secret that opens all others has a name of its own
    return "SOJOURN_SECRET_KEY";
  std::string variable = "SOJOURN_";
  for (const char c : key) {
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool is_digit = c >= '0' && c <= '9';
    variable += is_lower ? static_cast<char>(c - 'a' + 'A') : is_digit ? c : '_';
  }
  return variable;
}

} // namespace sojourn::config
