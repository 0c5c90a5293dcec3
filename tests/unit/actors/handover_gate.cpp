// Who comes first: a turn that takes an effect back, or the dispatcher that hands it over.
#include "actors/dispatch/admission_request.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

TEST(admission_request, what_is_in_the_mailbox_cannot_be_taken_back) {
  const engine::attempt_id attempt{instance_id{1}, "tell", 1, 1};
  storage::send_request request;
  request.key = attempt.effect();
  const admission_request to_mailbox{.what = request, .rules = nullptr, .mail = storage::mail{}};
  const admission_request elsewhere{.what = request, .rules = nullptr, .mail = {}};
  storage::admission_result yes;
  yes.admission.what = messages::admission::kind::send;
  storage::admission_result no;
  no.admission.what = messages::admission::kind::skip;
  const auto is_taken_back = [&](const admission_request& asked, const auto& decided) {
    handover_gate gate;
    claim_mail(gate, asked, decided);
    return gate.revoke(attempt);
  };

  EXPECT_FALSE(is_taken_back(to_mailbox, yes));
  EXPECT_TRUE(is_taken_back(to_mailbox, no));
  EXPECT_TRUE(is_taken_back(elsewhere, yes));
}

TEST(handover_gate, who_comes_first_wins) {
  handover_gate gate;
  const auto attempt = [](std::uint64_t instance, std::uint32_t number = 1) {
    return engine::attempt_id{instance_id{instance}, "tell", 1, number};
  };
  gate.revoke(attempt(1));
  EXPECT_FALSE(gate.claim(attempt(1)));
  EXPECT_TRUE(gate.claim(attempt(2)));
  gate.revoke(attempt(2));
  EXPECT_FALSE(gate.release(attempt(2)));
  gate.revoke(attempt(3));
  EXPECT_TRUE(gate.claim(attempt(3, 2))); // another attempt
}

TEST(handover_gate, what_has_settled_takes_no_claim_from_what_came_after_it) {
  handover_gate gate;
  const engine::attempt_id earlier{instance_id{1}, "tell", 1, 1};
  const engine::attempt_id later{instance_id{1}, "remind", 1, 1};
  EXPECT_TRUE(gate.claim(earlier));
  EXPECT_TRUE(gate.claim(later));
  gate.settled(earlier);
  EXPECT_FALSE(gate.revoke(later)) << "it has left";
  gate.settled(later);
  EXPECT_TRUE(gate.revoke(later)) << "nobody has it";
}

} // namespace
} // namespace sojourn::actors
