#include "channels/email/refusal.hpp"

#include <gtest/gtest.h>
#include <string>
#include <tuple>

namespace sojourn::channels {
namespace {

using cases = std::tuple<std::string, std::string>;

TEST(fault, is_of_the_address_where_the_server_says_that_nobody_is_there) {
  for (const auto& [status, diagnostic] :
       {cases{"5.1.1", ""},
        cases{"5.1.1", "550 5.1.1 <an@example.com>: Recipient address rejected: User unknown"},
        cases{"5.1.2", ""}, cases{"5.1.10", ""}, // the domain takes no mail (RFC 7505)
        cases{"5.2.1", "550 5.2.1 The email account that you tried to reach is disabled."},
        cases{"5.0.0", "550 no such user"}, cases{"5.0.0", "smtp 550-No Such User Here"},
        cases{"5.3.0", "550 5.1.1 user unknown"}, // more precise than the report
        cases{"5.0.0", "550 Unrouteable address"},
        cases{"5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable"},
        cases{"5.0.0", "554 delivery error: This user doesn't have a yahoo.com account"},
        cases{"5.4.4", "Host or domain name not found. Name service error: Host not found"},
        cases{"5.1.1", "550 5.1.1 <policy@blocked.example>: user unknown"},
        cases{"", "550 5.1.1 The email account does not exist. https://support.example/?policy"}})
    EXPECT_EQ(fault_of(status, diagnostic), mail_fault::address_dead)
        << status << " " << diagnostic;
}

TEST(fault, is_not_of_the_address_where_the_server_has_another_reason) {
  for (const auto& [status, diagnostic] :
       {cases{"", ""}, cases{"5.0.0", ""}, cases{"5.0.0", "550 blocked using zen.spamhaus.org"},
        cases{"5.0.0", "550 Your IP is listed in an RBL"}, cases{"5.0.0", "retry timeout exceeded"},
        cases{"5.0.0", "all hosts for 'example.com' have been failing for a long time (and retry "
                       "time not reached)"},
        cases{"5.0.0", "550 rejected"}, cases{"5.0.0", "554 rejected as spam"},
        cases{"5.0.0", "550 5.7.26 not signed"},
        cases{"5.1.1", "550 5.1.1 blocked by the block list"},
        cases{"5.1.1", "450 4.1.1 user unknown for now"},
        cases{"5.1.0", "550 5.1.0 sender rejected, user unknown"},
        cases{"5.1.8", ""}, // the sender's address
        cases{"5.2.1", "550 5.2.1 receiving mail at a rate that prevents more"},
        cases{"5.2.2", "552 5.2.2 mailbox full"}, cases{"5.7.1", "550 5.7.1 blocked"},
        cases{"5.4.1", ""}, cases{"4.1.1", ""}, cases{"4.4.7", "user unknown"}})
    EXPECT_EQ(fault_of(status, diagnostic), mail_fault::none) << status << " " << diagnostic;
}

TEST(fault, of_the_way_an_address_is_written_leaves_the_address_alone) {
  for (const auto& [status, diagnostic] :
       {cases{"", "501 5.1.3 Bad recipient address syntax"}, cases{"5.1.3", ""}, cases{"5.1.4", ""},
        cases{"", "553 5.6.7 SMTPUTF8 is required"}})
    EXPECT_EQ(fault_of(status, diagnostic), mail_fault::address_unusable)
        << status << " " << diagnostic;
}

} // namespace
} // namespace sojourn::channels
