#include "api/address_counter.hpp"

#include <algorithm>

namespace sojourn::api {

namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t network_bytes = 8; // a /64

ip::address unmapped(const ip::address& from) {
  return from.is_v6() && from.to_v6().is_v4_mapped()
             ? ip::address{ip::make_address_v4(ip::v4_mapped, from.to_v6())}
             : from;
}

/// What the connections of `from` are counted under.
ip::address network_of(const ip::address& from) {
  if (from.is_v4())
    return from;
  auto bytes = from.to_v6().to_bytes();
  std::fill(bytes.begin() + network_bytes, bytes.end(), std::uint8_t{0});
  return ip::address_v6{bytes};
}

} // namespace

void counted_address::give_back::operator()(address_counter* by) const { by->release(whose); }

address_counter::address_counter(std::size_t most, const std::vector<std::string>& free)
    : most_{most} {
  for (const auto& text : free) {
    boost::system::error_code failure;
    if (const auto address = ip::make_address(text, failure); !failure)
      free_.push_back(unmapped(address));
  }
}

std::optional<counted_address> address_counter::take(const ip::address& from) {
  const auto plain = unmapped(from);
  if (plain.is_loopback() || std::ranges::find(free_, plain) != free_.end())
    return counted_address{nullptr, {}};
  const auto whose = network_of(plain);
  const std::lock_guard lock{mutex_};
  auto& open = open_[whose];
  if (open >= most_)
    return std::nullopt;
  ++open;
  return counted_address{this, whose};
}

void address_counter::release(const ip::address& whose) {
  const std::lock_guard lock{mutex_};
  const auto found = open_.find(whose);
  if (--found->second == 0)
    open_.erase(found);
}

} // namespace sojourn::api
