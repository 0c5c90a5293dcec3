// Addresses as browsers read them.
#include "messages/web_address.hpp"

#include "messages/tracking.hpp"

#include <gtest/gtest.h>

namespace sojourn::messages {
namespace {

std::string url_of(std::string_view written) {
  const auto address = read_web_address(written);
  return address ? address->url : "none";
}
std::string host_of(std::string_view written) {
  const auto address = read_web_address(written);
  return address ? address->host : "none";
}

TEST(web_addresses, hold_nothing_that_may_not_stand_in_a_header) {
  EXPECT_EQ(url_of("https://shop.example/?n=Ann\r\nSet-Cookie: session=x; Domain=shop.example"),
            "https://shop.example/?n=AnnSet-Cookie:%20session=x;%20Domain=shop.example");
  std::string all = "https://shop.example/";
  for (int byte = 0; byte < 256; ++byte)
    all += static_cast<char>(byte);
  for (const char c : url_of(all))
    EXPECT_TRUE(c > ' ' && c < '\x7f') << static_cast<int>(c);
}

TEST(web_addresses, are_written_as_a_browser_would_send_them) {
  EXPECT_EQ(url_of(" HTTPS:\\\\Shop.Example\\a b\t?q=\\ü#<x> "),
            "https://shop.example/a%20b?q=%5C%C3%BC#%3Cx%3E");
  EXPECT_EQ(url_of("https:shop.example"), "https://shop.example");
  EXPECT_EQ(url_of("http:///shop.example:8080"), "http://shop.example:8080");
  EXPECT_EQ(url_of("https://shop.example?a=1"), "https://shop.example/?a=1");
  EXPECT_EQ(url_of("https://[2001:db8::1]:8443/"), "https://[2001:db8::1]:8443/");
  EXPECT_EQ(url_of("https://shop.example/a%20b%zz?x[]=1&y='2'"),
            "https://shop.example/a%20b%zz?x[]=1&y='2'")
      << "what was encoded stays as it is";
  EXPECT_EQ(url_of("https://shop.vn/giày?màu=đỏ"),
            "https://shop.vn/gi%C3%A0y?m%C3%A0u=%C4%91%E1%BB%8F");
}

TEST(web_addresses, stay_the_same_when_they_are_read_again) {
  for (const auto* written : {"https://shop.example/a b\"c'd{e}|f^g`h%41?ü=ü#ü", "http://Ví-dụ.vn.",
                              "https://a:b c@shop.example/", "https://shop.example\\a?\\"})
    EXPECT_EQ(url_of(url_of(written)), url_of(written)) << written;
}

TEST(web_addresses, have_a_host_in_ascii) {
  EXPECT_EQ(host_of("https://Ví-Dụ.VN/"), "xn--v-d-rma6749a.vn");
  EXPECT_EQ(host_of("https://shop.example./"), "shop.example");
  EXPECT_EQ(host_of("https://%73hop.example/"), "shop.example");
  EXPECT_EQ(host_of("https://shop.example@evil.example/"), "evil.example");
  EXPECT_TRUE(read_web_address("https://shop.example@evil.example/")->has_user);
}

TEST(web_addresses, are_of_http_and_have_a_host) {
  for (const auto* none :
       {"", "shop.example", "//shop.example", "ftp://shop.example", "https:", "https://",
        "https:///?x", "mailto:an@shop.example", "/sale", "https://:80/", "https://sh op.example/",
        "https://shop.example:x/", "javascript:alert(1)"})
    EXPECT_EQ(url_of(none), "none") << none;
}

TEST(hosts, are_of_a_domain_that_they_are_or_are_below) {
  EXPECT_TRUE(is_host_of("shop.vn", {"shop.vn"}));
  EXPECT_TRUE(is_host_of("m.Shop.vn", {"other.vn", "SHOP.vn"}));
  EXPECT_TRUE(is_host_of("xn--v-d-rma6749a.vn", {"ví-dụ.vn"}));
  EXPECT_FALSE(is_host_of("myshop.vn", {"shop.vn"}));
  EXPECT_FALSE(is_host_of("shop.vn.evil.com", {"shop.vn"}));
  EXPECT_FALSE(is_host_of("vn", {"shop.vn"}));
  EXPECT_FALSE(is_host_of("shop.vn", {}));
}

TEST(links, lead_to_a_domain_and_what_is_below_it_and_nowhere_else) {
  const std::vector<std::string> domains{"shop.example"};
  for (const auto* url : {"https://shop.example", "http://www.shop.example/a?b#c",
                          "HTTPS://SHOP.EXAMPLE:8443/", "https://shop.example?x=@y"})
    EXPECT_TRUE(leads_to(url, domains)) << url;
  for (const auto* url :
       {"https://shop.example.evil.example", "https://evilshop.example", "ftp://shop.example",
        "https://shop.example@evil.example/", "https://evil.example/?shop.example",
        "https://evil.example\\@shop.example", "javascript:alert(1)", "//shop.example", ""})
    EXPECT_FALSE(leads_to(url, domains)) << url;
}

TEST(unsafe_schemes, are_found_in_whatever_case_and_with_whatever_stands_in_them) {
  EXPECT_EQ(unsafe_scheme("javascript:alert(1)"), "javascript");
  EXPECT_EQ(unsafe_scheme(" \x01JaVa\tScRi\r\npt\x02 :alert(1)"), "javascript");
  EXPECT_EQ(unsafe_scheme("VBSCRIPT:x"), "vbscript");
  EXPECT_EQ(unsafe_scheme("data:text/html,<script>"), "data");
  for (const auto* safe : {"", "javascript", "https://shop.example/javascript:x", "/javascript:x",
                           "mailto:an@shop.example", "database:x", "?data:x"})
    EXPECT_EQ(unsafe_scheme(safe), "") << safe;
}

} // namespace
} // namespace sojourn::messages
