#include "base/ip_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace sojourn {

namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned v4_prefix_bits = 96;
constexpr unsigned v4_bits = 32;
constexpr unsigned v6_bits = 128;
constexpr std::size_t client_bytes = 8; ///< of IPv6: a /64

} // namespace

bool ip_address::is_v4() const {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes.begin());
}

std::optional<ip_address> parse_ip_address(std::string_view text) {
  const std::string terminated{text}; // as inet_pton wants it
  if (terminated.find('\0') != std::string::npos)
    return std::nullopt;
  ip_address found;
  if (inet_pton(AF_INET6, terminated.c_str(), found.bytes.data()) == 1)
    return found;
  std::copy(v4_prefix.begin(), v4_prefix.end(), found.bytes.begin());
  if (inet_pton(AF_INET, terminated.c_str(), found.bytes.data() + v4_prefix.size()) == 1)
    return found;
  return std::nullopt;
}

std::optional<ip_address> parse_forwarded_address(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    return end == std::string_view::npos ? std::nullopt : parse_ip_address(text.substr(1, end - 1));
  }
  // One colon alone stands before a port.
  if (const auto colon = text.find(':');
      colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos)
    text = text.substr(0, colon);
  return parse_ip_address(text);
}

std::string client_network(const ip_address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.is_v4()) {
    inet_ntop(AF_INET, address.bytes.data() + v4_prefix.size(), text.data(), text.size());
    return text.data();
  }
  auto network = address.bytes;
  std::fill(network.begin() + client_bytes, network.end(), std::uint8_t{0});
  inet_ntop(AF_INET6, network.data(), text.data(), text.size());
  return std::string{text.data()} + "/64";
}

bool ip_network::contains(const ip_address& one) const {
  for (unsigned bit = 0; bit < prefix_bits; bit += 8) {
    const auto left = prefix_bits - bit;
    const auto mask = left >= 8 ? 0xff : 0xff << (8 - left) & 0xff;
    if (((one.bytes[bit / 8] ^ address.bytes[bit / 8]) & mask) != 0)
      return false;
  }
  return true;
}

std::optional<ip_network> parse_ip_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_ip_address(text.substr(0, slash));
  if (!address)
    return std::nullopt;
  if (slash == std::string_view::npos)
    return ip_network{*address, v6_bits};
  const auto bits = text.substr(slash + 1);
  unsigned prefix = 0;
  const auto [end, failure] = std::from_chars(bits.data(), bits.data() + bits.size(), prefix);
  if (bits.empty() || failure != std::errc{} || end != bits.data() + bits.size() ||
      prefix > (address->is_v4() ? v4_bits : v6_bits))
    return std::nullopt;
  return ip_network{*address, address->is_v4() ? v4_prefix_bits + prefix : prefix};
}

} // namespace sojourn
