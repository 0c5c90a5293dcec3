#include "api/address_counter.hpp"

namespace sojourn::api {

namespace {

bool is_loopback(const ip_address& one) {
  static const auto v4 = parse_ip_network("127.0.0.0/8").value();
  static const auto v6 = parse_ip_address("::1").value();
  return one == v6 || v4.contains(one);
}

} // namespace

void counted_address::give_back::operator()(address_counter* by) const { by->release(whose); }

std::optional<counted_address> address_counter::try_count(const ip_address& from) {
  if (is_loopback(from) || clients_.trusts(from))
    return counted_address{};
  auto whose = client_network(from);
  const std::lock_guard lock{mutex_};
  auto& open = open_[whose];
  if (open >= most_)
    return std::nullopt;
  ++open;
  return counted_address{*this, std::move(whose)};
}

void address_counter::release(const std::string& whose) {
  const std::lock_guard lock{mutex_};
  const auto found = open_.find(whose);
  if (--found->second == 0)
    open_.erase(found);
}

} // namespace sojourn::api
