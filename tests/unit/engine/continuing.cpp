// What operators do beside retrying and skipping: going on from another step, changing variables.
#include "tests/unit/engine/harness.hpp"

#include <gmock/gmock.h>

namespace sojourn::engine::testing {
namespace {

using ::testing::ElementsAre;

class an_operator_who_changes_an_instance : public one_instance {
protected:
  an_operator_who_changes_an_instance() {
    campaign = campaign_of({{"tell", send("rest")},
                            {"rest", delay("P1D", "end")},
                            {"which", branch({{var("vars.answer"), "yes"}}, "no")},
                            {"yes", stop("yes")},
                            {"no", stop("no")}});
  }
  void go_on_from(const std::string& step) {
    give(commanded{
        .kind = command_kind::continue_from, .who = "anna", .why = "asked", .step = step});
  }
  void edit(const json& vars) {
    give(commanded{.kind = command_kind::edit, .who = "anna", .why = "called", .vars = vars});
  }
  error refused_edit(const json& vars) {
    return refused(commanded{.kind = command_kind::edit, .who = "anna", .vars = vars});
  }
};

TEST_F(an_operator_who_changes_an_instance,
       lets_a_waiting_instance_go_on_from_another_step_and_takes_its_message_back) {
  start();

  go_on_from("which");

  expect_ended(instance_status::completed, "no");
  ASSERT_NE(wrote<transition_taken>(), nullptr);
  EXPECT_NE(wrote<effect_revoked>(), nullptr);
}

TEST_F(an_operator_who_changes_an_instance, lets_a_held_instance_go_on_from_another_step) {
  start();
  settle(outcome::rejected);
  ASSERT_EQ(state().status, instance_status::held);

  go_on_from("rest");

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, now + hours{24}) << "it settled now";
  EXPECT_EQ(state().code, "");
}

TEST_F(an_operator_who_changes_an_instance, can_end_an_instance_as_completed) {
  start();
  go_on_from("end");
  expect_ended(instance_status::completed, "");
}

TEST_F(an_operator_who_changes_an_instance,
       cannot_go_on_where_there_is_no_step_or_while_it_is_paused) {
  start();
  const auto nowhere =
      refused(commanded{.kind = command_kind::continue_from, .who = "anna", .step = "nowhere"});
  EXPECT_EQ(nowhere.code, error_code::wrong_state);
  EXPECT_NE(nowhere.message.find("nowhere"), std::string::npos);
  command(command_kind::pause);
  EXPECT_EQ(
      refused(commanded{.kind = command_kind::continue_from, .who = "anna", .step = "rest"}).code,
      error_code::wrong_state);
}

TEST_F(an_operator_who_changes_an_instance, changes_variables_which_the_next_step_sees) {
  start();
  edit({{"answer", true}, {"note", {{"by", "anna"}}}});
  edit({{"note", {{"at", 9}}}});
  EXPECT_EQ(state().vars, json({{"answer", true}, {"note", {{"by", "anna"}, {"at", 9}}}}));
  expect_at("tell", instance_status::waiting, waiting_for::effect_result);

  go_on_from("which");

  expect_ended(instance_status::completed, "yes");
}

TEST_F(an_operator_who_changes_an_instance, removes_a_variable_with_null) {
  start();
  edit({{"answer", true}});
  edit({{"answer", nullptr}});
  EXPECT_EQ(state().vars, json::object());
}

TEST_F(an_operator_who_changes_an_instance, cannot_give_a_variable_a_name_that_none_has) {
  start();
  for (const auto* name : {"", "Answer", "a b", "1st", "a.b"})
    EXPECT_EQ(refused_edit({{name, 1}}).code, error_code::wrong_state) << name;
  EXPECT_EQ(refused_edit(json::object()).code, error_code::wrong_state);
}

TEST_F(an_operator_who_changes_an_instance, cannot_make_variables_larger_than_they_may_be) {
  start();
  EXPECT_NE(refused_edit({{"note", std::string(max_edited_bytes, 'x')}}).message.find("bytes"),
            std::string::npos);
}

TEST_F(an_operator_who_changes_an_instance, cannot_change_what_holds_a_voucher) {
  campaign =
      campaign_of({{"offer", voucher("gold", "gift", "rest")}, {"rest", delay("P1D", "end")}});
  start();
  auto given = settled(outcome::accepted);
  given.response = {{"code", "G-1"}};
  settle(given);

  EXPECT_NE(refused_edit({{"gift", {{"code", "G-2"}}}}).message.find("voucher"), std::string::npos);
  edit({{"note", 1}});
  EXPECT_EQ(state().vars.at("gift").at("code"), "G-1");
}

TEST_F(an_operator_who_changes_an_instance, can_do_nothing_with_one_that_has_ended) {
  start();
  command(command_kind::cancel);
  EXPECT_EQ(refused_edit({{"note", 1}}).code, error_code::wrong_state);
  EXPECT_EQ(
      refused(commanded{.kind = command_kind::continue_from, .who = "anna", .step = "rest"}).code,
      error_code::wrong_state);
}

} // namespace
} // namespace sojourn::engine::testing
