#include "messages/picture_size.hpp"

#include <gtest/gtest.h>

namespace sojourn::messages {
namespace {

using namespace std::string_literals;

const auto shop_icon = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\xc0\0\0\0\xc0\x08\x06\0\0\0"s;

} // namespace

TEST(the_size_of_a_picture, is_read_from_the_beginning_of_its_file) {
  EXPECT_EQ(size_of_picture(shop_icon), (picture_size{192, 192}));
  EXPECT_EQ(size_of_picture("GIF89a\x68\x01\xf0\0"s), (picture_size{360, 240}));
  EXPECT_EQ(size_of_picture("\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x11\x08\0\xf0\x01\x68\x03\x01"s),
            (picture_size{360, 240}));
  EXPECT_EQ(size_of_picture("RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x67\x01\0\xef\0\0"s),
            (picture_size{360, 240}));
  EXPECT_EQ(size_of_picture("RIFF\x1a\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x68\x01\xf0\0"s),
            (picture_size{360, 240}));
}

TEST(the_size_of_a_picture, is_not_known_of_what_is_none_or_cut_off) {
  for (const auto& bytes : {""s, "hello"s, shop_icon.substr(0, 20), "\xff\xd8\xff"s,
                            "RIFF1234WEBPVP8X"s, "\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\xff\xe0\0\0"s})
    EXPECT_EQ(size_of_picture(bytes), std::nullopt);
}

TEST(a_picture_in_place, is_base_64_of_one_of_the_four_types) {
  EXPECT_EQ(picture_in_place("data:image/png;base64,aGVsbG8="), "hello");
  EXPECT_EQ(picture_in_place("data:image/svg+xml;base64,aGVsbG8="), std::nullopt);
  EXPECT_EQ(picture_in_place("data:image/png;base64,hello!"), std::nullopt);
  EXPECT_EQ(picture_in_place("https://shop.example/icon.png"), std::nullopt);
}

} // namespace sojourn::messages
