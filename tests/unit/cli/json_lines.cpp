#include "cli/json_lines.hpp"

#include "cli_fixture.hpp"

namespace sojourn::cli {
namespace {

class json_lines : public command_line {
protected:
  /// The answers to `lines`, a line each.
  std::string tried(std::vector<std::string> arguments, const std::string& lines) {
    in.str(lines);
    EXPECT_EQ(run(arguments), exit_code::ok);
    EXPECT_EQ(err.str(), "");
    return out.str();
  }
};

TEST_F(json_lines, each_rule_is_answered_on_its_line_in_order) {
  EXPECT_EQ(tried({"rule"}, R"({"rule":{"+":[1,2]},"data":null})"
                            "\n"
                            R"({"rule":{"var":"tier"},"data":{"tier":"gold"}})"
                            "\n"),
            "{\"result\":3}\n{\"result\":\"gold\"}\n");
}

TEST_F(json_lines, a_bad_line_is_answered_with_its_error_and_the_next_one_goes_on) {
  const auto answers = tried({"rule"}, "nonsense\n"
                                       "\n"
                                       "[1]\n"
                                       "{\"data\":{}}\n"
                                       "{\"rule\":{\"nope\":[]}}\n"
                                       "{\"rule\":true}");
  std::istringstream lines{answers};
  std::vector<json> each;
  for (std::string line; std::getline(lines, line);)
    each.push_back(json::parse(line));
  ASSERT_EQ(each.size(), 6u);
  EXPECT_EQ(each[0], json({{"error", "not JSON: line 1, column 2: invalid literal"}}));
  EXPECT_TRUE(each[1].contains("error"));
  EXPECT_EQ(each[2], json({{"error", "the line must be a JSON object"}}));
  EXPECT_EQ(each[3], json({{"error", "the line has no \"rule\""}}));
  EXPECT_NE(each[4].at("error").get<std::string>().find("nope"), std::string::npos);
  EXPECT_EQ(each[5], json({{"result", true}}));
}

TEST_F(json_lines, a_rule_may_be_a_falsy_literal) {
  EXPECT_EQ(tried({"rule"}, "{\"rule\":null}\n{\"rule\":0}\n"),
            "{\"result\":null}\n{\"result\":0}\n");
}

TEST_F(json_lines, a_rule_knows_the_instant_and_the_zone_it_is_given) {
  EXPECT_EQ(tried({"rule", "--now", "2026-05-01T10:00:00Z", "--zone", "Asia/Ho_Chi_Minh"},
                  R"({"rule":{"now":[]}})"
                  "\n"
                  R"({"rule":{"date":"2026-05-01T07:00"}})"
                  "\n"),
            "{\"result\":\"2026-05-01T10:00:00Z\"}\n{\"result\":\"2026-05-01T00:00:00Z\"}\n");
}

TEST_F(json_lines, without_an_instant_a_rule_knows_the_present_one) {
  EXPECT_EQ(tried({"rule"}, R"({"rule":{"now":[]}})"), "{\"result\":\"2026-03-01T09:00:00Z\"}\n");
}

TEST_F(json_lines, an_instant_or_zone_that_is_none_is_a_mistake_of_usage) {
  EXPECT_EQ(run({"rule", "--now", "yesterday"}), exit_code::usage);
  EXPECT_EQ(run({"rule", "--zone", "Mars/Olympus"}), exit_code::usage);
  EXPECT_EQ(run({"render", "--escape", "rot13"}), exit_code::usage);
}

TEST_F(json_lines, values_in_a_template_are_escaped_as_html_unless_it_says_otherwise) {
  const std::string line = R"({"template":"Hi {{name}}","data":{"name":"<An>"})";
  EXPECT_EQ(tried({"render"}, line + "}\n" + line + R"(,"escape":"none"})"),
            "{\"result\":\"Hi &lt;An&gt;\"}\n{\"result\":\"Hi <An>\"}\n");
}

TEST_F(json_lines, a_template_may_use_partials_and_a_language) {
  EXPECT_EQ(
      tried(
          {"render"},
          R"({"template":"{{>p}}","data":{"n":"1250000 VND"},"partials":{"p":"{{#money}}{{n}}{{/money}}"},"language":"vi"})"),
      "{\"result\":\"1.250.000 ₫\"}\n");
}

TEST_F(json_lines, a_template_line_with_a_wrong_member_says_which) {
  EXPECT_EQ(tried({"render"}, R"({"template":1})"
                              "\n"
                              R"({"template":"x","partials":{"p":1}})"
                              "\n"
                              R"({"template":"x","zone":"Mars"})"
                              "\n"
                              R"({"template":"x","escape":"no"})"
                              "\n"),
            "{\"error\":\"\\\"template\\\" must be text\"}\n"
            "{\"error\":\"the partial \\\"p\\\" must be text\"}\n"
            "{\"error\":\"no time zone is named \\\"Mars\\\"\"}\n"
            "{\"error\":\"\\\"no\\\" is no escaping; write none, html, json or url\"}\n");
}

} // namespace
} // namespace sojourn::cli
