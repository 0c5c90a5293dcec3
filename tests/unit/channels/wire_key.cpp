#include "channels/wire_key.hpp"

#include <gtest/gtest.h>
#include <set>

namespace sojourn::channels {
namespace {

std::string wire_key_of(const std::string& step) { return wire_key({instance_id{7}, step, 2}); }

TEST(wire_key, ordinary_steps_keep_their_text) {
  for (const std::string step : {"remind", "used?", "v1.2", "a-b_c"})
    EXPECT_EQ(wire_key_of(step), to_text(effect_key{instance_id{7}, step, 2}));
}

TEST(wire_key, what_a_header_or_a_message_id_cannot_hold_is_encoded) {
  EXPECT_TRUE(wire_key_of("nhắc\r\nlại").ends_with(".nh%E1%BA%AFc%0D%0Al%E1%BA%A1i.2"));
  EXPECT_TRUE(wire_key_of("a b@<c>").ends_with(".a%20b%40%3Cc%3E.2"));
  EXPECT_TRUE(wire_key_of(".a..b.").ends_with(".%2Ea%2E%2Eb%2E.2"));
}

TEST(wire_key, different_steps_stay_different) {
  const std::set<std::string> keys{wire_key_of("a b"), wire_key_of("a%20b"), wire_key_of("a.b"),
                                   wire_key_of("a..b"), wire_key_of("a%2E%2Eb")};
  EXPECT_EQ(keys.size(), 5u);
}

} // namespace
} // namespace sojourn::channels
