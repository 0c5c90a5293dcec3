#include "text/nfc.hpp"

#include <gtest/gtest.h>

namespace sojourn::text {
namespace {

TEST(nfc, accents_that_were_typed_apart_are_composed) {
  const std::string apart = "Nguye\u0302\u0303n"; // e, circumflex, tilde
  const std::string together = "Nguyễn";

  EXPECT_EQ(to_nfc(apart), together);
  EXPECT_EQ(nfc_length(apart), 6u);
  EXPECT_EQ(nfc_length(together), 6u);
  EXPECT_EQ(nfc_length("plain"), 5u);
  EXPECT_EQ(nfc_length("🎁"), 1u);
}

TEST(nfc, what_is_composed_or_has_no_composition_stays) {
  for (const auto* text : {"", "plain", "Đặt hàng ngay", "日本", "🎁", "x\u0323\u0301"})
    EXPECT_EQ(to_nfc(text), text);
}

TEST(nfc, bytes_that_are_no_text_become_replacement_characters) {
  EXPECT_EQ(to_nfc("a\xff"
                   "é"),
            "a\uFFFDé");
}

} // namespace
} // namespace sojourn::text
