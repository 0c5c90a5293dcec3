// Addresses of clients, and the networks that they are counted by.
#include "base/ip_address.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

std::string counted(std::string_view text) {
  const auto address = parse_forwarded_address(text);
  return address ? client_network(*address) : "none";
}

bool holds(std::string_view network, std::string_view address) {
  return parse_ip_network(network).value().contains(parse_ip_address(address).value());
}

TEST(client_networks, are_the_address_of_ipv4_and_the_64_of_ipv6) {
  EXPECT_EQ(counted("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(counted("::ffff:203.0.113.7"), "203.0.113.7") << "one host, written in both ways";
  EXPECT_EQ(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(counted("2001:db8:1:2:ffff::9"), "2001:db8:1:2::/64");
  EXPECT_EQ(counted("::1"), "::/64");
}

TEST(client_networks, are_read_with_the_port_that_proxies_write) {
  EXPECT_EQ(counted("203.0.113.7:51000"), "203.0.113.7");
  EXPECT_EQ(counted("[2001:db8::1]:51000"), "2001:db8::/64");
  EXPECT_EQ(counted("[2001:db8::1]"), "2001:db8::/64");
  for (const auto* none : {"", "unknown", "_hidden", "203.0.113", "203.0.113.7.8", "[2001:db8::1",
                           "fe80::1%eth0", "203.0.113.7, 10.0.0.1"})
    EXPECT_EQ(counted(none), "none") << none;
}

TEST(networks, hold_the_addresses_whose_first_bits_are_theirs) {
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_TRUE(holds("192.168.4.0/22", "192.168.7.255"));
  EXPECT_FALSE(holds("192.168.4.0/22", "192.168.8.0"));
  EXPECT_TRUE(holds("fd00::/8", "fdff::1"));
  EXPECT_TRUE(holds("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(holds("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(holds("0.0.0.0/0", "198.51.100.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
}

TEST(networks, are_refused_where_they_are_none) {
  for (const auto* none : {"", "proxy", "10.0.0.0/33", "fd00::/129", "10.0.0.0/", "10.0.0.0/8x",
                           "10.0.0.0/-1", "10.0.0.0:80"})
    EXPECT_FALSE(parse_ip_network(none)) << none;
}

} // namespace
} // namespace sojourn
