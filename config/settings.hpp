// The settings of a daemon, one struct an area, as plain values with their defaults.
//
// The comment of a field is its manual: the same text, proved equal by a test, stands in
// keys.cpp and from there in the commented sojourn.toml.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sojourn::config {

enum class synchronous_mode { full, normal };

/// Where the data lies, and how much memory and log the storage may use.
struct data_settings {
  /// The data directory. A relative path counts from where the daemon is started.
  std::string directory = "var/data";
  /// Where backups go; empty: the folder "backups" in the data directory.
  std::string backup_directory;
  /// "full" or "normal". With "full" what was acknowledged survives power loss. "normal" is
  /// faster and survives a killed process, but power loss may take the last commits along.
  synchronous_mode synchronous = synchronous_mode::full;
  /// MiB, 1 to 65536. Page cache of the one writer, for the rows that turns touch.
  std::int64_t cache_mib = 16;
  /// MiB, 1 to 4096. Page cache of each reader; small, since there are several.
  std::int64_t reader_cache_mib = 2;
  /// MiB, 1 to 65536. A write-ahead log above this is truncated by a checkpoint, so that a
  /// burst does not keep the disk.
  std::int64_t wal_limit_mib = 256;
  /// Pages, 100 to 1000000. The write-ahead log may grow by this between two checkpoints:
  /// fewer make restarts quicker, more make commits cheaper.
  int checkpoint_pages = 4000;
};

/// What seals the secrets in the data directory: AES-256-GCM. Any secret of these settings may be
/// written as env:NAME, the name of an environment variable, or file:/PATH.
struct secrets_settings {
  /// The key, the base64 of 32 random bytes; empty: read from key_file. SOJOURN_SECRET_KEY keeps
  /// it out of this file. Without the key that a data directory was sealed with, it cannot be
  /// used.
  std::string key;
  /// Path of a file that holds the key; empty: secret.key in the data directory, which the first
  /// start makes. Backups do not hold it: keep a copy elsewhere.
  std::string key_file;
};

/// Where the daemon listens, and how much a client may ask of it.
struct http_settings {
  /// The IP address to listen on. One that other machines reach needs users or tokens.
  std::string address = "127.0.0.1";
  /// 0 to 65535. 0 takes any free port.
  int port = 7070;
  /// 1 to 256. Threads that serve connections; one is enough for most, since the work is
  /// done elsewhere.
  int threads = 1;
  /// KiB, 1 to 1024. A longer request header is refused.
  std::int64_t header_limit_kib = 16;
  /// KiB, 1 to 1048576. A longer request body is refused with 413.
  std::int64_t body_limit_kib = 1024;
  /// MiB, 1 to 1048576. A longer file that is imported is refused with 413. It is kept on the
  /// disk of the data directory until it is imported.
  std::int64_t upload_limit_mib = 4096;
  /// Milliseconds, 100 to 3600000. A request that has begun must have arrived by then, or a
  /// slow client would hold a connection for ever.
  int request_timeout_ms = 30'000;
  /// Milliseconds, 100 to 3600000. A connection may be silent this long between requests.
  int idle_timeout_ms = 60'000;
  /// Milliseconds, 100 to 3600000. A client that takes nothing of its answer this long is
  /// disconnected.
  int write_timeout_ms = 30'000;
  /// Milliseconds, 10 to 3600000. An answer that is not ready by then becomes a 504.
  int request_deadline_ms = 10'000;
  /// Milliseconds, 10 to 86400000. A question about many people (the size or members of a
  /// segment, a funnel, an audience, a forecast) that is not answered by then is given up.
  int question_deadline_ms = 60'000;
  /// 1 to 1000000. Connections open at once; each needs a file descriptor, and 256 are kept for
  /// the daemon's own work, so fewer are taken where the limit of open files is lower. Above, the
  /// one that has been idle for longest is closed for the new one, or where none has been for a
  /// second, the new one gets 503.
  int max_connections = 4096;
  /// 1 to 1000000. Connections that one client, an IPv4 address or an IPv6 /64, has open at once;
  /// above, it gets 503. Those of this machine and of trusted_proxies do not count.
  int connections_per_client = 256;
  /// Bytes, 1 to 1000000000. A file that is imported must arrive at least as fast, on average: a
  /// few slow senders would keep everybody else's files out.
  int least_upload_bytes_per_second = 4096;
  /// 1 to 1024. Requests that one connection may have in flight.
  int pipeline_limit = 16;
  /// 1 to 1000000. Requests in flight in the whole process; above, a request gets 503 with
  /// Retry-After.
  int max_in_flight = 4096;
  /// Addresses and blocks, such as "10.0.0.0/8", of the proxies in front of the daemon. A
  /// request that one of them passes on is counted for the client that client_address_header
  /// names; without this, behind a proxy all clients are one to the limits.
  std::vector<std::string> trusted_proxies;
  /// The header to which trusted proxies append the address that called them. Nobody else is
  /// believed.
  std::string client_address_header = "X-Forwarded-For";
  /// Path of the certificate chain (PEM), for HTTPS. Set it together with tls_key.
  std::string tls_certificate;
  /// Path of the private key (PEM) of tls_certificate.
  std::string tls_key;
};

/// What the bearer of a token may do.
enum class scope { read, write, operate, admin };

/// A bearer token: exactly one of sha256 and token is set.
struct access_token {
  /// Who uses the token, for the audit. Each name once.
  std::string name;
  /// SHA-256 of the token, 64 lower-case hexadecimal digits, so that this file holds no
  /// secret: printf %s "$TOKEN" | sha256sum
  std::string sha256;
  /// The token itself instead of its hash: 24 to 256 visible ASCII characters.
  std::string token;
  /// What it allows, at least one of "read", "write", "operate" and "admin".
  std::set<scope> scopes;
};

/// Who may call the API.
struct auth_settings {
  std::vector<access_token> tokens;
  /// Minutes, 1 to 10080. A session ends when its user did nothing for this long.
  int session_idle_minutes = 120;
  /// Hours, 1 to 720. A session ends this long after the login, whatever its user does.
  int session_hours = 24;
};

enum class scheduling_policy { sharing, stealing };

/// How much of the daemon's own work may be under way at once.
struct actors_settings {
  /// 1 to 256. Threads that run actors; the writer and the connections have their own.
  int threads = 2;
  /// "sharing" or "stealing". How the threads share work: "sharing" is quiet when idle,
  /// "stealing" scales further on many cores.
  scheduling_policy policy = scheduling_policy::sharing;
  /// 1 to 100000. Messages that one actor handles before it lets others run.
  int max_throughput = 200;
  /// 1 to 10000000. Instances in memory at once; all others are rows.
  int max_live_instances = 20'000;
  /// Milliseconds, 0 to 3600000. An idle instance stays in memory this long, so that a quick
  /// succession of inputs does not load it anew each time.
  int passivate_after_ms = 2'000;
  /// 1 to 1000000. Units of commit that may wait for the writer; above, work is refused.
  int writer_queue = 8192;
  /// 1 to 100000. Turns in one commit; bounds how long one commit takes.
  int max_batch = 1024;
  /// Milliseconds, 1000 to 86400000. Timers due within this are held in memory.
  int timer_window_ms = 60'000;
  /// 1 to 1000000. Wake-ups in flight at once, so that a backlog of timers does not crowd
  /// out everything else.
  int timer_burst = 1024;
  /// 1 to 100000. Inputs that one instance may have queued.
  int max_pending_inputs = 256;
};

enum class clock_mode { system, virtual_time };

/// Which time the daemon lives in.
struct clock_settings {
  /// "system" or "virtual". A virtual clock moves only by POST /v1/clock, for rehearsals.
  clock_mode mode = clock_mode::system;
  /// The first instant of the virtual clock, such as "2026-03-01T09:00:00+07:00". Only with
  /// mode = "virtual"; a data directory that had a virtual clock goes on from it.
  std::optional<instant> start;
};

enum class log_level { trace, debug, info, warning, error };
enum class log_format { text, json };

/// What the daemon says of its own work.
struct log_settings {
  /// "trace", "debug", "info", "warning" or "error". The least that is logged.
  log_level level = log_level::info;
  /// "text" or "json". "json" writes one object a line, for collectors.
  log_format format = log_format::text;
  /// Path of the log; empty: standard error.
  std::string file;
};

/// Outgoing HTTP calls.
struct webhook_channel_settings {
  /// 1 to 1024. Calls under way at once.
  int concurrency = 32;
  /// Milliseconds, 100 to 600000. A call that has no answer by then is given up.
  int timeout_ms = 15'000;
  /// Whether calls may go to loopback, link-local and private addresses. Off, since who
  /// writes a campaign could otherwise reach what only this machine can.
  bool allow_private_addresses = false;
};

enum class email_security { starttls, tls, none };

/// The SMTP server that takes the mail.
struct email_channel_settings {
  /// Whether messages may go by e-mail; needs host and from.
  bool enabled = false;
  /// Name or address of the SMTP server.
  std::string host;
  /// 1 to 65535. By custom 587 with "starttls", 465 with "tls", 25 with "none".
  int port = 587;
  /// "starttls", "tls" or "none". "starttls" begins in the clear and goes on only under TLS,
  /// "tls" is TLS from the first byte, "none" is for a relay on a network that is trusted.
  email_security tls = email_security::starttls;
  /// The login; empty: none. Set it together with password.
  std::string username;
  /// The password of username. SOJOURN_CHANNELS_EMAIL_PASSWORD keeps it out of this file.
  std::string password;
  /// The sender: "shop@example.com" or "The shop <shop@example.com>".
  std::string from;
  /// 1 to 64. Connections to the server at once.
  int concurrency = 4;
  /// Milliseconds, 100 to 600000. For handing over one mail.
  int timeout_ms = 60'000;
  /// The domain in each Message-ID; empty: the domain of from.
  std::string message_id_domain;
  /// Path of a PEM file with the certificates to trust; empty: those of the system.
  std::string ca_file;
  /// Where bounces go, such as "bounces@shop.example"; "{tracking}" in it becomes that of the
  /// send. Empty: the address of from.
  std::string return_path;
  /// What a call with a bounce or complaint (a mail) carries as "Authorization: Bearer …"; empty:
  /// none is taken.
  std::string report_token;
  /// Path of a JSON file that describes the calls of the mail service; empty: none are taken.
  std::string calls_file;
};

/// Which variant of a signature is taken where sources disagree.
enum class zalo_signer { any, app, oa };
enum class zalo_timestamp { any, body, header };

/// Zalo: messages by phone number (zns) and by user id (zalo_oa) over one official account.
struct zalo_channel_settings {
  /// Whether messages may go by zns and zalo_oa; needs app_id and app_secret.
  bool enabled = false;
  /// The id of the application at Zalo.
  std::string app_id;
  /// The id of the official account; signatures of receipts may be made with it.
  std::string oa_id;
  /// The secret of the application: env:NAME or file:/PATH keeps it out of this file.
  std::string app_secret;
  /// The secret of the official account, where receipts are signed with one; empty: none.
  std::string oa_secret;
  /// The first refresh token; empty: POST /v1/channels/zalo/authorization brings the tokens. It
  /// works once and is taken once: later ones are kept in the data directory, sealed.
  std::string refresh_token;
  /// Whether each call carries the proof that the caller knows the secret of the application.
  bool proof = true;
  /// Whether messages go out in development mode, which reaches administrators alone.
  bool development = false;
  /// The zone of the hours, days and months by which Zalo limits messages.
  std::string zone = "Asia/Ho_Chi_Minh";
  /// When promotional messages may go out by the clock of zone, such as "06:00"; the same as
  /// promotional_until: at any hour.
  std::string promotional_from = "06:00";
  /// When they may no longer.
  std::string promotional_until = "22:00";
  /// ISO 8601, PT0S to PT6H. Messages that came too early are tried again in so long a time from
  /// the opening on, and not all at once.
  milliseconds release_spread{1'800'000};
  /// ISO 8601, PT1M to PT24H. How long nothing is sent when the account's balance is used up.
  milliseconds balance_pause{3'600'000};
  /// ISO 8601, PT0S to PT72H. How long a message whose fate is unknown waits for its receipt.
  milliseconds receipt_within{21'600'000};
  /// ISO 8601, PT1M to PT168H. How often the templates and the quota are read.
  milliseconds read_every{3'600'000};
  /// "any", "app" or "oa". Whose id the signature of a receipt begins with.
  zalo_signer signature_id = zalo_signer::any;
  /// "any", "body" or "header". Where the timestamp in the signature of a receipt stands.
  zalo_timestamp signature_timestamp = zalo_timestamp::any;
  /// "any", "app" or "oa". Whose secret the signature of a receipt ends with.
  zalo_signer signature_secret = zalo_signer::any;
  /// 0 to 100000. Messages a second, over zns and zalo_oa together; 0: as fast as Zalo answers.
  double per_second = 0;
  /// 1 to 256. Calls under way at once.
  int concurrency = 16;
  /// Milliseconds, 100 to 600000. A call that has no answer by then is given up.
  int timeout_ms = 15'000;
  /// Where messages by phone number go, without a path.
  std::string business_url = "https://business.openapi.zalo.me";
  /// Where messages by user id go, without a path.
  std::string oa_url = "https://openapi.zalo.me";
  /// Where tokens come from, without a path.
  std::string oauth_url = "https://oauth.zaloapp.com";
  /// Whether these may lead to loopback and private addresses, for rehearsals.
  bool allow_private_addresses = false;
};

/// Push notifications in browsers.
struct web_push_channel_settings {
  /// Whether messages may go to browsers; needs contact and a private key.
  bool enabled = false;
  /// The private VAPID key, as "sojourn vapid-keys" prints it. All subscriptions are made for
  /// it: with another one nobody is reached any more. SOJOURN_CHANNELS_WEB_PUSH_PRIVATE_KEY
  /// keeps it out of this file.
  std::string private_key;
  /// Path of a file that holds nothing but private_key, instead of it.
  std::string private_key_file;
  /// The public key that belongs to it; empty: worked out. A wrong one stops the start.
  std::string public_key;
  /// Where push services complain: "mailto:shop@example.com" or an https:// page.
  std::string contact;
  /// ISO 8601, PT0S to PT672H. How long a service keeps a push for a browser that is away,
  /// where the message does not say.
  milliseconds ttl{86'400'000};
  /// Characters, 1 to 1000. A longer title is refused, since browsers cut it.
  int title_limit = 35;
  /// Characters, 1 to 1000. A longer text is refused.
  int body_limit = 55;
  /// 1 to 1024. Pushes under way at once.
  int concurrency = 32;
  /// Milliseconds, 100 to 600000. A push that has no answer by then is given up.
  int timeout_ms = 15'000;
  /// Whether subscriptions may name addresses inside the own network, and plain HTTP. Off,
  /// since anybody who visits the shop can subscribe with any address.
  bool allow_private_addresses = false;
};

/// Messages kept in the daemon and read over the API.
struct mailbox_channel_settings {
  /// Whether messages may go to the mailbox.
  bool enabled = true;
};

/// A named receiver of webhooks; a campaign sends to it by "via": ["webhook:NAME"].
struct webhook_endpoint {
  /// Where to POST: http:// or https://, without a user name in it.
  std::string url;
  /// Signs each request (Standard Webhooks): "whsec_" and the base64 of 24 to 64 random
  /// bytes; empty: unsigned. Make one with: echo whsec_$(openssl rand -base64 32)
  std::string secret;
};

/// A provider that a file describes; a campaign sends over it by "via": ["NAME"].
struct provider_settings {
  /// Path of the file that describes the provider's requests and answers.
  std::string file;
  /// Whether its URLs may lead to loopback, link-local and private addresses.
  bool allow_private_addresses = false;
};

/// The ways of delivering.
struct channels_settings {
  webhook_channel_settings webhook;
  email_channel_settings email;
  zalo_channel_settings zalo;
  web_push_channel_settings web_push;
  mailbox_channel_settings mailbox;
  std::map<std::string, webhook_endpoint, std::less<>> webhooks;
  std::map<std::string, provider_settings, std::less<>> providers;
};

/// What the shop's own pages may ask: placements, forms, subscriptions to pushes.
struct onsite_settings {
  /// Whether pages may ask at all.
  bool enabled = false;
  /// The origins of these pages, such as "https://shop.example". Pages of others are refused.
  std::vector<std::string> origins;
  /// 1 to 100000. Requests of all visitors together; above, they get 429. It guards the daemon
  /// against a crowd; one client is stopped by client_requests_per_second before.
  int requests_per_second = 200;
  /// 1 to 100000. Requests of one client, an IPv4 address or an IPv6 /64, ten seconds' worth at
  /// once; above, it gets 429 and the others are served. Whole networks of phones can share an
  /// address.
  int client_requests_per_second = 20;
  /// 1 to 100000. Pages that listen at the same time; each holds a connection, so keep it
  /// below http.max_connections.
  int max_streams = 512;
  /// 1 to 100000. Pages of one client that listen at the same time, so that one client cannot
  /// take all of max_streams.
  int client_streams = 32;
  /// MiB, 1 to 1048576. What pages may have stored in a day, so that strangers cannot fill the
  /// disk: forms, events and subscriptions, with 512 bytes more for each.
  int stored_mib_per_day = 1024;
  /// KiB, 4 to 1048576. What one client may have stored in a day; above, it gets 429.
  int client_stored_kib_per_day = 4096;
  /// 1 to 1000000. Forms in a day that name the same e-mail address or phone number and start
  /// something, half of them from one client at most: anybody can type anybody's address, and
  /// its owner gets the messages. Those above are stored, name nobody and start nothing.
  int address_forms_per_day = 6;
};

/// The desk in the shop.
struct desk_settings {
  /// 1 to 10000. Customers that one person may look up in a minute, so that the desk is no export.
  int lookups_per_minute = 30;
  /// 1 to 100000. The same in a day.
  int lookups_per_day = 600;
  /// ISO 8601, PT1S to PT24H. How long what the staff marked can be taken back.
  milliseconds undo_within{600'000};
};

/// How an effect is tried again when its step does not say.
struct retry_settings {
  /// 1 to 1000. Attempts in all; after the last the instance is held for an operator.
  int max_attempts = 8;
  /// ISO 8601, PT0.1S to PT24H. The wait after the first attempt.
  milliseconds initial{5'000};
  /// 1 to 10. Each wait is the one before times this.
  double backoff = 2.0;
  /// ISO 8601, PT0.1S to PT168H. No wait is longer; not below initial.
  milliseconds max{3'600'000};
  /// 0 to 1. The share of a wait that is drawn at random, so that retries spread.
  double jitter = 0.2;
};

/// How long what is finished is kept.
struct retention_settings {
  /// Hours, 1 to 8760. The answers that a repeated Idempotency-Key gets again.
  int idempotency_hours = 24;
  /// Days, 1 to 3650. The ids of events, by which a repeated event is known.
  int event_dedupe_days = 30;
  /// Days, 0 to 3650. What each message said, to be looked at; its hash is kept for ever. 0
  /// keeps none.
  int send_content_days = 30;
};

/// Links of messages that tell when they are followed.
struct tracking_settings {
  /// Where people reach this daemon from outside, such as "https://go.shop.example"; empty:
  /// links stay as they are, and mails cannot be unsubscribed by a click.
  std::string base_url;
};

/// Backups that the daemon makes by itself. Where they go is data.backup_directory.
struct backup_settings {
  /// ISO 8601, PT0S to PT744H. How often; PT0S: only when asked. Copy them to another machine.
  milliseconds every{0};
  /// The time of day of a backup, such as "03:30", where every is whole days; empty: every counts
  /// from the last one.
  std::string at;
  /// The zone of at.
  std::string zone = "Asia/Ho_Chi_Minh";
  /// 1 to 1000. The newest backups that are kept of those that the daemon made by itself; others
  /// stay until somebody removes them.
  int keep = 7;
};

/// Limits that guard against mistakes.
struct limits_settings {
  /// Seconds, 1 to 86400. How far the timestamp of a signed webhook may be from now.
  int webhook_tolerance_s = 300;
};

/// Where a value was given: a line of a file, or else a variable of the environment or a flag of
/// the command line, by its name.
struct value_source {
  std::string name;
  int line = 0;
};

struct settings {
  data_settings data;
  secrets_settings secrets;
  http_settings http;
  auth_settings auth;
  actors_settings actors;
  clock_settings clock;
  log_settings log;
  channels_settings channels;
  onsite_settings onsite;
  desk_settings desk;
  retry_settings retry;
  retention_settings retention;
  tracking_settings tracking;
  limits_settings limits;
  backup_settings backup;
  std::map<std::string, value_source, std::less<>> sources; ///< by key; others have their default
};

} // namespace sojourn::config
