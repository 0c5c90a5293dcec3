// How many connections each client has open.
#pragma once

#include "api/client_address.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace sojourn::api {

class address_counter;

/// One of the connections of a client, for as long as it is kept; made without a counter, one that
/// does not count. The counter must outlive it.
class counted_address {
public:
  counted_address() = default;
  counted_address(address_counter& by, std::string whose) : by_{&by, give_back{std::move(whose)}} {}

private:
  struct give_back {
    std::string whose;
    void operator()(address_counter* by) const;
  };
  std::unique_ptr<address_counter, give_back> by_;
};

/// Counts by client_network(). Loopback and the proxies that are trusted do not count: whoever is
/// behind one shares its address. Thread-safe.
class address_counter {
public:
  /// `clients` must outlive it.
  address_counter(std::size_t most, const client_addresses& clients)
      : most_{most}, clients_{clients} {}

  /// nullopt: this client has as many as it may.
  [[nodiscard]] std::optional<counted_address> try_count(const ip_address& from);

private:
  friend class counted_address;
  void release(const std::string& whose);

  const std::size_t most_;
  const client_addresses& clients_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> open_;
};

} // namespace sojourn::api
