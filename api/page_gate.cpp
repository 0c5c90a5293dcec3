#include "api/page_gate.hpp"

#include "hooks/token_bucket.hpp"

#include <algorithm>

namespace sojourn::api {

namespace {

constexpr std::size_t page_id_characters = 24;

/// Of one visitor: a page shows a few things at once, and nobody clicks so fast.
constexpr hooks::rate visitor_rate{.per_second = 4, .burst = 40};

/// Visitors whose buckets are remembered; beyond it all begin anew, and the limit of all holds.
constexpr std::size_t most_buckets = 20'000;

error too_fast(milliseconds wait) {
  error refused{error_code::rate_limited, "pages ask too often"};
  refused.retry_after_s = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count());
  return refused;
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
    : options_{options}, clock_{clock}, all_{std::make_unique<hooks::token_bucket>(hooks::rate{
                                            .per_second = options.requests_per_second,
                                            .burst =
                                                std::max(1.0, 2 * options.requests_per_second)})} {}

page_gate::~page_gate() = default;

bool page_gate::is_listed(std::string_view origin) const {
  return std::find(options_.origins.begin(), options_.origins.end(), origin) !=
         options_.origins.end();
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
  const std::lock_guard lock{mutex_};
  if (const auto wait = all_->take(clock_.now()))
    return too_fast(*wait);
  return std::nullopt;
}

std::optional<error> page_gate::take(const std::string& visitor) {
  if (!is_page_visitor(visitor))
    return error{error_code::invalid_request,
                 "that is no visitor of a page",
                 {{"/visitor", "must be \"v-\" and 24 characters of base 64 for URLs"}}};
  const std::lock_guard lock{mutex_};
  if (by_visitor_.size() >= most_buckets && !by_visitor_.contains(visitor))
    by_visitor_.clear();
  if (const auto wait =
          by_visitor_.try_emplace(visitor, visitor_rate).first->second.take(clock_.now()))
    return too_fast(*wait);
  return std::nullopt;
}

result<std::shared_ptr<void>> page_gate::open_stream() {
  if (++*streams_ > options_.max_streams) {
    --*streams_;
    return fail(error_code::overloaded, "too many pages listen");
  }
  return std::shared_ptr<void>{nullptr, [open = streams_](void*) { --*open; }};
}

void page_gate::add_headers(const request& ask, response& answer) const {
  answer.headers.emplace_back("Vary", "Origin");
  const auto* origin = find_header(ask.headers, "Origin");
  if (origin != nullptr && options_.enabled && is_listed(origin->value))
    answer.headers.emplace_back("Access-Control-Allow-Origin", std::string{origin->value});
}

} // namespace sojourn::api
