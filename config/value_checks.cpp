#include "config/value_checks.hpp"

#include "addresses/email.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>

namespace sojourn::config {
namespace {

bool is_visible_ascii(char c) { return c > ' ' && c < '\x7f'; }

bool is_lower_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// How many bytes standard base64 with padding stands for, unless it is not base64.
std::optional<std::size_t> base64_size(std::string_view text) {
  if (text.size() % 4 != 0)
    return std::nullopt;
  const auto padding = text.ends_with("==") ? 2u : text.ends_with('=') ? 1u : 0u;
  const auto digits = text.substr(0, text.size() - padding);
  if (!std::ranges::all_of(digits,
                           [](char c) { return is_alphanumeric(c) || c == '+' || c == '/'; }))
    return std::nullopt;
  return text.size() / 4 * 3 - padding;
}

} // namespace

complaint check_ip_address(std::string_view text) {
  if (parse_ip_address(text))
    return std::nullopt;
  return "must be an IP address, such as \"127.0.0.1\", \"::1\" or \"0.0.0.0\"";
}

complaint check_ip_network(std::string_view text) {
  if (parse_ip_network(text))
    return std::nullopt;
  return "must be an IP address or a block of them, such as \"127.0.0.1\" or \"10.0.0.0/8\"";
}

complaint check_header_name(std::string_view text) {
  if (!text.empty() &&
      std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }))
    return std::nullopt;
  return "must be the name of a header, such as \"X-Forwarded-For\"";
}

complaint check_host(std::string_view text) {
  const bool fits =
      text.empty() || parse_ip_address(text) ||
      (text.size() <= 253 && is_alphanumeric(text.front()) && std::ranges::all_of(text, [](char c) {
         return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
       }));
  if (fits)
    return std::nullopt;
  return "must be the name or the IP address of a host, without a port";
}

complaint check_http_url(std::string_view text) {
  const auto scheme = text.starts_with("https://")  ? std::string_view{"https://"}
                      : text.starts_with("http://") ? std::string_view{"http://"}
                                                    : std::string_view{};
  if (scheme.empty() || !std::ranges::all_of(text, is_visible_ascii))
    return "must be a URL that begins with https:// or http://, in ASCII and without spaces";
  const auto authority =
      text.substr(scheme.size(), text.find_first_of("/?#", scheme.size()) - scheme.size());
  if (authority.find('@') != authority.npos)
    return "must be a URL without a user name or password";
  if (authority.empty() || authority.front() == ':')
    return "must be a URL that names a host";
  return std::nullopt;
}

complaint check_base_url(std::string_view text) {
  if (text.empty())
    return std::nullopt;
  if (text.ends_with('/') || text.find_first_of("?#") != text.npos)
    return "must be a URL without a slash, a query or a fragment at its end";
  return check_http_url(text);
}

complaint check_sender(std::string_view text) {
  const auto open = text.find('<');
  const bool has_name = open != text.npos && text.ends_with('>');
  const auto address = has_name ? text.substr(open + 1, text.size() - open - 2) : text;
  if (text.empty() || addresses::is_email_address(address))
    return std::nullopt;
  return "must be an e-mail address, such as \"shop@example.com\" or "
         "\"The shop <shop@example.com>\"";
}

complaint check_contact(std::string_view text) {
  if (text.empty() || (text.starts_with("mailto:") && text.find('@') != text.npos))
    return std::nullopt;
  if (text.starts_with("https://"))
    return check_http_url(text);
  return "must be \"mailto:\" and an e-mail address, or an https:// URL";
}

complaint check_origin(std::string_view text) {
  if (auto problem = check_http_url(text))
    return problem;
  const bool has_more =
      text.find('/', text.find("://") + 3) != text.npos || text.find_first_of("?#*") != text.npos;
  const bool has_capitals = std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (has_more || has_capitals)
    return "must be a scheme, a host in lower case and no path, such as \"https://shop.example\"";
  return std::nullopt;
}

complaint check_not_empty(std::string_view text) {
  if (!text.empty())
    return std::nullopt;
  return "must not be empty";
}

complaint check_token_name(std::string_view text) {
  if (is_name(text))
    return std::nullopt;
  return "must be 1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit";
}

complaint check_token(std::string_view text) {
  if (text.empty() ||
      (text.size() >= 24 && text.size() <= 256 && std::ranges::all_of(text, is_visible_ascii)))
    return std::nullopt;
  return "must be 24 to 256 visible ASCII characters; make one with: openssl rand -hex 32";
}

complaint check_sha256(std::string_view text) {
  if (text.empty() || (text.size() == 64 && std::ranges::all_of(text, is_lower_hexadecimal)))
    return std::nullopt;
  return "must be the SHA-256 of a token in 64 lower-case hexadecimal digits";
}

complaint check_webhook_secret(std::string_view text) {
  constexpr std::string_view prefix = "whsec_";
  if (text.empty())
    return std::nullopt;
  if (text.starts_with(prefix)) {
    const auto size = base64_size(text.substr(prefix.size()));
    if (size && *size >= 24 && *size <= 64)
      return std::nullopt;
  }
  return "must be \"whsec_\" and the base64 of 24 to 64 bytes; make one with: "
         "echo whsec_$(openssl rand -base64 32)";
}

complaint check_seal_key(std::string_view text) {
  const auto size = base64_size(text);
  if (text.empty() || (size && *size == 32))
    return std::nullopt;
  return "must be the base64 of 32 random bytes; make one with: openssl rand -base64 32";
}

complaint check_zone(std::string_view text) {
  if (calendar::is_zone(text))
    return std::nullopt;
  return "must be the name of a time zone, such as \"Asia/Ho_Chi_Minh\"";
}

complaint check_time_of_day(std::string_view text) {
  if (calendar::parse_time_of_day(text))
    return std::nullopt;
  return "must be a time of day, such as \"06:00\"";
}

complaint check_time_of_day_or_none(std::string_view text) {
  return text.empty() ? std::nullopt : check_time_of_day(text);
}

bool is_loopback(std::string_view ip_address) {
  static const auto networks = {parse_ip_network("127.0.0.0/8").value(),
                                parse_ip_network("::1").value()};
  const auto address = parse_ip_address(ip_address);
  return address && std::ranges::any_of(
                        networks, [&](const ip_network& one) { return one.contains(*address); });
}

} // namespace sojourn::config
