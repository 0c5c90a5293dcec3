#include "content/links.hpp"

#include <gmock/gmock.h>

namespace sojourn::content {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(links, are_found_as_browsers_read_them) {
  EXPECT_THAT(linked_hosts("See https://Shop.vn/a?x=1, or http://m.shop.vn:8080/b."),
              ElementsAre("shop.vn", "m.shop.vn"));
  EXPECT_THAT(linked_hosts(R"(<a href="https://shop.vn@evil.com/x">)"), ElementsAre("evil.com"));
  EXPECT_THAT(linked_hosts(R"(<a href='//evil.com'> <a href="\\evil.net">)"),
              ElementsAre("evil.com", "evil.net"));
  EXPECT_THAT(linked_hosts(R"(HTTPS:\\evil.com http:/evil.net https:evil.org)"),
              ElementsAre("evil.com", "evil.net", "evil.org"));
  EXPECT_THAT(linked_hosts("www.shop.vn and shop.vn"), ElementsAre("www.shop.vn"));
  EXPECT_THAT(linked_hosts("https://www.shop.vn/www.other.com"), ElementsAre("www.shop.vn"));
  EXPECT_THAT(linked_hosts("a/b 10:30 xhttp://no mail@www.shop.vn"), IsEmpty());
  EXPECT_THAT(linked_hosts("Read it at https://shop.vn."), ElementsAre("shop.vn"));
}

TEST(links, keep_a_host_that_is_filled_in_later) {
  EXPECT_THAT(linked_hosts("https://{{customer.shop}}.shop.vn/x"),
              ElementsAre("{{customer.shop}}.shop.vn"));
  EXPECT_THAT(linked_hosts("https://shop.vn/{{customer.id}}"), ElementsAre("shop.vn"));
}

} // namespace sojourn::content
