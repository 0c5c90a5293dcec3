// Documents that people write, handed in over HTTP: what is wrong in one is told with its place,
// and the daemon goes on.
#include "whole_daemon.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class documents : public whole_daemon {
protected:
  struct refusal {
    int status = 0;
    std::string code;
    std::vector<std::string> pointers;
  };
  refusal refuse(const std::string& method, const std::string& target, const json& body) {
    const auto response = ask(method, target, body.dump());
    const auto told = json::parse(response.body, nullptr, false);
    refusal made{response.status, told.value("code", ""), {}};
    for (const auto& one : told.value("errors", json::array()))
      made.pointers.push_back(one.at("pointer"));
    return made;
  }
  std::string upload_codes(const std::string& body) {
    client::request request;
    request.method = "POST";
    request.target = "/v1/vouchers/spring/codes";
    request.body = body;
    request.content_type = "text/plain";
    const auto response = client::send(where_, request);
    return response ? std::to_string(response->status) + " " + response->body : "no answer";
  }
  std::vector<std::string> codes() {
    std::vector<std::string> all;
    const auto listed = answer("GET", "/v1/vouchers/spring/codes");
    for (const auto& one : listed.at("items"))
      all.push_back(one.at("code"));
    return all;
  }
};

json on_change_of(const std::string& type) {
  return {{"id", "watch"},
          {"name", "Watch"},
          {"trigger", {{"type", "record_changed"}, {"record", type}, {"fields", {"price"}}}},
          {"start", "stop"},
          {"steps", {{"stop", {{"type", "end"}}}}}};
}

} // namespace

TEST_F(documents, a_tier_step_with_a_part_missing_is_refused_at_that_part) {
  start();
  for (const auto& [tiers, pointer] : std::vector<std::pair<json, std::string>>{
           {json::parse(R"([{"value": "gold"}])"), "/steps/x/tiers/0/when"},
           {json::parse(R"([{}])"), "/steps/x/tiers/0/when"},
           {json::parse(R"([{"value": 1, "when": true}])"), "/steps/x/tiers/0/value"},
           {json::parse(R"([null])"), "/steps/x/tiers/0"},
           {json::parse(R"({"value": "gold"})"), "/steps/x/tiers"}}) {
    const auto told = refuse("POST", "/v1/campaigns/validate",
                             {{"steps", {{"x", {{"type", "tier"}, {"tiers", tiers}}}}}});
    EXPECT_EQ(told.status, 422) << tiers;
    EXPECT_EQ(told.code, "SJ0412") << tiers;
    EXPECT_THAT(told.pointers, Contains(pointer)) << tiers;
  }
  EXPECT_EQ(answer("GET", "/v1/campaigns").at("items"), json::array());
}

TEST_F(documents, a_record_trigger_that_can_start_nobody_is_refused) {
  start();
  EXPECT_THAT(refuse("PUT", "/v1/campaigns/watch", on_change_of("product")).pointers,
              ElementsAre("/trigger/record"));
  EXPECT_THAT(refuse("POST", "/v1/campaigns/validate", on_change_of("nothing")).pointers,
              ElementsAre("/trigger/record"));
  answer("PUT", "/v1/record-types/quote",
         {{"properties", {{"who", {{"type", "string"}}}, {"price", {{"type", "number"}}}}},
          {"x-links", {{"who", "customer"}}}});
  for (const auto* type : {"customer", "order", "visitor", "quote"})
    EXPECT_EQ(answer("POST", "/v1/campaigns/validate", on_change_of(type)).at("valid"), true);
}

TEST_F(documents, codes_of_a_file_are_taken_without_the_blanks_around_them) {
  start();
  answer("POST", "/v1/vouchers", {{"id", "spring"}});

  EXPECT_THAT(upload_codes("\xEF\xBB\xBF"
                           "A-1\r\n  A-2\t\r\n\u00A0\r\nA 3\u00A0\n"),
              HasSubstr("\"added\":3"));
  EXPECT_THAT(codes(), ElementsAre("A-1", "A-2", "A 3"));
  EXPECT_THAT(upload_codes(std::string{"\xFF\xFE"
                                       "B\0-\0"
                                       "1\0\r\0\n\0",
                                       12}),
              HasSubstr("\"added\":1"));
  EXPECT_THAT(codes(), Contains("B-1"));
  EXPECT_THAT(refuse("POST", "/v1/vouchers/spring/codes", {{"codes", {"C-1", " C-2"}}}).pointers,
              ElementsAre("/codes/1"));
}

TEST_F(documents, a_language_tag_finds_the_texts_of_its_language) {
  start();
  answer(
      "PUT", "/v1/messages/hello",
      {{"fallback", "vi"},
       {"languages",
        {{"vi", {{"text", "Chào"}}}, {"en", {{"text", "Hello"}}}, {"pt-BR", {{"text", "Oi"}}}}}});
  for (const auto& [tag, text] :
       std::vector<std::pair<std::string, std::string>>{{"en", "Hello"},
                                                        {"EN", "Hello"},
                                                        {"en-US", "Hello"},
                                                        {"pt-br", "Oi"},
                                                        {"vi-VN", "Chào"}}) {
    answer("PUT", "/v1/records/customer/an", {{"language", tag}});
    const auto made =
        answer("POST", "/v1/messages/hello/preview", {{"customer", "an"}, {"channels", {"email"}}});
    EXPECT_THAT(made.dump(), HasSubstr("\"text\":\"" + text + "\"")) << tag;
    EXPECT_THAT(made.dump(), HasSubstr("\"in_fallback_language\":false")) << tag;
  }
  EXPECT_THAT(
      refuse("PUT", "/v1/messages/hello",
             {{"fallback", "en"},
              {"languages",
               {{"en-GB", {{"text", "a"}}}, {"en-gb", {{"text", "b"}}}, {"en", {{"text", "c"}}}}}})
          .pointers,
      ElementsAre("/languages/en-gb"));
}

} // namespace sojourn::tests
