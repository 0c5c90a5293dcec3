#include "content/lint_call.hpp"

#include <gtest/gtest.h>

namespace sojourn::content {
namespace {

campaign::http_step call(const std::string& url, const json& headers = json::object()) {
  campaign::http_step step;
  step.url = text::message_template::parse(url).value();
  for (const auto& [name, value] : headers.items())
    step.headers.emplace(name, text::message_template::parse(value.get<std::string>()).value());
  return step;
}

std::vector<std::string> places(const campaign::http_step& step, const lint_figures& by = {}) {
  std::vector<std::string> found;
  for (const auto& one : lint_call(step, "", by))
    found.push_back(one.code + " " + one.pointer);
  return found;
}

using list = std::vector<std::string>;
const std::string url = "https://crm.example/";

TEST(lint_call, warns_of_keys_that_are_written_out) {
  for (const auto* name : {"Authorization", "X-Api-Key", "x-auth-token", "Cookie", "apikey"})
    EXPECT_EQ(places(call(url, {{name, "Bearer 0123456789"}})),
              list{"secret_in_clear /headers/" + std::string{name}});
  EXPECT_EQ(places(call(url + "?a=1&access_token=0123456789")), list{"secret_in_clear /url"});
  EXPECT_EQ(places(call("https://shop:0123456789@crm.example/")), list{"secret_in_clear /url"});
}

TEST(lint_call, is_content_with_what_is_none) {
  EXPECT_EQ(places(call(url, {{"Authorization", "{{secrets.crm}}"},
                              {"X-Api-Key", "Key-prefix {{secrets.crm}}"},
                              {"X-Token", "{{customer.token}}"},
                              {"X-Secret", "no"},
                              {"Idempotency-Key", "bill-of-{{customer.id}}"},
                              {"X-Campaign", "0123456789"}})),
            list{});
  EXPECT_EQ(places(call(url + "?token={{vars.answer.body.token}}&page=12345678")), list{});
}

TEST(lint_call, finds_secrets_that_are_not_set) {
  const auto step = call(url + "{{secrets.crm}}", {{"Authorization", "{{secrets.shop}}"}});
  EXPECT_EQ(places(step), list{}) << "nobody knows which are";
  lint_figures by;
  by.secrets = {"crm"};
  EXPECT_EQ(places(step, by), list{"no_secret "});
}

} // namespace
} // namespace sojourn::content
