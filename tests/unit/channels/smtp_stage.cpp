#include "channels/email/smtp_stage.hpp"

#include "channels/channel.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace sojourn::channels {
namespace {

TEST(smtp_refusal, is_about_the_mail_where_the_server_can_take_others) {
  EXPECT_TRUE(is_about_the_mail("RCPT", false, 450, "450 4.2.0 greylisted"));
  EXPECT_TRUE(is_about_the_mail("RCPT", false, 451, "451 4.3.0 lookup failed"));
  EXPECT_TRUE(is_about_the_mail("RCPT", false, 452, "452 4.2.2 mailbox full"));
  EXPECT_TRUE(is_about_the_mail("DATA", true, 451, "451 4.7.1 greylisted"));
}

TEST(smtp_refusal, is_about_the_server_where_it_can_take_no_other_either) {
  EXPECT_FALSE(is_about_the_mail("MAIL", false, 451, "451 try later"));
  EXPECT_FALSE(is_about_the_mail("EHLO", false, 450, "450 no"));
  EXPECT_FALSE(is_about_the_mail("RCPT", false, 421, "421 closing")) << "it closes";
  EXPECT_FALSE(is_about_the_mail("DATA", true, 452, "452 no storage"));
  EXPECT_FALSE(is_about_the_mail("DATA", true, 451, "451 4.3.2 not accepting messages"));
}

TEST(server_health, follows_from_the_kind_unless_the_outcome_says_it) {
  const auto told = [](outcome kind, server_health says = server_health::by_kind) {
    attempt_result one;
    one.how = kind;
    one.server = says;
    return health_told_by(one);
  };
  EXPECT_EQ(told(outcome::accepted), server_health::works);
  EXPECT_EQ(told(outcome::rejected), server_health::works);
  EXPECT_EQ(told(outcome::unreachable), server_health::works);
  EXPECT_EQ(told(outcome::transient), server_health::fails);
  EXPECT_EQ(told(outcome::unknown), server_health::fails);
  EXPECT_EQ(told(outcome::transient, server_health::works), server_health::works);
  attempt_result closed;
  closed.how = outcome::transient;
  closed.closed_until = instant{};
  EXPECT_EQ(health_told_by(closed), server_health::untold) << "it is closed by itself";
}

} // namespace
} // namespace sojourn::channels
