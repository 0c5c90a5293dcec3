// How the router keeps its place in the inbox.
#include "actors/routing/inbox_window.hpp"

#include "actors/routing/held_campaigns.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

TEST(inbox_window, has_room_for_as_many_as_it_may_hold) {
  inbox_window inbox{2};
  EXPECT_TRUE(inbox.add(1));
  EXPECT_FALSE(inbox.add(1)) << "it is on its way";
  EXPECT_TRUE(inbox.is_half_empty());
  EXPECT_TRUE(inbox.add(2));
  EXPECT_FALSE(inbox.has_room());
  EXPECT_FALSE(inbox.is_half_empty());
  inbox.remove(1);
  EXPECT_EQ(inbox.room(), 1u);
}

TEST(inbox_window, goes_back_to_what_must_come_again) {
  inbox_window inbox{8};
  inbox.sent(5);
  inbox.sent(3);
  EXPECT_EQ(inbox.sent_up_to(), 5);
  EXPECT_FALSE(inbox.is_behind());
  inbox.go_back_to(4);
  EXPECT_EQ(inbox.sent_up_to(), 3);
  EXPECT_TRUE(inbox.is_behind());
  inbox.go_back_to(5);
  EXPECT_EQ(inbox.sent_up_to(), 3) << "it never goes on by that";
}

TEST(inbox_window, goes_back_to_the_first_of_those_that_had_no_room_in_their_line) {
  inbox_window inbox{8};
  for (const auto number : {1, 2, 3}) {
    inbox.add(number);
    inbox.sent(number);
  }
  inbox.leave(3);
  inbox.leave(2);
  EXPECT_FALSE(inbox.contains(2));
  EXPECT_EQ(inbox.sent_up_to(), 3);
  inbox.go_back_to_left();
  EXPECT_EQ(inbox.sent_up_to(), 1);
  inbox.sent(3);
  inbox.go_back_to_left();
  EXPECT_EQ(inbox.sent_up_to(), 3) << "nothing is left any more";
}

TEST(inbox_window, gives_what_is_to_be_done_at_the_end_of_a_flight) {
  inbox_window inbox{8};
  inbox.add(1, {.held = "c"});
  inbox.find(1)->line = "c\n42";
  const auto ends = inbox.remove(1);
  EXPECT_EQ(ends->held, "c");
  EXPECT_EQ(ends->line, "c\n42");
  EXPECT_FALSE(inbox.remove(1));
  EXPECT_EQ(inbox.find(1), nullptr);
}

TEST(held_campaigns, are_read_from_the_first_start_once_more_was_written) {
  held_campaigns held;
  held.note("c");
  held.find("c")->read_up_to = 7;
  held.begin_writing("c");
  EXPECT_TRUE(held.is_being_written("c"));
  EXPECT_EQ(held.find("c")->read_up_to, 7);
  held.end_writing("c");
  EXPECT_FALSE(held.is_being_written("c"));
  EXPECT_EQ(held.find("c")->read_up_to, 0);
}

TEST(held_campaigns, are_those_that_were_noted) {
  held_campaigns held;
  EXPECT_FALSE(held.contains("c"));
  EXPECT_FALSE(held.is_being_written("c"));
  EXPECT_EQ(held.find("c"), nullptr);
  held.note("c");
  EXPECT_TRUE(held.contains("c"));
  held.erase(held.begin());
  EXPECT_FALSE(held.contains("c"));
}

} // namespace
} // namespace sojourn::actors
