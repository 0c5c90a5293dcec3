#include "channels/http/address_guard.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>
#include <sys/un.h>

namespace sojourn::channels {
namespace {

address_kind kind_of(const std::string& text) {
  sockaddr_storage storage{};
  if (text.find(':') == std::string::npos) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    v4->sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &v4->sin_addr), 1) << text;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    v6->sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr), 1) << text;
  }
  return classify_address(reinterpret_cast<const sockaddr&>(storage));
}

TEST(address_guard, hosts_of_the_internet_are_global) {
  for (const auto* text :
       {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
        "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700::1111",
        "2a00:1450:4001:80b::200e", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"})
    EXPECT_EQ(kind_of(text), address_kind::global) << text;
}

TEST(address_guard, the_own_network_is_internal) {
  for (const auto* text :
       {"127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "100.64.0.1", "198.18.0.1", "::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"})
    EXPECT_EQ(kind_of(text), address_kind::internal) << text;
}

TEST(address_guard, link_local_metadata_and_the_unroutable_are_forbidden) {
  for (const auto* text : {"0.0.0.0",
                           "0.1.2.3",
                           "169.254.169.254",
                           "169.254.0.1",
                           "100.100.100.200",
                           "168.63.129.16",
                           "::ffff:168.63.129.16",
                           "fd20:ce::254",
                           "fd00:42::42",
                           "fd00:ec2::253",
                           "192.0.0.192",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "203.0.113.7",
                           "::",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "fd00:ec2::254",
                           "::ffff:169.254.169.254",
                           "2002:a9fe:a9fe::",
                           "64:ff9b::a9fe:a9fe",
                           "2001:db8::1",
                           "2001::1"})
    EXPECT_EQ(kind_of(text), address_kind::forbidden) << text;
}

TEST(address_guard, other_families_are_forbidden) {
  sockaddr_un path{};
  path.sun_family = AF_UNIX;
  EXPECT_EQ(classify_address(reinterpret_cast<const sockaddr&>(path)), address_kind::forbidden);
}

} // namespace
} // namespace sojourn::channels
