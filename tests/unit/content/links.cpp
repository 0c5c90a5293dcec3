#include "content/links.hpp"

#include "campaign/message_reader.hpp"

#include <gmock/gmock.h>

namespace sojourn::content {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(links, are_found_as_browsers_read_them) {
  EXPECT_THAT(linked_hosts("See https://Shop.vn/a?x=1, or http://m.shop.vn:8080/b."),
              ElementsAre("shop.vn", "m.shop.vn"));
  EXPECT_THAT(linked_hosts(R"(<a href="https://shop.vn@evil.com/x">)"), ElementsAre("evil.com"));
  EXPECT_THAT(linked_hosts(R"(<a href='//evil.com'> <a href="\\evil.net">)"),
              ElementsAre("evil.com", "evil.net"));
  EXPECT_THAT(linked_hosts(R"(HTTPS:\\evil.com http:/evil.net https:evil.org)"),
              ElementsAre("evil.com", "evil.net", "evil.org"));
  EXPECT_THAT(linked_hosts("www.shop.vn and shop.vn"), ElementsAre("www.shop.vn"));
  EXPECT_THAT(linked_hosts("https://www.shop.vn/www.other.com"), ElementsAre("www.shop.vn"));
  EXPECT_THAT(linked_hosts("a/b 10:30 xhttp://no mail@www.shop.vn"), IsEmpty());
  EXPECT_THAT(linked_hosts("Read it at https://shop.vn."), ElementsAre("shop.vn"));
}

TEST(links, in_a_text_end_before_the_marks_of_any_script) {
  EXPECT_THAT(linked_hosts("Xem https://shop.vn… hay https://m.shop.vn。"),
              ElementsAre("shop.vn", "m.shop.vn"));
  EXPECT_THAT(linked_hosts("请看https://evil.com"), ElementsAre("evil.com"));
}

TEST(links, of_html_are_what_browsers_take_for_links) {
  EXPECT_THAT(links_in_html(R"x(<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
                               "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
                               <html xmlns="http://www.w3.org/1999/xhtml"
                               xmlns:v="urn:schemas-microsoft-com:vml"><!-- https://note.example -->
                               <a href="https&#58;//evil.com/">a</a><a href='&#47;/evil.net'>
                               <a href="/sale">)x")
                  .hosts,
              ElementsAre("evil.com", "evil.net"));
  EXPECT_THAT(links_in_html("<p style=\"background:url('https://a.example/x.png')\">www.b.example"
                            "<img src=\"https:\\\\c.example\\x.png\">")
                  .hosts,
              ::testing::UnorderedElementsAre("a.example", "www.b.example", "c.example"));
}

TEST(links, of_a_template_are_found_inside_of_its_sections) {
  EXPECT_THAT(
      links_in_html(R"(<a {{#vip}}href="https://{{customer.shop}}.shop.vn/"{{/vip}}>)").hosts,
      ElementsAre("{{customer.shop}}.shop.vn"));
}

TEST(links, of_html_that_run_scripts_are_told) {
  EXPECT_TRUE(links_in_html("<a href=' Java\nScript:x'>").unsafe);
  EXPECT_FALSE(links_in_html("<a href='{{customer.page}}'>").unsafe);
}

TEST(links, keep_a_host_that_is_filled_in_later) {
  EXPECT_THAT(linked_hosts("https://{{customer.shop}}.shop.vn/x"),
              ElementsAre("{{customer.shop}}.shop.vn"));
  EXPECT_THAT(linked_hosts("https://shop.vn/{{customer.id}}"), ElementsAre("shop.vn"));
}

TEST(links, that_came_from_data_are_told_apart_from_those_that_were_written) {
  const auto parts = [](const char* text, const char* html) {
    auto read = campaign::read_library_message(
        "m", {{"fallback", "en"}, {"languages", {{"en", {{"text", text}, {"html", html}}}}}});
    return read.value().parts.languages.at("en");
  };
  const json no_fields;
  const std::vector<std::string> domains{"shop.vn"};
  const auto outside = [&](const campaign::message_parts& written, const char* text,
                           const char* html) {
    return computed_host_outside(
        written, {.subject = "", .text = text, .html = html, .fields = no_fields}, domains);
  };
  const auto written =
      parts("{{customer.link}} and https://other.example", "<a href=\"{{customer.link}}\">x</a>");

  EXPECT_EQ(outside(written, "https://m.shop.vn/a and https://other.example",
                    "<a href=\"https://shop.vn\">x</a>"),
            "")
      << "what was written is the business of the lint";
  EXPECT_EQ(outside(written, "https://evil.com and https://other.example", ""), "evil.com");
  EXPECT_EQ(outside(written, "", "<a href=\"//evil.net\">x</a>"), "evil.net");
  const json fields{{"url", "https://evil.org/x"}};
  EXPECT_EQ(computed_host_outside(
                written, {.subject = "", .text = "", .html = "", .fields = fields}, domains),
            "evil.org");
}

} // namespace sojourn::content
