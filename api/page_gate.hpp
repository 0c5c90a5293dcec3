// The gate for the shop's pages, which call without a token: whose page may, how often, and how
// much of what it brings is stored.
#pragma once

#include "api/request.hpp"
#include "api/response.hpp"
#include "api/server.hpp"
#include "api/stream_places.hpp"
#include "base/clock.hpp"
#include "hooks/keyed_buckets.hpp"
#include "metrics/metrics_writer.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::api {

/// Whether `text` is the id of a visitor as the script makes it: "v-" and 24 characters of base 64
/// for URLs. Such an id is made of 144 random bits, so nobody can guess another one's, and ids
/// of other forms, which might be guessed, are not served to pages.
[[nodiscard]] bool is_page_visitor(std::string_view text);

/// The same of what else the script makes an id for: "l-" and so on.
[[nodiscard]] bool is_page_id(std::string_view text, std::string_view prefix);

/// Which of its limits the gate enforced, for /metrics.
enum class page_limit { client_requests, requests, visitor, streams, bytes, address };
inline constexpr std::array<std::string_view, 6> page_limit_names{
    "client_requests", "requests", "visitor", "streams", "bytes", "address"};

/// Counts by client (request::client) before it counts what all share, so that one client is
/// refused and the others are not. Thread-safe; its memory is bounded.
class page_gate {
public:
  page_gate(const page_options& options, const clock_source& clock);
  ~page_gate();
  page_gate(const page_gate&) = delete;
  page_gate& operator=(const page_gate&) = delete;

  [[nodiscard]] const page_options& options() const { return options_; }
  [[nodiscard]] instant now() const { return clock_.now(); }

  /// Whether a page may call. Browsers say in Origin whose page it is, and on a page of the
  /// daemon's own host in Sec-Fetch-Site. Errors: not_found where it is switched off; forbidden;
  /// rate_limited.
  [[nodiscard]] std::optional<error> admit(const request& ask);

  /// Whether a hosted page may be opened: by how often its client, and all of them, ask for pages.
  /// Hosted pages are there without onsite.enabled. Errors: rate_limited.
  [[nodiscard]] std::optional<error> admit_visit(const request& ask);
  /// The same of a page that is sent, and of which something may be stored.
  [[nodiscard]] std::optional<error> admit_answer(const request& ask);

  /// Lets one call of this visitor through. Errors: invalid_request, when it is no visitor of a
  /// page; rate_limited.
  [[nodiscard]] std::optional<error> admit(const std::string& visitor);

  /// Lets a call of this visitor through whose body is stored. Errors: those of take(visitor);
  /// rate_limited, when its client, or all of them, have stored enough for today.
  [[nodiscard]] std::optional<error> admit_to_store(const request& ask, const std::string& visitor);

  /// Whether a form that names this address may still start anything today: what is sent to an
  /// address because somebody typed it is limited, and one client uses up no more than half.
  /// `address` is an e-mail address or a phone number as it was typed.
  [[nodiscard]] bool may_start(const std::string& client, std::string_view address);

  /// A place among the streams, for as long as it is kept. Errors: rate_limited, when the client
  /// has enough of them; overloaded.
  [[nodiscard]] result<std::shared_ptr<void>> open_stream(const std::string& client);

  /// What lets the page read the answer (CORS).
  void add_headers(const request& ask, response& answer) const;

  /// How often each limit was enforced.
  void write(metrics::metrics_writer& to) const;

private:
  /// Counts what a request may bring to the store. Needs the lock.
  [[nodiscard]] std::optional<error> take_bytes(const request& ask);
  [[nodiscard]] bool is_listed(std::string_view origin) const;
  [[nodiscard]] error too_fast(page_limit which, milliseconds wait, std::string_view why);

  const page_options options_;
  const clock_source& clock_;
  std::array<std::atomic<std::uint64_t>, page_limit_names.size()> enforced_{};
  stream_places streams_;
  std::mutex mutex_; ///< guards what follows
  hooks::token_bucket all_requests_;
  hooks::token_bucket all_bytes_;
  hooks::keyed_buckets client_requests_;
  hooks::keyed_buckets client_bytes_;
  hooks::keyed_buckets visitors_;
  hooks::keyed_buckets addresses_;
  hooks::keyed_buckets addresses_of_clients_;
};

} // namespace sojourn::api
