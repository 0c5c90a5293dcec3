#include "base/uri_reference.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

// Examples of RFC 3986, sections 1.1.2 and 5.4, and of CloudEvents 1.0, "source".
TEST(uri_reference, is_what_rfc_3986_gives_as_one) {
  for (const auto* text : {"ftp://ftp.is.co.za/rfc/rfc1808.txt",
                           "ldap://[2001:db8::7]/c=GB?objectClass?one",
                           "mailto:John.Doe@example.com",
                           "news:comp.infosystems.www.servers.unix",
                           "tel:+1-816-555-1212",
                           "telnet://192.0.2.16:80/",
                           "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
                           "g;x=1/./y",
                           "?y",
                           "g?y#s",
                           "//g",
                           "/",
                           "./g:h",
                           "",
                           "/cloudevents/spec/pull/123",
                           "https://github.com/cloudevents/spec/pull",
                           "1-555-123-4567",
                           "/shop%20one",
                           "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
                           "//u:p@[::1]:8080/a"})
    EXPECT_TRUE(is_uri_reference(text)) << text;
}

TEST(uri_reference, is_not_what_it_forbids) {
  for (const auto* text :
       {"my shop", "/shop\n", "/a%2", "/a%zz", "/caf\xc3\xa9", "a<b", "\"shop\"", "1a:b", ":b",
        "/[x]", "http://[::1/", "http://h:80x/", "/a#b#c", "^", "{a}", "a\\b", "//a@b@c/"})
    EXPECT_FALSE(is_uri_reference(text)) << text;
}

} // namespace
} // namespace sojourn
