// What a lint says of pushes, and of how many people a campaign is for.
#include "campaign/message_reader.hpp"
#include "content/lint.hpp"
#include "signing/base64.hpp"

#include <gmock/gmock.h>

namespace sojourn::content {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The beginning of a PNG file of this size.
std::string png(char width, char height) {
  return "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0"s + width + "\0\0\0"s + height + "\x08\x06\0\0\0"s;
}

std::vector<finding> lint_push(const json& fields, const json& pictures = json::object()) {
  json source{
      {"purpose", "service"},
      {"fallback", "vi"},
      {"languages",
       {{"vi", {{"subject", "Xin"}, {"text", "Xin"}, {"channels", {{"web_push", fields}}}}}}}};
  if (!pictures.empty())
    source["pictures"] = pictures;
  const auto read = campaign::read_library_message("m", source);
  EXPECT_TRUE(read) << (read ? "" : read.error().details.at(0).message);
  return lint_message(read->parts, "", {"web_push"}, {});
}

json picture(const std::string& bytes) {
  return {{"content_type", "image/png"}, {"base64", signing::base64_encode(bytes)}};
}

std::vector<std::string> told(const std::vector<finding>& found) {
  std::vector<std::string> all;
  for (const auto& one : found)
    all.push_back(one.code + " " + std::string{to_text(one.how)});
  return all;
}

campaign::definition_ptr campaign_for(const json& limits) {
  json source{{"id", "c"},
              {"name", "C"},
              {"trigger", {{"type", "manual"}}},
              {"start", "first"},
              {"steps", {{"first", {{"type", "end"}}}}}};
  if (!limits.is_null())
    source["limits"] = limits;
  return campaign::read_definition(source).value();
}

} // namespace

TEST(a_push, has_a_title_of_25_characters_on_a_mac) {
  EXPECT_THAT(told(lint_push({{"title", std::string(25, 'x')}})), IsEmpty());
  EXPECT_THAT(told(lint_push({{"title", std::string(26, 'x')}})), ElementsAre("cut_on_mac note"));
  EXPECT_THAT(told(lint_push({{"title", std::string(36, 'x')}})), ElementsAre("too_long warning"));
}

TEST(a_push, has_pictures_that_are_measured_where_their_bytes_are_in_the_message) {
  const json pictures{{"good", picture(png('\xc0', '\xc0'))}, {"small", picture(png(64, 64))}};

  EXPECT_THAT(told(lint_push({{"icon", "cid:good"}, {"title", "x"}}, {{"good", pictures["good"]}})),
              IsEmpty());
  const auto found =
      lint_push({{"icon", "cid:small"}, {"title", "x"}}, {{"small", pictures["small"]}});
  ASSERT_THAT(told(found), ElementsAre("picture_size warning"));
  EXPECT_EQ(found[0].pointer, "/languages/vi/channels/web_push/icon");
  EXPECT_EQ(found[0].facts,
            (std::map<std::string, std::string>{{"size", "64×64"}, {"shown", "192×192"}}));
}

TEST(a_push, says_of_a_picture_at_a_url_that_it_was_not_checked) {
  EXPECT_THAT(told(lint_push({{"image", "https://shop.example/b.png"}, {"title", "x"}})),
              ElementsAre("picture_unchecked note"));
}

TEST(a_push, may_not_name_a_picture_that_the_message_lacks_nor_be_too_large) {
  EXPECT_THAT(told(lint_push({{"icon", "cid:gone"}, {"title", "x"}})),
              ElementsAre("picture_missing error"));
  EXPECT_THAT(told(lint_push({{"icon", "cid:big"}, {"title", "x"}},
                             {{"big", picture(png('\xc0', '\xc0') + std::string(4'000, 'x'))}})),
              ElementsAre("push_too_large error"));
}

TEST(an_audience, must_hold_as_many_as_the_campaign_or_else_the_shop_asks_for) {
  const auto lint = [](const json& limits, std::int64_t shop, std::int64_t people) {
    lint_figures by;
    by.least_audience = shop;
    by.people = people;
    return lint_campaign(*campaign_for(limits), by);
  };

  EXPECT_THAT(told(lint({}, 50, 50)), IsEmpty());
  EXPECT_THAT(told(lint({{"least", 0}}, 50, 1)), IsEmpty()) << "the campaign's own word counts";
  const auto found = lint({}, 50, 12);
  ASSERT_THAT(told(found), ElementsAre("audience_too_small error"));
  EXPECT_EQ(found[0].message, "the audience holds 12 people, and the shop asks for 50");
  EXPECT_EQ(lint({{"least", 60}}, 50, 55).at(0).pointer, "/limits/least");
}

} // namespace sojourn::content
