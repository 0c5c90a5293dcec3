#include "base/topic.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

TEST(topics, every_kind_is_read_from_the_text_that_it_is_written_as) {
  for (std::size_t i = 0; i < topic_count; ++i) {
    const auto what = static_cast<topic>(i);
    EXPECT_EQ(parse_topic(topic_text(what, "tier-upgrade")), what) << topic_text(what, "x");
  }
  EXPECT_EQ(topic_text(topic::campaign, "tier-upgrade"), "campaign:tier-upgrade");
  EXPECT_EQ(topic_text(topic::jobs, "tier-upgrade"), "jobs");
}

TEST(topics, a_kind_that_is_said_of_one_thing_needs_its_id_and_the_others_take_none) {
  for (const auto* text : {"", "campaign", "campaign:", "jobs:", "jobs:7", "Jobs", "everything"})
    EXPECT_EQ(parse_topic(text), std::nullopt) << text;
}

} // namespace
} // namespace sojourn
