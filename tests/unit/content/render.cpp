#include "content/render.hpp"

#include "campaign/message_reader.hpp"

#include <gmock/gmock.h>

namespace sojourn::content {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

campaign::message message() {
  return campaign::read_library_message("m", json::parse(R"({
    "fallback": "vi",
    "languages": {
      "vi": {"subject": "Chào {{customer.name}}", "text": "{{#fallback}}{{customer.name}}|bạn{{/fallback}} {{vars.code}}",
             "html": "<b>{{customer.name}}</b>",
             "channels": {"webhook": {"who": "{{customer.name}}"}, "raw": {"who": "{{{customer.name}}}"}}},
      "en": {"text": "Hello"}}})"))
      .value()
      .parts;
}

} // namespace

TEST(rendering, tells_what_was_missing_and_which_fallback_stood_in) {
  const json data{{"customer", {{"city", "Hue"}}}};

  const auto made =
      render(message(), {.data = data, .channel = "email", .zone = "UTC", .wants_notes = true});

  ASSERT_TRUE(made);
  EXPECT_EQ(made->language, "vi");
  EXPECT_FALSE(made->in_fallback_language);
  EXPECT_EQ(made->text, "bạn ");
  EXPECT_THAT(made->notes.missing, ElementsAre("customer.name", "vars.code"));
  ASSERT_EQ(made->notes.fallbacks.size(), 1u);
  EXPECT_EQ(made->notes.fallbacks[0], (text::render_notes::fallback{{"customer.name"}, "bạn"}));
}

TEST(rendering, notes_nothing_where_nobody_asks) {
  const json data = json::object();
  EXPECT_THAT(render(message(), {.data = data, .channel = "", .zone = "UTC"})->notes.missing,
              IsEmpty());
}

TEST(rendering, escapes_for_each_part_and_takes_the_channels_own) {
  const json data{{"customer", {{"name", "A\"<"}}}};

  const auto made = render(message(), {.data = data, .channel = "webhook:crm", .zone = "UTC"});

  EXPECT_EQ(made->subject, "Chào A\"<");
  EXPECT_EQ(made->html, "<b>A&quot;&lt;</b>");
  EXPECT_EQ(made->fields, (json{{"who", "A\"<"}}));
  const auto broken = render(message(), {.data = data, .channel = "raw", .zone = "UTC"});
  EXPECT_TRUE(broken->fields_broken);
  EXPECT_TRUE(broken->fields.is_null());
}

TEST(rendering, brings_along_the_pictures_that_the_html_shows_and_no_others) {
  const auto read = campaign::read_library_message("m", json::parse(R"({
    "fallback": "vi",
    "pictures": {"logo": {"content_type": "image/gif", "base64": "R0lGODlh"},
                 "gold": {"content_type": "image/gif", "base64": "R0lGODlh"},
                 "silver": {"content_type": "image/gif", "base64": "R0lGODlh"}},
    "languages": {"vi": {"text": "Hi",
                         "html": "<img src=\"cid:logo\"><img src=\"cid:{{customer.tier}}\"><img src=\"cid:logo\">"}}})"));
  ASSERT_TRUE(read) << read.error().details.at(0).message;
  const json data{{"customer", {{"tier", "gold"}}}};

  const auto made = render(read->parts, {.data = data, .channel = "email", .zone = "UTC"});

  ASSERT_EQ(made->pictures.size(), 2u);
  EXPECT_EQ(made->pictures[0]->name, "gold");
  EXPECT_EQ(made->pictures[1]->name, "logo");
  EXPECT_EQ(made->pictures[0], read->parts.pictures[0]) << "the bytes are shared, not copied";
}

TEST(rendering, falls_back_to_the_messages_language) {
  const json data = json::object();
  const auto french =
      render(message(), {.data = data, .channel = "", .zone = "UTC", .language = "fr"});
  EXPECT_EQ(french->language, "vi");
  EXPECT_TRUE(french->in_fallback_language);
  EXPECT_EQ(render(message(), {.data = data, .channel = "", .zone = "UTC", .language = "en"})->text,
            "Hello");
  EXPECT_EQ(language_of({{"language", "en"}}), "en");
  EXPECT_EQ(language_of({{"language", 7}}), "");
  EXPECT_EQ(language_of(nullptr), "");
}

} // namespace sojourn::content
