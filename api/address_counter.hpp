// How many connections each client address has open.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::api {

class address_counter;

/// One of the connections of an address, for as long as it is kept. The counter must outlive it.
class counted_address {
public:
  counted_address(address_counter* by, boost::asio::ip::address whose)
      : by_{by, give_back{std::move(whose)}} {}

private:
  struct give_back {
    boost::asio::ip::address whose;
    void operator()(address_counter* by) const;
  };
  std::unique_ptr<address_counter, give_back> by_; ///< nullptr: it does not count
};

/// Thread-safe. Loopback and the addresses in `free` do not count: whoever is behind a proxy would
/// share its address. An IPv6 client has a network of its own, so those of a /64 count as one, and
/// IPv4 that is mapped into IPv6 counts as IPv4.
class address_counter {
public:
  address_counter(std::size_t most, const std::vector<std::string>& free);

  /// nullopt: this address has as many as it may.
  [[nodiscard]] std::optional<counted_address> take(const boost::asio::ip::address& from);

private:
  friend class counted_address;
  void release(const boost::asio::ip::address& whose);

  const std::size_t most_;
  std::vector<boost::asio::ip::address> free_;
  std::mutex mutex_;
  std::map<boost::asio::ip::address, std::size_t> open_;
};

} // namespace sojourn::api
