#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_task : public one_instance {
protected:
  void given(std::map<std::string, std::string> texts, campaign::task_step step = {}) {
    auto read = json::array();
    for (const auto& [language, text] : texts) {
      const auto parsed = text::message_template::parse(text).value();
      for (const auto& name : parsed.names())
        read.push_back({{"var", name}});
      step.texts.emplace(language, parsed);
    }
    step.reads = rule({{"cat", read}});
    if (step.lasts == calendar::duration{})
      step.lasts = lasting("P30D");
    step.next = "rest";
    campaign = campaign_of({{"call", std::move(step)}, {"rest", delay("P1D", "end")}});
  }
};

TEST_F(a_task, is_asked_for_with_its_text_and_the_instance_goes_on) {
  given({{"vi", "Gọi {{customer.name}}"}, {"en", "Call {{customer.name}}"}},
        {.due = lasting("P2D"), .lasts = lasting("P9D"), .done_by = {"greeted"}});
  known.record = {{"name", "An"}};
  now = at("2026-03-02T09:00:00Z");

  start();

  ASSERT_NE(wrote<task_made>(), nullptr);
  EXPECT_EQ(*wrote<task_made>(), (task_made{"call",
                                            1,
                                            {{"en", "Call An"}, {"vi", "Gọi An"}},
                                            {"greeted"},
                                            at("2026-03-04T09:00:00Z"),
                                            at("2026-03-11T09:00:00Z")}));
  EXPECT_EQ(wrote<facts_read>()->values, json({{"customer.name", "An"}}));
  EXPECT_EQ(state().step, "rest");
}

TEST_F(a_task, says_what_an_earlier_step_of_the_turn_wrote) {
  given({{"", "They gave {{customer.score}} points"}});
  campaign.steps.at("call").id = "call";
  campaign.steps.emplace(
      "note", campaign::step{.id = "note", .kind = update({{"score", rule(2)}}, "call")});
  campaign.start = "note";

  start();

  EXPECT_EQ(wrote<task_made>()->texts,
            (std::map<std::string, std::string>{{"", "They gave 2 points"}}));
}

TEST_F(a_task, is_cut_at_the_border_of_a_character) {
  given({{"", "{{customer.name}}"}});
  std::string name = "a";
  for (int i = 0; i < 1'500; ++i)
    name += "ữ"; // three bytes
  known.record = {{"name", name}};

  start();

  const auto& text = wrote<task_made>()->texts.at("");
  EXPECT_EQ(text.size(), 1 + 3 * 666u);
  EXPECT_TRUE(is_utf8(text));
}

TEST_F(a_task, whose_end_is_beyond_the_calendar_holds_the_instance) {
  given({{"", "Call"}}, {.lasts = lasting("P1000Y")});
  now = at("9500-01-01T00:00:00Z");

  start();

  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_EQ(state().code, "invalid_time");
  EXPECT_EQ(wrote<task_made>(), nullptr);
}

} // namespace
} // namespace sojourn::engine::testing
