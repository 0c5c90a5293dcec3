#include "channels/http/address_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>

namespace sojourn::channels {

namespace {

struct ipv4_block {
  std::uint32_t network;
  int prefix;
  address_kind kind;
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

/// The IANA special-purpose registry; the first block that holds an address counts.
constexpr std::array ipv4_blocks{
    ipv4_block{ipv4(0, 0, 0, 0), 8, address_kind::forbidden},
    ipv4_block{ipv4(10, 0, 0, 0), 8, address_kind::internal},
    ipv4_block{ipv4(100, 100, 100, 200), 32, address_kind::forbidden}, // Alibaba's metadata
    ipv4_block{ipv4(100, 64, 0, 0), 10, address_kind::internal},
    ipv4_block{ipv4(127, 0, 0, 0), 8, address_kind::internal},
    ipv4_block{ipv4(168, 63, 129, 16), 32, address_kind::forbidden}, // Azure's wire server
    ipv4_block{ipv4(169, 254, 0, 0), 16, address_kind::forbidden},   // link-local, metadata
    ipv4_block{ipv4(172, 16, 0, 0), 12, address_kind::internal},
    ipv4_block{ipv4(192, 0, 0, 0), 24, address_kind::forbidden},
    ipv4_block{ipv4(192, 0, 2, 0), 24, address_kind::forbidden},
    ipv4_block{ipv4(192, 168, 0, 0), 16, address_kind::internal},
    ipv4_block{ipv4(198, 18, 0, 0), 15, address_kind::internal},
    ipv4_block{ipv4(198, 51, 100, 0), 24, address_kind::forbidden},
    ipv4_block{ipv4(203, 0, 113, 0), 24, address_kind::forbidden},
    ipv4_block{ipv4(224, 0, 0, 0), 3, address_kind::forbidden}, // multicast, reserved, broadcast
};

address_kind classify(std::uint32_t address) {
  for (const auto& block : ipv4_blocks)
    if ((address ^ block.network) >> (32 - block.prefix) == 0)
      return block.kind;
  return address_kind::global;
}

using ipv6_bytes = std::array<std::uint8_t, 16>;

std::uint32_t ipv4_inside(const ipv6_bytes& bytes, std::size_t at) {
  return ipv4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

bool begins(const ipv6_bytes& bytes, std::initializer_list<std::uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

address_kind classify(const ipv6_bytes& bytes) {
  if (begins(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) // IPv4-mapped
    return classify(ipv4_inside(bytes, 12));
  if (begins(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) {
    const auto rest = ipv4_inside(bytes, 12); // "::1", "::", or the old IPv4-compatible form
    return rest == 1 ? address_kind::internal : classify(rest);
  }
  if (begins(bytes, {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) // NAT64
    return classify(ipv4_inside(bytes, 12));
  if (begins(bytes, {0x20, 0x02})) // 6to4
    return classify(ipv4_inside(bytes, 2));
  // What clouds tell their machines lives inside the unique local range, so it goes first: Amazon
  // fd00:ec2::/32, Google fd20:ce::254, Scaleway fd00:42::42.
  if (begins(bytes, {0xfd, 0x00, 0x0e, 0xc2}) ||
      begins(bytes, {0xfd, 0x20, 0x00, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}) ||
      begins(bytes, {0xfd, 0x00, 0x00, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x42}))
    return address_kind::forbidden;
  if ((bytes[0] & 0xfe) == 0xfc)
    return address_kind::internal;
  // 2000::/3 is the only global unicast; in it 2001::/32 (Teredo) hides IPv4 addresses and
  // 2001:db8::/32 is for documentation.
  if ((bytes[0] & 0xe0) != 0x20 || begins(bytes, {0x20, 0x01, 0x00, 0x00}) ||
      begins(bytes, {0x20, 0x01, 0x0d, 0xb8}))
    return address_kind::forbidden;
  return address_kind::global;
}

} // namespace

address_kind classify_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    return classify(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    ipv6_bytes bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return classify(bytes);
  }
  return address_kind::forbidden;
}

} // namespace sojourn::channels
