#include "base/ascii.hpp"
#include "hooks/hook.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "signing/random.hpp"
#include "signing/signature.hpp"

#include <algorithm>

namespace sojourn::hooks {

namespace {

constexpr std::size_t least_secret_bytes = 16;
constexpr std::size_t new_secret_bytes = 32;
/// Values looked at in one header; every one costs a comparison for each secret.
constexpr std::size_t most_values = 16;

std::string_view header_of(const call& arrived, const std::string& name) {
  const auto found = arrived.headers.find(name);
  return found == arrived.headers.end() ? std::string_view{} : found->second;
}

/// The values between separators that begin with `prefix`, without it.
std::vector<std::string_view> values_of(std::string_view header, std::string_view prefix,
                                        char separator) {
  std::vector<std::string_view> values;
  while (!header.empty() && values.size() < most_values) {
    const auto end = std::min(header.find(separator), header.size());
    if (const auto value = trimmed(header.substr(0, end), " \t"); value.starts_with(prefix))
      values.push_back(value.substr(prefix.size()));
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return values;
}

/// `pattern` with its marks replaced; what replaces them is not looked at again.
std::string filled(std::string_view pattern, std::string_view timestamp, std::string_view body) {
  constexpr std::string_view body_mark = "{body}";
  constexpr std::string_view timestamp_mark = "{timestamp}";
  std::string text;
  text.reserve(pattern.size() + timestamp.size() + body.size());
  while (!pattern.empty()) {
    if (pattern.starts_with(body_mark)) {
      text += body;
      pattern.remove_prefix(body_mark.size());
    } else if (pattern.starts_with(timestamp_mark)) {
      text += timestamp;
      pattern.remove_prefix(timestamp_mark.size());
    } else {
      text += pattern.front();
      pattern.remove_prefix(1);
    }
  }
  return text;
}

std::optional<instant> sent_at(std::string_view timestamp, time_format how) {
  if (how == time_format::rfc3339) {
    const auto parsed = parse_instant(timestamp);
    return parsed ? std::optional{*parsed} : std::nullopt;
  }
  constexpr std::size_t millisecond_digits = 13;
  constexpr std::size_t digits_of_second = 3;
  const bool is_in_ms = timestamp.size() == millisecond_digits;
  if (is_in_ms && !std::ranges::all_of(timestamp, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return signing::parse_timestamp(
      is_in_ms ? timestamp.substr(0, timestamp.size() - digits_of_second) : timestamp);
}

tl::unexpected<error> bad(std::string message) {
  return fail(error_code::bad_signature, std::move(message));
}

result<std::size_t> check(const keyed_digest& how, std::span<const std::string> secrets,
                          const call& arrived, instant now, milliseconds tolerance) {
  const auto given = values_of(header_of(arrived, how.header), how.prefix, how.separator);
  if (given.empty())
    return bad(
        "the header " + how.header + " is missing" +
        (how.prefix.empty() ? "" : ", or has no value that begins with \"" + how.prefix + "\""));
  std::string_view timestamp;
  std::optional<instant> sent;
  if (!how.timestamp_header.empty()) {
    const auto times =
        values_of(header_of(arrived, how.timestamp_header), how.timestamp_prefix, how.separator);
    timestamp = times.empty() ? std::string_view{} : times.front();
    sent = sent_at(timestamp, how.timestamp_format);
    if (!sent)
      return bad("the header " + how.timestamp_header +
                 (how.timestamp_format == time_format::unix
                      ? " holds no number of seconds or milliseconds since 1970"
                      : " holds no time of RFC 3339, like \"2026-03-01T12:00:00Z\""));
  }
  const auto text = filled(how.signed_text, timestamp, arrived.body);
  auto found = secrets.size();
  // All pairs, whatever matches first: the time must tell nothing.
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    const auto digest = signing::hmac(how.hash, secrets[i], text);
    const auto expected = how.encoding == text_encoding::hex ? signing::hex_encode(digest)
                                                             : signing::base64_encode(digest);
    for (const auto value : given) {
      const bool is_equal = signing::constant_time_equal(
          expected, how.encoding == text_encoding::hex ? lower_ascii(value) : std::string{value});
      found = is_equal ? i : found;
    }
  }
  if (found == secrets.size())
    return bad("no value of the header " + how.header + " matches what was signed");
  if (sent && (*sent < now - tolerance || *sent > now + tolerance))
    return fail(error_code::stale_signature, "the time of the call, " + to_text(*sent) +
                                                 ", is too far from now, " + to_text(now) +
                                                 "; check both clocks, or sign again");
  return found;
}

result<std::size_t> check(const standard_webhooks&, std::span<const std::string> secrets,
                          const call& arrived, instant now, milliseconds tolerance) {
  std::vector<signing::secret> keys;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    if (auto key = signing::secret::parse(secrets[i])) {
      keys.push_back(std::move(*key));
      places.push_back(i);
    }
  }
  const auto is_signed_by = [&](std::span<const signing::secret> some) {
    return signing::verify(some, webhook_header(arrived, "id"),
                           webhook_header(arrived, "timestamp"),
                           webhook_header(arrived, "signature"), arrived.body, now, tolerance);
  };
  if (auto checked = is_signed_by(keys); !checked)
    return fail(std::move(checked.error()));
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    if (is_signed_by(std::span{keys}.subspan(i, 1)))
      return places[i];
  }
  return places.back();
}

} // namespace

std::string_view webhook_header(const call& arrived, std::string_view part) {
  const bool is_svix =
      !arrived.headers.contains("webhook-signature") && arrived.headers.contains("svix-signature");
  return header_of(arrived, (is_svix ? "svix-" : "webhook-") + std::string{part});
}

result<std::size_t> verify(const signature& how, std::span<const std::string> secrets,
                           const call& arrived, instant now, milliseconds tolerance) {
  return std::visit(
      [&](const auto& scheme) {
        return check(scheme, secrets, arrived, now, scheme.tolerance.value_or(tolerance));
      },
      how);
}

result<void> check_secret(const signature& how, const std::string& secret,
                          const std::string& pointer) {
  const auto refuse = [&](std::string message) {
    return fail(error_code::invalid_request, "the secret cannot be used",
                {{pointer, std::move(message)}});
  };
  if (std::holds_alternative<standard_webhooks>(how)) {
    if (const auto parsed = signing::secret::parse(secret); !parsed)
      return refuse(parsed.error().message);
    return {};
  }
  if (secret.size() < least_secret_bytes)
    return refuse("a secret has " + std::to_string(least_secret_bytes) +
                  " bytes at least, this one " + std::to_string(secret.size()));
  return {};
}

std::string make_secret(const signature& how) {
  const auto bytes = signing::random_bytes(new_secret_bytes);
  return std::holds_alternative<standard_webhooks>(how) ? "whsec_" + signing::base64_encode(bytes)
                                                        : signing::hex_encode(bytes);
}

} // namespace sojourn::hooks
