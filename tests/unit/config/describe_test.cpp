// The shipped file, the manual, and what is shown of settings in force.
#include "config/describe.hpp"
#include "config/keys.hpp"
#include "tests/places.hpp"
#include "tests/unit/config/settings_fixture.hpp"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <regex>
#include <sstream>

namespace sojourn::config {
namespace {

const std::string source_folder = tests::source_folder() + "/config/";

std::string content(const std::string& path) {
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(shipped_settings, are_the_commented_defaults) {
  const auto path = source_folder + "sojourn.toml";
  if (std::getenv("UPDATE_SHIPPED_SETTINGS"))
    std::ofstream{path} << commented_defaults();
  EXPECT_EQ(content(path), commented_defaults());
}

TEST(shipped_settings, when_read_are_the_defaults) {
  const auto values = accepted(content(source_folder + "sojourn.toml"));
  EXPECT_EQ(describe(values), describe(settings{}));
}

TEST(shipped_settings, name_every_key_with_its_default) {
  const auto root = parse_toml(content(source_folder + "sojourn.toml"));
  ASSERT_TRUE(root);
  std::map<std::string, json> given;
  const std::function<void(const node&, const std::string&)> collect =
      [&](const node& table, const std::string& path) {
        for (const auto& [name, value] : table.members) {
          if (value.kind == node_kind::table)
            collect(value, path + name + ".");
          else
            given[path + name] = value.kind == node_kind::list ? json::array() : value.scalar;
        }
      };
  collect(*root, "");

  std::map<std::string, json> defaults;
  for (const auto& one : settings_keys())
    defaults[one.name] = one.get(settings{});
  EXPECT_EQ(given, defaults);
}

TEST(shipped_settings, have_examples_that_are_right_once_they_are_uncommented) {
  const std::regex commented_setting{R"(\n#(\[|[a-z0-9]+ = ))"};
  const auto text =
      std::regex_replace(content(source_folder + "sojourn.toml"), commented_setting, "\n$1");

  const auto values = accepted(text);

  EXPECT_EQ(values.auth.tokens.size(), 1u);
  EXPECT_EQ(values.channels.webhooks.size(), 1u);
  EXPECT_EQ(values.channels.providers.size(), 1u);
}

TEST(settings_manual, states_the_range_that_is_checked) {
  for (const auto& one : settings_keys())
    EXPECT_THAT(one.manual, testing::HasSubstr(one.allowed)) << one.name;
}

TEST(settings_manual, of_a_key_is_the_comment_of_its_field) {
  std::map<std::string, std::string> comments; // "struct.field" or "struct"
  std::istringstream header{content(source_folder + "settings.hpp")};
  const std::regex doc{R"( */// (.*))"};
  const std::regex opening{R"(struct (\w+) \{)"};
  const std::regex field{R"(  [\w:<>, ]+ (\w+)( = .*|\{.*\})?;)"};
  std::string structure;
  std::string comment;
  for (std::string line; std::getline(header, line);) {
    std::smatch match;
    if (std::regex_match(line, match, doc)) {
      comment += (comment.empty() ? "" : " ") + match[1].str();
      continue;
    }
    if (std::regex_match(line, match, opening))
      comments[structure = match[1]] = comment;
    else if (std::regex_match(line, match, field))
      comments[structure + "." + match[1].str()] = comment;
    comment.clear();
  }

  const std::map<std::string, std::string> structures{
      {"channels.webhook", "webhook_channel_settings"},
      {"channels.email", "email_channel_settings"},
      {"channels.zalo", "zalo_channel_settings"},
      {"channels.web_push", "web_push_channel_settings"},
      {"channels.mailbox", "mailbox_channel_settings"}};
  const auto structure_of = [&](const std::string& area) {
    const auto named = structures.find(area);
    return named == structures.end() ? area + "_settings" : named->second;
  };
  for (const auto& one : areas())
    EXPECT_EQ(one.manual, comments[structure_of(one.name)]) << one.name;
  for (const auto& one : settings_keys()) {
    const auto dot = one.name.rfind('.');
    EXPECT_EQ(one.manual,
              comments[structure_of(one.name.substr(0, dot)) + "." + one.name.substr(dot + 1)])
        << one.name;
  }
  for (const auto& one : access_token_keys())
    EXPECT_EQ(one.manual, comments["access_token." + one.name]);
  for (const auto& one : webhook_endpoint_keys())
    EXPECT_EQ(one.manual, comments["webhook_endpoint." + one.name]);
  for (const auto& one : provider_keys())
    EXPECT_EQ(one.manual, comments["provider_settings." + one.name]);
}

TEST(settings_description, shows_what_is_in_force) {
  const auto shown = describe(
      accepted("http.port = 8080\nretry.max = 'PT2H'\n", {{"SOJOURN_DATA_SYNCHRONOUS", "normal"}}));

  EXPECT_EQ(shown["http"]["port"], 8080);
  EXPECT_EQ(shown["data"]["synchronous"], "normal");
  EXPECT_EQ(shown["channels"]["webhook"]["allow_private_addresses"], false);
  EXPECT_EQ(shown["retry"]["max"], "PT2H");
  EXPECT_EQ(shown["auth"]["tokens"], json::array());
}

TEST(settings_description, masks_every_secret_and_nothing_else) {
  const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const auto shown =
      describe(accepted("[[auth.tokens]]\nname = 'plain'\nscopes = ['read']\ntoken = '" + secret +
                        "'\n[[auth.tokens]]\nname = 'hashed'\nsha256 = '" + std::string(64, 'a') +
                        "'\nscopes = ['write', 'read']\n"
                        "[channels.email]\nusername = 'shop'\npassword = '" +
                        secret + "'\n[channels.webhooks.a]\nurl = 'http://a'\nsecret = '" + secret +
                        "'\n[channels.webhooks.b]\nurl = 'http://b'\n"));

  EXPECT_EQ(shown["auth"]["tokens"],
            json::parse(R"([{"name": "plain", "token": "***", "sha256": "", "scopes": ["read"]},
                {"name": "hashed", "token": "", "sha256": "***", "scopes": ["read", "write"]}])"));
  EXPECT_EQ(shown["channels"]["webhooks"],
            json::parse(R"({"a": {"url": "http://a", "secret": "***"},
                            "b": {"url": "http://b", "secret": ""}})"));
  EXPECT_EQ(shown["channels"]["email"]["username"], "shop");
  EXPECT_EQ(shown["channels"]["email"]["password"], "***");
  EXPECT_EQ(dump(shown).find("MfKQ"), std::string::npos);
}

} // namespace
} // namespace sojourn::config
