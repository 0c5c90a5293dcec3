#include "config/warnings.hpp"

#include <gmock/gmock.h>

namespace sojourn::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(warnings, there_are_none_about_the_defaults) {
  EXPECT_THAT(warnings_about(settings{}), IsEmpty());
}

TEST(warnings, an_http_base_url_of_links_keeps_mails_from_one_click_unsubscription) {
  settings values;
  for (const auto* url : {"http://go.shop.example", "HTTP://go.shop.example"}) {
    values.tracking.base_url = url;
    EXPECT_THAT(warnings_about(values), ElementsAre(StartsWith("tracking.base_url"))) << url;
  }
  values.tracking.base_url = "https://go.shop.example";
  EXPECT_THAT(warnings_about(values), IsEmpty());
}

} // namespace
} // namespace sojourn::config
