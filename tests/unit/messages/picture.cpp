#include "messages/picture.hpp"

#include "signing/base64.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::messages {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string png(std::size_t size = 40) {
  std::string bytes = "\x89PNG\r\n\x1a\n";
  bytes.resize(size, 'x');
  return bytes;
}

std::string why(const std::string& type, const std::string& base64) {
  const auto made = make_picture("logo", type, base64);
  return made ? "" : made.error().message;
}

std::vector<std::string> names_in(std::string_view html) {
  std::vector<std::string> names;
  for (const auto& place : picture_places(html))
    names.emplace_back(place.name);
  return names;
}

TEST(picture, is_the_bytes_that_its_base_64_stands_for) {
  const auto made = make_picture("logo", "image/png", signing::base64_encode(png()));
  ASSERT_TRUE(made);
  EXPECT_EQ((*made)->bytes, png());
  EXPECT_EQ((*made)->content_type, "image/png");
  EXPECT_EQ((*made)->sha256.size(), 64u);
}

TEST(picture, that_is_no_picture_of_its_type_is_refused) {
  EXPECT_THAT(why("image/png", "no base 64"), HasSubstr("not base 64"));
  EXPECT_EQ(why("image/jpeg", signing::base64_encode(png())), "the bytes are no image/jpeg");
  EXPECT_EQ(why("image/png", signing::base64_encode("<svg/>")), "the bytes are no image/png");
  EXPECT_EQ(why("image/svg+xml", signing::base64_encode("<svg/>")),
            "the bytes are no image/svg+xml");
  EXPECT_THAT(why("image/png", signing::base64_encode(png(most_picture_bytes + 1))),
              HasSubstr("98305 bytes"));
  EXPECT_EQ(why("image/png", signing::base64_encode(png(most_picture_bytes))), "");
}

TEST(pictures, are_found_wherever_html_can_show_one) {
  EXPECT_THAT(names_in("<img src=\"cid:a\"><img src='cid:b-1.x'><img src=cid:c>"
                       "<td style=\"background:url(cid:d)\"><td background=\"cid:e\">"),
              ElementsAre("a", "b-1.x", "c", "d", "e"));
  EXPECT_THAT(names_in("<img src=\"cid:{{vars.which}}\">"), ElementsAre("{{vars.which}}"));
  EXPECT_THAT(names_in("acid:rain \"cid:\" text"), ElementsAre());
}

TEST(pictures, stand_in_the_html_itself_where_it_is_no_mail) {
  const auto logo = make_picture("logo", "image/gif", signing::base64_encode("GIF89a")).value();
  EXPECT_EQ(with_pictures_inside("<img src=\"cid:logo\"> <img src=\"cid:other\">", {logo}),
            "<img src=\"data:image/gif;base64,R0lGODlh\"> <img src=\"cid:other\">");
}

} // namespace
} // namespace sojourn::messages
