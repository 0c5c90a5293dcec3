// What is told of the settings in force, and of where each was given.
#include "base/json.hpp"
#include "config/in_force.hpp"
#include "config/keys.hpp"
#include "tests/unit/config/settings_fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::config {
namespace {

json the_item(const json& told, const std::string& key) {
  for (const auto& one : told.at("items"))
    if (one.at("key") == key)
      return one;
  ADD_FAILURE() << "there is no " << key;
  return {};
}

TEST(settings_in_force, name_every_key_once_in_the_order_of_the_file) {
  const auto told = in_force(settings{});
  std::vector<std::string> shown;
  for (const auto& one : told.at("items"))
    shown.push_back(one.at("key"));
  std::vector<std::string> known;
  for (const auto& one : settings_keys())
    known.push_back(one.name);
  EXPECT_THAT(shown, testing::UnorderedElementsAreArray(known));
}

TEST(settings_in_force, say_whether_file_or_environment_gave_them) {
  const auto told =
      in_force(accepted("[http]\nport = 8080\nthreads = 2\n", {{"SOJOURN_HTTP_THREADS", "3"}}));
  const auto port = the_item(told, "http.port");
  EXPECT_EQ(port.at("value"), 8080);
  EXPECT_EQ(port.at("default"), 7070);
  EXPECT_EQ(port.at("source"), (json{{"kind", "file"}, {"name", "sojourn.toml"}, {"line", 2}}));
  EXPECT_EQ(port.at("variable"), "SOJOURN_HTTP_PORT");
  EXPECT_EQ(port.at("allowed"), "0 to 65535");
  const auto threads = the_item(told, "http.threads");
  EXPECT_EQ(threads.at("value"), 3);
  EXPECT_EQ(threads.at("source"),
            (json{{"kind", "environment"}, {"name", "SOJOURN_HTTP_THREADS"}, {"line", nullptr}}));
  EXPECT_EQ(the_item(told, "http.address").at("source").at("kind"), "default");
}

TEST(settings_in_force, a_flag_is_the_command_line) {
  auto values = accepted("");
  values.sources["http.port"] = {.name = "--port"};
  EXPECT_EQ(the_item(in_force(values), "http.port").at("source").at("kind"), "command_line");
}

TEST(settings_in_force, never_show_a_secret) {
  const std::string hush = "0123456789abcdef0123456789abcdef";
  const auto told =
      in_force(accepted("[[auth.tokens]]\nname = 'ci'\nscopes = ['read']\ntoken = '" + hush +
                        "'\n[channels.email]\nusername = 'a'\npassword = '" + hush +
                        "'\n[channels.webhooks.crm]\nurl = 'http://crm.example'\n"));
  EXPECT_EQ(told.dump().find(hush), std::string::npos);
  EXPECT_EQ(the_item(told, "channels.email.password").at("value"), "***");
  EXPECT_EQ(the_item(told, "secrets.key").at("value"), "") << "none is set";
  const auto token = the_item(told, "auth.tokens[0].token");
  EXPECT_EQ(token.at("value"), "***");
  EXPECT_EQ(token.at("variable"), "SOJOURN_AUTH_TOKENS_CI_TOKEN");
  EXPECT_EQ(token.at("source").at("line"), 4);
  EXPECT_EQ(the_item(told, "channels.webhooks.crm.url").at("source").at("kind"), "file");
}

TEST(backup_settings, a_time_of_day_needs_whole_days) {
  EXPECT_EQ(accepted("[backup]\nevery = 'PT24H'\nat = '03:30'\n").backup.at, "03:30");
  EXPECT_EQ(the_mistake("[backup]\nevery = 'PT6H'\nat = '03:30'\n"),
            "sojourn.toml:3: backup.at needs backup.every to be whole days, such as \"PT24H\"");
  EXPECT_EQ(mistakes("[backup]\nat = '25:00'\n").size(), 1u);
}

} // namespace
} // namespace sojourn::config
