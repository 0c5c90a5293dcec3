// Messages of the library: read alone, and taken by campaigns at one version.
#include "campaign/message_reader.hpp"
#include "definitions.hpp"

#include <gmock/gmock.h>

namespace sojourn::campaign {

namespace {

using ::testing::HasSubstr;

json library_source(const std::string& text) {
  return {{"name", "Welcome"}, {"fallback", "vi"}, {"languages", {{"vi", {{"text", text}}}}}};
}

std::string told(const json& source) {
  const auto read = read_library_message("welcome", source);
  return read ? "" : as_text(read.error().details);
}

surroundings with_library(const std::string& text, std::int64_t version = 3) {
  surroundings around;
  around.library = std::make_shared<const message_library>(
      message_library{{"welcome", {version, pinned_source(library_source(text))}}});
  return around;
}

const std::string a_library_send =
    R"({"type": "send", "message": "library:welcome", "via": ["email"], "next": "end"})";

} // namespace

TEST(message_library, a_message_alone_may_speak_of_what_some_campaign_gives) {
  EXPECT_EQ(told(library_source("{{vars.offer.code}} {{change.tier.to}} {{trigger.data.x}} "
                                "{{products.last_viewed.name}} {{traits.orders_paid}}")),
            "");
}

TEST(message_library, a_picture_is_checked_at_its_place) {
  auto shown = library_source("Hi");
  shown["pictures"] = {{"logo", {{"content_type", "image/gif"}, {"base64", "R0lGODlh"}}}};
  EXPECT_EQ(told(shown), "");
  shown["pictures"]["logo"]["content_type"] = "image/png";
  EXPECT_THAT(told(shown), HasSubstr("/pictures/logo/base64: the bytes are no image/png"));
  shown["pictures"]["logo"]["content_type"] = "image/svg+xml";
  EXPECT_THAT(told(shown), HasSubstr("/pictures/logo/content_type"));
  shown["pictures"] = {{"a logo", {{"content_type", "image/gif"}, {"base64", "R0lGODlh"}}}};
  EXPECT_THAT(told(shown), HasSubstr("/pictures/a logo"));
}

TEST(message_library, a_message_is_checked_as_precisely_as_a_campaigns_own) {
  EXPECT_EQ(told({{"fallback", "en"}, {"languages", {{"vi", {{"text", "Hi"}}}}}}),
            "/fallback: the message has no texts in the fallback language \"en\"; it has \"vi\"\n");
  EXPECT_THAT(told(library_source("{{custmer.name}}")),
              HasSubstr("/languages/vi/text: \"{{custmer.name}}\" shows nothing"));
  EXPECT_THAT(told(library_source("{{#customer.name}}")), HasSubstr("/languages/vi/text"));
  EXPECT_THAT(told({{"fallback", "vi"}}), HasSubstr("\"languages\" is missing"));
  auto extra = library_source("Hi");
  extra["lanuages"] = json::object();
  EXPECT_THAT(told(extra), HasSubstr("/lanuages"));
  auto named = library_source("Hi");
  named["id"] = "other";
  EXPECT_THAT(told(named), HasSubstr("/id: leave it out"));
  EXPECT_THAT(told(json::array()), HasSubstr("expected an object"));
  EXPECT_THAT(told(library_source(std::string(70'000, 'a'))), HasSubstr("/languages/vi/text"));
  auto fallback = library_source("Hi");
  fallback["products"] = {{"fallback", "the best one"}};
  EXPECT_THAT(told(fallback), HasSubstr("/products/fallback: expected an object of fields"));
  fallback["products"] = {{"fallback", 42}};
  EXPECT_THAT(told(fallback), HasSubstr("/products/fallback: expected an object of fields"));
  fallback["products"] = {{"fallback", "product:42"}, {"similar", {{"count", 13}}}};
  EXPECT_THAT(told(fallback), HasSubstr("/products/similar/count"));
}

TEST(message_library, a_step_takes_a_message_at_the_version_that_is_there) {
  const auto taken = read(with_step(a_library_send), with_library("Chào {{customer.name}}"));

  const auto& message = taken->messages.at("library:welcome");
  EXPECT_EQ(message.library_version, 3);
  EXPECT_EQ(message.languages.at("vi").text.source(), "Chào {{customer.name}}");
  EXPECT_EQ(taken->library.at("welcome").version, 3);
  EXPECT_EQ(taken->messages.at("hello").library_version, 0);
}

TEST(message_library,
     what_is_not_in_it_or_asks_for_more_than_the_campaign_gives_is_told_at_the_step) {
  const auto missing = mistakes_in(
      with_step(
          R"({"type": "send", "message": "library:welcom", "via": ["email"], "next": "end"})"),
      with_library("Hi"));
  EXPECT_EQ(as_text(missing), "/steps/only/message: there is no message \"welcom\" in the library; "
                              "did you mean \"welcome\"?\n");
  const auto greedy = mistakes_in(with_step(a_library_send), with_library("{{vars.offer.code}}"));
  ASSERT_EQ(greedy.size(), 1u);
  EXPECT_EQ(greedy[0].pointer, "/steps/only/message");
  EXPECT_THAT(greedy[0].message, HasSubstr("at \"/languages/vi/text\""));
  EXPECT_THAT(greedy[0].message, HasSubstr("no step writes a variable \"offer\""));
}

TEST(message_library, is_not_checked_where_nobody_knows_what_is_in_it) {
  EXPECT_EQ(as_text(mistakes_in(with_step(a_library_send))), "");
}

TEST(message_library, a_stored_version_reads_what_it_took_and_not_what_is_there_now) {
  const auto taken = read(with_step(a_library_send), with_library("old", 3));

  const auto again = read_stored(taken->source, encode_library(taken->library), {});

  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->library, taken->library);
  EXPECT_EQ((*again)->messages.at("library:welcome").languages.at("vi").text.source(), "old");
  EXPECT_TRUE(encode_library({}).is_null());
  EXPECT_EQ(read_stored(taken->source, {{"welcome", 7}}, {}).error().code,
            error_code::data_corrupt);
}

TEST(message_library, products_are_in_reach_of_texts_and_of_no_condition) {
  auto definition = with_step(
      R"({"type": "branch", "cases": [{"when": {"var": "products.last_viewed.price"}, "next": "end"}],
          "otherwise": "end"})");
  EXPECT_THAT(as_text(mistakes_in(definition)), HasSubstr("only in reach of texts"));
  definition =
      with_step(R"({"type": "send", "message": "hello", "via": ["email"], "next": "end"})");
  definition["messages"]["hello"]["languages"]["en"]["text"] = "{{products.last_seen.name}}";
  EXPECT_THAT(as_text(mistakes_in(definition)), HasSubstr("did you mean \"last_viewed\"?"));
}

} // namespace sojourn::campaign
