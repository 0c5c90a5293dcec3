// What a certificate says of itself.
#include "signing/certificate.hpp"

#include <gtest/gtest.h>

namespace sojourn::signing {
namespace {

constexpr auto shop_certificate = R"(-----BEGIN CERTIFICATE-----
MIIBFTCBvAIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxzaG9wLmV4YW1wbGUw
HhcNMjYwMTAxMDAwMDAwWhcNMzAwMTAyMDMwNDA1WjAXMRUwEwYDVQQDDAxzaG9w
LmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS9EpugjDxbeVpDB+Z6
Lrs1HBQAP/fnb5HczXNgEUMyquR34pP2MjQoo6zTl7KAVOU6kGMEgvm9/RzlLGd8
YHwQMAoGCCqGSM49BAMCA0gAMEUCIQCsFYEQbugyF4ZgDXkzQ1xEk1jQVQ99Be0M
uHHx/tpHhwIgMkA/q252ZI6ll2wWGE5I9i7PsbJigwpBct3MQgdrTVk=
-----END CERTIFICATE-----
)";

TEST(certificates, tell_for_whom_and_until_when_they_are) {
  const auto read = read_certificate(shop_certificate);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->subject, "CN = shop.example");
  EXPECT_EQ(read->ends, parse_instant("2030-01-02T03:04:05Z").value());
  EXPECT_EQ(read->begins, parse_instant("2026-01-01T00:00:00Z").value());
}

TEST(certificates, are_the_first_of_a_chain) {
  const auto chain = std::string{shop_certificate} + "-----BEGIN CERTIFICATE-----\nnoise\n";
  EXPECT_TRUE(read_certificate(chain));
}

TEST(certificates, that_are_none_are_refused) {
  for (const auto* text :
       {"", "noise", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    EXPECT_EQ(read_certificate(text).error().code, error_code::invalid_settings) << text;
}

} // namespace
} // namespace sojourn::signing
