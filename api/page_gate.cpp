#include "api/page_gate.hpp"

#include "base/ascii.hpp"
#include "signing/digest.hpp"

#include <algorithm>

namespace sojourn::api {

namespace {

constexpr std::size_t page_id_characters = 24;
constexpr double seconds_a_day = 86'400;
constexpr double kib = 1024;

/// Of one visitor: a page shows a few things at once, and nobody clicks so fast.
constexpr hooks::rate visitor_rate{.per_second = 4, .burst = 40};
/// A page asks for several things when it opens, and many people can share one address.
constexpr double client_burst_seconds = 10;
/// Keys that a table remembers: some 3 MiB each.
constexpr std::size_t most_buckets = 20'000;
/// What a row and its indexes take beside the text that is stored.
constexpr double row_bytes = 512;
/// Bytes of an address that is counted; a longer one reaches nobody.
constexpr std::size_t longest_address_bytes = 256;

hooks::rate a_day(double amount) { return {.per_second = amount / seconds_a_day, .burst = amount}; }

/// One spelling of an address, for counting alone: without case, blanks, punctuation of phone
/// numbers and what stands behind a plus in the name of a mailbox, which reaches the same one.
std::string countable_address(std::string_view typed) {
  const auto lower = lower_ascii(typed.substr(0, longest_address_bytes));
  const auto at = lower.rfind('@');
  std::string counted;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (at != std::string::npos && lower[i] == '+' && i < at)
      i = at;
    const bool is_dropped =
        std::string_view{" \t\r\n.-/()"}.find(lower[i]) != std::string_view::npos;
    if (!is_dropped)
      counted += lower[i];
  }
  // Addresses of strangers do not stay in memory as they are.
  return signing::sha256(counted).substr(0, 16);
}

} // namespace

bool is_page_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + page_id_characters)
    return false;
  text.remove_prefix(prefix.size());
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
}

bool is_page_visitor(std::string_view text) { return is_page_id(text, "v-"); }

page_gate::page_gate(const page_options& options, const clock_source& clock)
    : options_{options}, clock_{clock}, streams_{options.max_streams, options.client_streams},
      all_requests_{{.per_second = options.requests_per_second,
                     .burst = std::max(1.0, 2 * options.requests_per_second)}},
      all_bytes_{a_day(static_cast<double>(options.stored_mib_per_day) * kib * kib)},
      client_requests_{
          {.per_second = options.client_requests_per_second,
           .burst = std::max(1.0, client_burst_seconds * options.client_requests_per_second)},
          most_buckets},
      client_bytes_{a_day(static_cast<double>(options.client_stored_kib_per_day) * kib),
                    most_buckets},
      visitors_{visitor_rate, most_buckets}, addresses_{a_day(options.address_forms_per_day),
                                                        most_buckets},
      addresses_of_clients_{a_day(std::max(1, options.address_forms_per_day / 2)), most_buckets} {}

page_gate::~page_gate() = default;

bool page_gate::is_listed(std::string_view origin) const {
  return std::find(options_.origins.begin(), options_.origins.end(), origin) !=
         options_.origins.end();
}

error page_gate::too_fast(page_limit which, milliseconds wait, std::string_view why) {
  enforced_[static_cast<std::size_t>(which)].fetch_add(1, std::memory_order_relaxed);
  error refused{error_code::rate_limited, std::string{why}};
  refused.retry_after_s = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count());
  return refused;
}

std::optional<error> page_gate::admit(const request& ask) {
  if (!options_.enabled)
    return error{error_code::not_found, "nothing is served to pages: onsite.enabled is false"};
  const auto* origin = find_header(ask.headers, "Origin");
  const auto* site = find_header(ask.headers, "Sec-Fetch-Site");
  const bool is_own_host = origin == nullptr && site != nullptr && site->value == "same-origin";
  if (!is_own_host && (origin == nullptr || !is_listed(origin->value)))
    return error{error_code::forbidden,
                 "only pages of onsite.origins may ask" +
                     (origin == nullptr ? std::string{}
                                        : ", not those of \"" + std::string{origin->value} + "\"")};
  return admit_visit(ask);
}

std::optional<error> page_gate::admit(const std::string& visitor) {
  if (!is_page_visitor(visitor))
    return error{error_code::invalid_request,
                 "that is no visitor of a page",
                 {{"/visitor", "must be \"v-\" and 24 characters of base 64 for URLs"}}};
  const std::lock_guard lock{mutex_};
  if (const auto wait = visitors_.take(visitor, now()))
    return too_fast(page_limit::visitor, *wait, "this visitor asks too often");
  return std::nullopt;
}

std::optional<error> page_gate::admit_to_store(const request& ask, const std::string& visitor) {
  if (auto refused = admit(visitor))
    return refused;
  const std::lock_guard lock{mutex_};
  return take_bytes(ask);
}

std::optional<error> page_gate::admit_visit(const request& ask) {
  const std::lock_guard lock{mutex_};
  if (const auto wait = client_requests_.take(ask.client, now()))
    return too_fast(page_limit::client_requests, *wait, "this client asks too often");
  if (const auto wait = all_requests_.take(now()))
    return too_fast(page_limit::requests, *wait, "pages ask too often");
  return std::nullopt;
}

std::optional<error> page_gate::admit_answer(const request& ask) {
  if (auto refused = admit_visit(ask))
    return refused;
  const std::lock_guard lock{mutex_};
  return take_bytes(ask);
}

std::optional<error> page_gate::take_bytes(const request& ask) {
  const auto bytes = static_cast<double>(ask.body.size()) + row_bytes;
  if (const auto wait = client_bytes_.take(ask.client, now(), bytes))
    return too_fast(page_limit::bytes, *wait, "this client has stored enough for today");
  if (const auto wait = all_bytes_.take(now(), bytes))
    return too_fast(page_limit::bytes, *wait, "pages have stored enough for today");
  return std::nullopt;
}

bool page_gate::may_start(const std::string& client, std::string_view address) {
  const auto counted = countable_address(address);
  const std::lock_guard lock{mutex_};
  if (!addresses_of_clients_.take(client + " " + counted, now()) &&
      !addresses_.take(counted, now()))
    return true;
  enforced_[static_cast<std::size_t>(page_limit::address)].fetch_add(1, std::memory_order_relaxed);
  return false;
}

result<std::shared_ptr<void>> page_gate::open_stream(const std::string& client) {
  constexpr milliseconds soon{30'000};
  auto lack = stream_places::lack::none;
  auto place = streams_.take(client, lack);
  if (lack == stream_places::lack::of_one)
    return fail(too_fast(page_limit::streams, soon, "too many pages of this client listen"));
  if (!place)
    return fail(error_code::overloaded, "too many pages listen");
  return place;
}

void page_gate::add_headers(const request& ask, response& answer) const {
  answer.headers.emplace_back("Vary", "Origin");
  const auto* origin = find_header(ask.headers, "Origin");
  if (origin != nullptr && options_.enabled && is_listed(origin->value))
    answer.headers.emplace_back("Access-Control-Allow-Origin", std::string{origin->value});
}

void page_gate::write(metrics::metrics_writer& to) const {
  to.begin(metrics::kind::counter, "sojourn_onsite_limited_total",
           "What pages asked for beyond a limit.");
  for (std::size_t i = 0; i < page_limit_names.size(); ++i)
    to.sample(static_cast<double>(enforced_[i].load(std::memory_order_relaxed)),
              {{"limit", std::string{page_limit_names[i]}}});
}

} // namespace sojourn::api
