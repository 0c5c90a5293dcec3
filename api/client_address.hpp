// Whose request it is, by network address: what every limit of a client counts by.
#pragma once

#include "api/request.hpp"
#include "base/ip_address.hpp"
#include "base/result.hpp"

#include <span>
#include <string>
#include <vector>

namespace sojourn::api {

/// Finds the client behind the proxies that are trusted. Immutable.
class client_addresses {
public:
  /// `trusted`: addresses and blocks of the proxies; what is none is left out, and said by `check`.
  /// `header`: where they append the address that called them.
  client_addresses(const std::vector<std::string>& trusted, std::string header);

  /// Errors (invalid_settings): one of them is neither an address nor a block.
  [[nodiscard]] static result<void> check(const std::vector<std::string>& trusted);

  [[nodiscard]] bool trusts(const ip_address& peer) const;

  /// Whether a request seems to come through a proxy of the own network that nobody trusts, so that
  /// all who come through it are one client.
  [[nodiscard]] bool overlooks_proxy(const ip_address& peer, std::span<const header> headers) const;

  /// The client of a request that came from `peer`, as client_network() writes it. Of a trusted
  /// proxy it is the last address in its header that is none of a trusted proxy itself: whatever
  /// stands before that one, the client may have written. Where that is no address, the proxy
  /// that wrote it counts.
  [[nodiscard]] std::string client_of(const ip_address& peer,
                                      std::span<const header> headers) const;

private:
  const std::vector<ip_network> trusted_;
  const std::string header_;
};

} // namespace sojourn::api
