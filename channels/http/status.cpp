#include "channels/http/status.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <curl/curl.h>

namespace sojourn::channels {

namespace {

/// A server that asks for more has made a mistake that would strand the instance.
constexpr milliseconds longest_wait = std::chrono::days{7};

std::optional<instant> parse_http_date(const std::string& text) {
  const auto seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds < 0)
    return std::nullopt;
  return instant{std::chrono::seconds{seconds}};
}

} // namespace

outcome kind_of_status(int status) {
  if (status >= 200 && status < 300)
    return outcome::accepted;
  if (status == 408 || status == 425 || status == 429 || (status >= 500 && status < 600))
    return outcome::transient;
  return outcome::rejected;
}

bool is_second_hand(int status) { return status == 502 || status == 504; }

std::optional<milliseconds> parse_retry_after(const std::string& value, const std::string& date,
                                              instant at) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  milliseconds wait{};
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_digit)) {
    std::int64_t seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    const auto longest = std::chrono::duration_cast<std::chrono::seconds>(longest_wait).count();
    if (read.ec != std::errc{} || seconds > longest)
      return longest_wait;
    wait = std::chrono::seconds{seconds};
  } else {
    const auto until = parse_http_date(value);
    if (!until)
      return std::nullopt;
    wait = *until - parse_http_date(date).value_or(at);
  }
  return std::clamp(wait, milliseconds{0}, longest_wait);
}

} // namespace sojourn::channels
