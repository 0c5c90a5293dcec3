// The stored values of purposes and receipts, and their words.
#include "messages/purpose.hpp"
#include "messages/receipt.hpp"

#include <gtest/gtest.h>

namespace sojourn::messages {

TEST(message_words, every_purpose_is_read_back_from_its_text) {
  for (const auto each : all_purposes)
    EXPECT_EQ(parse_purpose(to_text(each)), each);
  EXPECT_EQ(parse_purpose("marketing"), std::nullopt);
}

TEST(message_words, every_receipt_is_read_back_from_its_text) {
  for (std::size_t i = 0; i < receipt_kinds; ++i) {
    const auto each = static_cast<receipt_kind>(i);
    EXPECT_EQ(parse_receipt_kind(to_text(each)), each);
  }
  EXPECT_EQ(parse_receipt_kind("seen"), std::nullopt);
}

} // namespace sojourn::messages
