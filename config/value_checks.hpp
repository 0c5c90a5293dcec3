// What a text must look like to be an address, a URL, a secret.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::config {

/// A check answers what is wrong, or nothing. The answers never repeat the text.
using complaint = std::optional<std::string>;

[[nodiscard]] complaint check_ip_address(std::string_view text);
[[nodiscard]] complaint check_ip_network(std::string_view text);
[[nodiscard]] complaint check_header_name(std::string_view text);
[[nodiscard]] complaint check_host(std::string_view text);
[[nodiscard]] complaint check_http_url(std::string_view text);
[[nodiscard]] complaint check_base_url(std::string_view text);
[[nodiscard]] complaint check_sender(std::string_view text);
[[nodiscard]] complaint check_contact(std::string_view text);
[[nodiscard]] complaint check_origin(std::string_view text);
[[nodiscard]] complaint check_not_empty(std::string_view text);
[[nodiscard]] complaint check_token_name(std::string_view text);
[[nodiscard]] complaint check_token(std::string_view text);
[[nodiscard]] complaint check_sha256(std::string_view text);
[[nodiscard]] complaint check_webhook_secret(std::string_view text);
[[nodiscard]] complaint check_seal_key(std::string_view text);
[[nodiscard]] complaint check_zone(std::string_view text);
[[nodiscard]] complaint check_time_of_day(std::string_view text);
[[nodiscard]] complaint check_time_of_day_or_none(std::string_view text);

/// Whether only this machine reaches `ip_address`: 127.0.0.0/8, ::1, and the former in IPv6.
[[nodiscard]] bool is_loopback(std::string_view ip_address);

} // namespace sojourn::config
