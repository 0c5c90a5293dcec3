#include "base/json.hpp"
#include "config/describe.hpp"
#include "config/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string mail = "[channels.email]\nenabled = true\nhost = \"mail\"\nfrom = \"a@b.vn\"\n"
                         "username = \"u\"\n";

std::optional<std::string> one_file(const std::string& path) {
  return path == "/run/secrets/mail" ? std::optional<std::string>{"from a file \n"} : std::nullopt;
}

TEST(secret_settings, may_stand_in_a_variable_or_a_file) {
  const auto of = [&](const std::string& where) {
    return read_settings(mail + "password = \"" + where + "\"\n", "f",
                         {{"MAIL_PASSWORD", "from a variable"}}, {}, one_file)
        .value()
        .channels.email.password;
  };
  EXPECT_EQ(of("env:MAIL_PASSWORD"), "from a variable");
  EXPECT_EQ(of("file:/run/secrets/mail"), "from a file");
  EXPECT_EQ(of("in clear"), "in clear");
}

TEST(secret_settings, that_cannot_be_found_are_mistakes_that_say_where_was_looked) {
  const auto read = [&](const std::string& where) {
    return to_text(read_settings(mail + "password = \"" + where + "\"\n", "f", {}, {}, one_file)
                       .error()
                       .at(0));
  };
  EXPECT_THAT(read("env:NOT_THERE"), HasSubstr("NOT_THERE, which is not set"));
  EXPECT_THAT(read("file:/not/there"), HasSubstr("/not/there, which cannot be read"));
}

TEST(secret_settings, are_held_to_the_same_rules_wherever_they_stand) {
  const auto read = read_settings("[channels.webhooks.crm]\nurl = \"https://crm\"\n"
                                  "secret = \"env:CRM\"\n",
                                  "f", {{"CRM", "hunter2"}});
  ASSERT_FALSE(read);
  EXPECT_THAT(to_text(read.error().at(0)), HasSubstr("whsec_"));
  EXPECT_THAT(to_text(read.error().at(0)), Not(HasSubstr("hunter2")));
}

TEST(secret_settings, the_key_of_all_secrets_has_a_short_variable_and_is_never_shown) {
  const auto key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=";
  const auto read = read_settings("", "f", {{"SOJOURN_SECRET_KEY", key}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->secrets.key, key);
  EXPECT_EQ(describe(*read)["secrets"]["key"], "***");
  EXPECT_FALSE(read_settings("", "f", {{"SOJOURN_SECRET_KEY", "short"}}));
}

TEST(secret_settings, zalo_needs_its_application) {
  const auto read = read_settings("[channels.zalo]\nenabled = true\n", "f", {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().size(), 2u);
  EXPECT_TRUE(read_settings("[channels.zalo]\nenabled = true\napp_id = \"1\"\n"
                            "app_secret = \"env:ZALO\"\n",
                            "f", {{"ZALO", "s"}}));
}

} // namespace
} // namespace sojourn::config
