#include "text/template.hpp"

#include "rendered.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::text {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string complaint(std::string_view source) {
  const auto parsed = message_template::parse(source);
  EXPECT_FALSE(parsed) << source;
  if (parsed)
    return {};
  EXPECT_EQ(parsed.error().code, error_code::invalid_template);
  return parsed.error().message;
}

TEST(message_template, an_empty_one_renders_as_nothing) {
  EXPECT_EQ(message_template{}.render({{"a", 1}}), "");
  EXPECT_EQ(message_template{}.source(), "");
  EXPECT_EQ(rendered("", nullptr), "");
}

TEST(message_template, it_keeps_its_source) {
  EXPECT_EQ(message_template::parse("Chào {{name}}!")->source(), "Chào {{name}}!");
}

TEST(message_template, a_form_is_a_link_to_its_page) {
  const json data{{"trigger", {{"data", {{"request", 12}}}}}};
  const render_options by{.links_base = "https://go.shop.example"};
  EXPECT_EQ(rendered("{{#form}} survey {{/form}}", data, by), "https://go.shop.example/f/survey");
  EXPECT_EQ(rendered("{{#confirm}}{{trigger.data.request}}{{/confirm}}", data, by),
            "https://go.shop.example/c/12");
}

TEST(message_template, it_says_which_forms_are_written_in_it) {
  const auto parsed = message_template::parse("{{#form}}survey{{/form}}{{#vip}}{{#form}} vip-form "
                                              "{{/form}}{{/vip}}{{#form}}{{x}}{{/form}}");
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->inside("form"), ElementsAre("survey", "vip-form"));
}

TEST(message_template, values_are_escaped_for_where_they_land) {
  const json data{{"x", "a&b <\"c'> đ/\n"}};
  const auto shown = [&](escaping how) { return rendered("{{x}}", data, {.escape = how}); };
  EXPECT_EQ(shown(escaping::none), "a&b <\"c'> đ/\n");
  EXPECT_EQ(shown(escaping::html), "a&amp;b &lt;&quot;c&#39;&gt; đ/\n");
  EXPECT_EQ(shown(escaping::json_string), "a&b <\\\"c'> đ/\\n");
  EXPECT_EQ(shown(escaping::url), "a%26b%20%3C%22c%27%3E%20%C4%91%2F%0A");
}

TEST(message_template, raw_tags_and_its_own_text_are_not_escaped) {
  EXPECT_EQ(rendered("<b>{{{x}}}{{&x}}</b>", {{"x", "&"}}, {.escape = escaping::html}),
            "<b>&&</b>");
}

TEST(message_template, numbers_are_shown_as_they_are_written) {
  EXPECT_EQ(rendered("{{a}} {{b}} {{c}} {{d}}",
                     {{"a", 1250000}, {"b", 2.0}, {"c", 0.5}, {"d", 9007199254740993}}),
            "1250000 2 0.5 9007199254740993");
}

TEST(message_template, lists_and_objects_are_shown_as_json) {
  EXPECT_EQ(rendered("{{{a}}} {{{b}}}", {{"a", {1, "x"}}, {"b", {{"k", nullptr}}}}),
            R"([1,"x"] {"k":null})");
}

TEST(message_template, sections_take_what_is_empty_for_absent) {
  const json data{{"zero", 0},
                  {"text", ""},
                  {"none", nullptr},
                  {"no", false},
                  {"list", json::array()},
                  {"object", json::object()}};
  for (const auto* name : {"zero", "text", "none", "no", "list", "missing"}) {
    const std::string name_text{name};
    EXPECT_EQ(rendered("{{#" + name_text + "}}there{{/" + name_text + "}}{{^" + name_text +
                           "}}not{{/" + name_text + "}}",
                       data),
              "not")
        << name;
  }
  EXPECT_EQ(rendered("{{#object}}there{{/object}}", data), "there");
}

TEST(message_template, names_reach_into_lists) {
  EXPECT_EQ(rendered("{{items.1.sku}}", {{"items", {{{"sku", "A"}}, {{"sku", "B"}}}}}), "B");
}

TEST(message_template, mistakes_are_told_with_line_and_column) {
  EXPECT_EQ(complaint("Chào {{name"),
            "line 1, column 6: the tag is never closed; \"}}\" is missing");
  EXPECT_EQ(complaint("a\nbạn {{{name}} x"),
            "line 2, column 5: the tag is never closed; \"}}}\" is missing");
  EXPECT_EQ(complaint("\n  {{#a}}x"), "line 2, column 3: the section \"a\" is never closed");
  EXPECT_EQ(complaint("x{{/a}}"), "line 1, column 2: \"a\" is closed but was never opened");
  EXPECT_EQ(complaint("{{#a}}{{^b}}{{/a}}{{/b}}"),
            "line 1, column 13: the section \"b\" is open here, not \"a\"");
  EXPECT_EQ(complaint("{{ }}"), "line 1, column 1: the tag is empty");
  EXPECT_EQ(complaint("{{#}}{{/}}"), "line 1, column 1: the tag is empty");
  for (const auto* source : {"{{=<%=}}", "{{=<% % >=}}", "{{==== ====}}", "{{=a b c=}}"})
    EXPECT_THAT(complaint(source), HasSubstr("a change of delimiters is written")) << source;
}

TEST(message_template, sections_nest_up_to_the_limit) {
  const auto nested = [](std::size_t levels) {
    std::string source;
    for (std::size_t i = 0; i < levels; ++i)
      source += "{{#a}}";
    for (std::size_t i = 0; i < levels; ++i)
      source += "{{/a}}";
    return source;
  };
  EXPECT_TRUE(message_template::parse(nested(64)));
  EXPECT_THAT(complaint(nested(65)), HasSubstr("nest deeper than 64 levels"));
}

TEST(message_template, a_partial_that_names_itself_ends) {
  const auto text =
      rendered("{{>again}}", {{"x", 1}}, {.partials = {{"again", "{{x}}{{>again}}"}}});
  EXPECT_EQ(text, std::string(max_partial_depth, '1'));
}

TEST(message_template, a_partial_that_is_no_template_renders_as_nothing) {
  EXPECT_EQ(rendered("[{{>broken}}]", nullptr, {.partials = {{"broken", "x{{#a}}"}}}), "[]");
}

TEST(message_template, a_text_is_cut_at_the_limit_between_two_code_points) {
  json list = json::array();
  for (int i = 0; i < 1000; ++i)
    list.push_back(i);
  const std::string filler(3001, '-');
  const auto text = rendered("{{#list}}" + filler + "ạ{{/list}}", {{"list", list}});
  EXPECT_LE(text.size(), max_rendered_bytes);
  EXPECT_GT(text.size(), max_rendered_bytes - 4);
  const auto letters = rendered("{{x}}", {{"x", "." + [] {
                                             std::string many;
                                             for (std::size_t i = 0; i < max_rendered_bytes; ++i)
                                               many += "ạ";
                                             return many;
                                           }()}});
  EXPECT_EQ((letters.size() - 1) % 3, 0u) << "no letter is cut in two";
}

TEST(message_template, loops_that_show_nothing_end_too) {
  json list = json::array();
  for (int i = 0; i < 1000; ++i)
    list.push_back(json::array());
  // 1000 to the power of five turns, if nothing stopped them.
  EXPECT_EQ(rendered("{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}", {{"l", list}}),
            "");
}

TEST(message_template, what_is_looked_at_and_thrown_away_counts_too) {
  json list = json::array();
  for (int i = 0; i < 1000; ++i)
    list.push_back(i);
  const json data{{"l", list}, {"blank", std::string(100'000, ' ')}};
  const auto shows = message_template::parse(
      "{{#l}}{{#fallback}}{{#fallback}}{{blank}}|{{blank}}{{/fallback}}|.{{/fallback}}{{/l}}");
  work_budget work{max_render_units};

  render_options how;
  how.work = &work;
  const auto text = shows->render(data, how);

  EXPECT_TRUE(work.is_used_up()) << "200 MB were copied to show 1,000 dots";
  EXPECT_LT(text.size(), 1000u);
}

TEST(message_template, long_names_and_formats_count_by_their_bytes) {
  json list = json::array();
  for (int i = 0; i < 1000; ++i)
    list.push_back(i);
  const json data{{"l", list}, {"long", std::string(10'000, 'x')}};
  const auto units_left = [&](const std::string& source) {
    work_budget work{100'000};
    render_options how;
    how.work = &work;
    (void)message_template::parse(source)->render(data, how);
    return !work.is_used_up();
  };
  EXPECT_FALSE(units_left("{{#l}}{{" + std::string(10'000, 'n') + "}}{{/l}}"));
  EXPECT_FALSE(units_left("{{#l}}{{#upper}}{{long}}{{/upper}}{{/l}}"));
  EXPECT_TRUE(units_left("{{#l}}{{.}}{{/l}}"));
}

TEST(message_template, one_that_nobody_waits_for_ends) {
  std::stop_source asker;
  asker.request_stop();
  json list = json::array();
  for (int i = 0; i < 100'000; ++i)
    list.push_back(i);
  work_budget work{max_render_units, asker.get_token()};
  render_options how;
  how.work = &work;
  (void)message_template::parse("{{#l}}{{.}}{{/l}}")->render({{"l", list}}, how);
  EXPECT_TRUE(work.was_stopped());
}

TEST(names, they_are_what_the_template_may_read) {
  const auto parsed = message_template::parse(
      "{{customer.name}} {{{raw}}} {{#items}}{{sku}} {{.}}{{/items}}{{^gone}}{{/gone}} {{! no }}"
      "{{>partial}} {{#money}}{{total}} VND{{/money}}{{#fallback}}{{nick}}|bạn{{/fallback}}");
  EXPECT_THAT(parsed->names(),
              ElementsAre("customer.name", "gone", "items", "nick", "raw", "sku", "total"));
}

} // namespace
} // namespace sojourn::text
