#include "signing/signature.hpp"

#include "signing/base64.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace sojourn::signing {

namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t min_secret_bytes = 24;
constexpr std::size_t max_secret_bytes = 64;

/// Signatures looked at in one header; every one costs a comparison for each secret.
constexpr int max_signatures = 16;

std::string signature_of(const secret& key, std::string_view id, std::string_view timestamp,
                         std::string_view body) {
  std::string text;
  text.reserve(id.size() + timestamp.size() + body.size() + 2);
  text.append(id).append(".").append(timestamp).append(".").append(body);
  return "v1," + base64_encode(hmac_sha256(key.bytes(), text));
}

/// Whether one of the space-separated `signatures` equals one of `expected`. All pairs are
/// compared whatever matches first, so that the time tells nothing.
bool any_matches(std::span<const std::string> expected, std::string_view signatures) {
  bool found = false;
  for (int seen = 0; seen < max_signatures && !signatures.empty(); ++seen) {
    const auto end = std::min(signatures.find(' '), signatures.size());
    for (const auto& candidate : expected)
      found |= constant_time_equal(candidate, signatures.substr(0, end));
    signatures.remove_prefix(std::min(end + 1, signatures.size()));
  }
  return found;
}

} // namespace

result<secret> secret::parse(std::string_view text) {
  if (!text.starts_with(secret_prefix))
    return fail(error_code::invalid_settings, "a webhook secret begins with \"whsec_\"");
  auto bytes = base64_decode(text.substr(secret_prefix.size()));
  if (!bytes)
    return fail(error_code::invalid_settings,
                "what follows \"whsec_\" in a webhook secret is base 64 with its padding");
  if (bytes->size() < min_secret_bytes || bytes->size() > max_secret_bytes)
    return fail(error_code::invalid_settings,
                "a webhook secret holds 24 to 64 bytes, this one " + std::to_string(bytes->size()));
  return secret{std::move(*bytes)};
}

std::optional<instant> parse_timestamp(std::string_view text) {
  constexpr std::size_t max_digits = 12;
  constexpr std::int64_t last_second = 253402300799;
  std::int64_t seconds = 0;
  if (text.empty() || text.size() > max_digits ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (seconds > last_second)
    return std::nullopt;
  return instant{std::chrono::seconds{seconds}};
}

std::string sign(std::span<const secret> secrets, std::string_view id, std::string_view timestamp,
                 std::string_view body) {
  std::string header;
  for (const auto& key : secrets)
    header += (header.empty() ? "" : " ") + signature_of(key, id, timestamp, body);
  return header;
}

result<void> verify(std::span<const secret> secrets, std::string_view id,
                    std::string_view timestamp, std::string_view signatures, std::string_view body,
                    instant now, milliseconds tolerance) {
  const auto bad = [](std::string message) {
    return fail(error_code::bad_signature, std::move(message));
  };
  if (id.empty())
    return bad("the webhook-id header is missing");
  if (signatures.empty())
    return bad("the webhook-signature header is missing");
  const auto sent_at = parse_timestamp(timestamp);
  if (!sent_at)
    return bad("the webhook-timestamp header is not a number of seconds since 1970");
  std::vector<std::string> expected;
  for (const auto& key : secrets)
    expected.push_back(signature_of(key, id, timestamp, body));
  if (!any_matches(expected, signatures))
    return bad("no signature in the webhook-signature header matches the body, the id and the "
               "timestamp");
  if (*sent_at < now - tolerance || *sent_at > now + tolerance)
    return fail(error_code::stale_signature, "the webhook-timestamp " + to_text(*sent_at) +
                                                 " is too far from now, " + to_text(now) +
                                                 "; check both clocks, or sign again");
  return {};
}

} // namespace sojourn::signing
