// IP addresses and blocks of them, as values: who calls, and who stands between.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn {

/// An IPv4 or IPv6 address. IPv4 is held as IPv6 maps it (RFC 4291, section 2.5.5.2), so that one
/// host that is written in both ways is one address.
struct ip_address {
  std::array<std::uint8_t, 16> bytes{};
  [[nodiscard]] bool is_v4() const;
  bool operator==(const ip_address&) const = default;
};

/// Reads "203.0.113.7" or "2001:db8::1", without a zone ("%eth0").
[[nodiscard]] std::optional<ip_address> parse_ip_address(std::string_view text);

/// The same as headers of proxies write it, also with brackets and a port: "203.0.113.7:8080",
/// "[2001:db8::1]:8080".
[[nodiscard]] std::optional<ip_address> parse_forwarded_address(std::string_view text);

/// The network that one client is counted by: of IPv4 the address, "203.0.113.7"; of IPv6 the /64
/// that a provider gives to each customer (RFC 6177), "2001:db8:1:2::/64", since the other 64 bits
/// are whatever the client likes.
[[nodiscard]] std::string client_network(const ip_address& address);

/// A block of addresses (CIDR).
struct ip_network {
  ip_address address;
  unsigned prefix_bits = 128; ///< 0 to 128, of the 16 bytes
  [[nodiscard]] bool contains(const ip_address& one) const;
};

/// Reads an address, or a block of them: "10.0.0.0/8", "fd00::/8".
[[nodiscard]] std::optional<ip_network> parse_ip_network(std::string_view text);

} // namespace sojourn
