// The address guard: where an outgoing connection may lead (against request forgery).
#pragma once

#include <sys/socket.h>

namespace sojourn::channels {

enum class address_kind {
  global,    ///< a host of the public Internet
  internal,  ///< loopback, private, carrier-grade NAT or unique local: only when allowed
  forbidden, ///< link-local, cloud metadata, multicast, unspecified, reserved: never
};

/// What kind of address it is. An IPv4 address inside an IPv6 one (mapped, compatible,
/// NAT64, 6to4) counts as the IPv4 address. Families other than these two are forbidden.
[[nodiscard]] address_kind classify_address(const sockaddr& address);

} // namespace sojourn::channels
