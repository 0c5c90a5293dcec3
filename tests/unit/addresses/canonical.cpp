#include "addresses/canonical.hpp"

#include <gtest/gtest.h>

namespace sojourn::addresses {
namespace {

TEST(canonical_address, is_that_of_its_channels_form) {
  EXPECT_EQ(canonical_address({.kind = address_kind::email}, "An@Shop.Example"), "an@shop.example");
  EXPECT_EQ(canonical_address({.kind = address_kind::phone}, "0901 234 567"), "+84901234567");
  EXPECT_EQ(canonical_address({.kind = address_kind::phone, .country_code = "44"}, "020 79460958"),
            "+442079460958");
  EXPECT_EQ(canonical_address({.kind = address_kind::identifier}, " 2512Ab \u00a0"), "2512Ab");
  EXPECT_EQ(canonical_address({.kind = address_kind::identifier}, "An@Shop.Example"),
            "an@shop.example");
}

TEST(canonical_address, is_none_of_what_is_no_address) {
  EXPECT_EQ(canonical_address({.kind = address_kind::none}, "an@shop.example"), std::nullopt);
  EXPECT_EQ(canonical_address({.kind = address_kind::email}, "0901234567"), std::nullopt);
  EXPECT_EQ(canonical_address({.kind = address_kind::phone}, "an@shop.example"), std::nullopt);
  EXPECT_EQ(canonical_address({.kind = address_kind::identifier}, " "), std::nullopt);
  EXPECT_EQ(canonical_address({.kind = address_kind::identifier}, "a\nb"), std::nullopt);
  EXPECT_EQ(canonical_address({.kind = address_kind::identifier}, std::string(257, 'x')),
            std::nullopt);
}

} // namespace
} // namespace sojourn::addresses
