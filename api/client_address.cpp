#include "api/client_address.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace sojourn::api {

namespace {

std::vector<ip_network> networks_in(const std::vector<std::string>& texts) {
  std::vector<ip_network> found;
  for (const auto& text : texts) {
    if (const auto network = parse_ip_network(text))
      found.push_back(*network);
  }
  return found;
}

/// The last of a list with commas, which is taken off it.
std::string_view split_last(std::string_view& list) {
  const auto comma = list.rfind(',');
  const auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  return trimmed(last, " \t");
}

} // namespace

client_addresses::client_addresses(const std::vector<std::string>& trusted, std::string header)
    : trusted_{networks_in(trusted)}, header_{std::move(header)} {}

result<void> client_addresses::check(const std::vector<std::string>& trusted) {
  for (const auto& text : trusted) {
    if (!parse_ip_network(text))
      return fail(error_code::invalid_settings,
                  "the trusted proxy \"" + text +
                      "\" is no IP address and no block of them, such as \"10.0.0.0/8\"");
  }
  return {};
}

bool client_addresses::trusts(const ip_address& peer) const {
  return std::any_of(trusted_.begin(), trusted_.end(),
                     [&](const ip_network& one) { return one.contains(peer); });
}

bool client_addresses::overlooks_proxy(const ip_address& peer,
                                       std::span<const header> headers) const {
  static const auto own_network = networks_in(
      {"127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"});
  return find_header(headers, header_) != nullptr && !trusts(peer) &&
         std::any_of(own_network.begin(), own_network.end(),
                     [&](const ip_network& one) { return one.contains(peer); });
}

std::string client_addresses::client_of(const ip_address& peer,
                                        std::span<const header> headers) const {
  auto client = peer;
  for (auto line = headers.rbegin(); line != headers.rend() && trusts(client); ++line) {
    if (!equal_ignoring_case(line->name, header_))
      continue;
    auto left = line->value;
    while (!left.empty() && trusts(client)) {
      const auto before = parse_forwarded_address(split_last(left));
      if (!before)
        return client_network(client);
      client = *before;
    }
  }
  return client_network(client);
}

} // namespace sojourn::api
