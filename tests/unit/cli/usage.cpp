#include "cli_fixture.hpp"
#include "config/reader.hpp"

namespace sojourn::cli {
namespace {

class usage : public command_line {};

TEST_F(usage, what_makes_no_sense_has_its_own_exit_code_and_asks_nobody) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"nope"},
                                             {"campaigns", "nope"},
                                             {"campaigns", "show"},
                                             {"records"},
                                             {"instances", "start", "c1"},
                                             {"instances", "list", "--limit", "0"},
                                             {"clock", "advance"},
                                             {"campaigns", "--url", "ftp://x"},
                                             {"serve", "--nope"}}) {
    EXPECT_EQ(run(arguments), exit_code::usage) << testing::PrintToString(arguments);
    EXPECT_NE(err.str(), "");
    EXPECT_EQ(out.str(), "");
    err.str("");
  }
  EXPECT_TRUE(asked.empty());
}

TEST_F(usage, help_goes_to_standard_output_and_names_every_command) {
  EXPECT_EQ(run({"--help"}), exit_code::ok);
  for (const auto* name :
       {"serve", "validate", "rule", "render", "campaigns", "instances", "journal", "explain",
        "records", "vouchers", "mailbox", "clock", "verify", "openapi", "config", "backup"})
    EXPECT_NE(out.str().find(name), std::string::npos) << name;
}

TEST_F(usage, options_for_all_commands_may_stand_before_or_after_them) {
  EXPECT_EQ(run({"--json", "version"}), exit_code::ok);
  EXPECT_EQ(run({"version", "--json"}), exit_code::ok);
  std::istringstream lines{out.str()};
  std::string first;
  std::string second;
  std::getline(lines, first);
  std::getline(lines, second);
  EXPECT_TRUE(json::parse(first).contains("version"));
  EXPECT_EQ(first, second);
}

TEST_F(usage, a_group_alone_is_its_first_command_with_the_options_of_it) {
  answer(200, R"({"items":[],"next_cursor":null})");
  EXPECT_EQ(run({"audit", "--who", "anna", "--limit", "3"}), exit_code::ok) << err.str();
  answer(200, R"({"items":[],"next_cursor":null})");
  EXPECT_EQ(run({"audit", "list", "--who", "anna", "--limit", "3"}), exit_code::ok) << err.str();

  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked[0].target, asked[1].target);
  EXPECT_NE(asked[0].target.find("who=anna"), std::string::npos) << asked[0].target;
}

TEST_F(usage, an_option_of_the_first_command_of_a_group_is_none_of_the_others) {
  EXPECT_EQ(run({"campaigns", "show", "spring", "--state", "active"}), exit_code::usage);
  EXPECT_NE(err.str().find("--state"), std::string::npos) << err.str();
  EXPECT_TRUE(asked.empty());
}

TEST_F(usage, arguments_that_nothing_expects_are_named_as_they_were_written) {
  EXPECT_EQ(run({"audit", "--whom", "anna", "binh"}), exit_code::usage);
  EXPECT_NE(err.str().find("--whom anna binh"), std::string::npos) << err.str();
}

TEST_F(usage, a_key_pair_for_web_pushes_is_printed_as_settings) {
  EXPECT_EQ(run({"vapid-keys"}), exit_code::ok);

  const auto lines = out.str();
  EXPECT_TRUE(config::read_settings("[channels.web_push]\nenabled = true\n"
                                    "contact = \"mailto:shop@example.com\"\n" +
                                        lines,
                                    "sojourn.toml", {}));
  EXPECT_EQ(run({"vapid-keys", "--json"}), exit_code::ok);
  const auto as_json = json::parse(out.str().substr(lines.size()));
  EXPECT_EQ(as_json.at("private_key").get<std::string>().size(), 43u);
  EXPECT_EQ(as_json.at("public_key").get<std::string>().size(), 87u);
  EXPECT_TRUE(asked.empty());
}

TEST_F(usage, the_openapi_document_needs_no_daemon) {
  EXPECT_EQ(run({"openapi"}), exit_code::ok);
  const auto document = json::parse(out.str());
  EXPECT_TRUE(document.at("paths").contains("/v1/campaigns/{id}"));
  EXPECT_TRUE(asked.empty());
}

TEST_F(usage, a_definition_is_validated_without_a_daemon) {
  const auto path = file("bad.json", R"({"id":"x","name":"X","trigger":{"type":"manual"},
    "start":"rest","steps":{"rest":{"type":"delay","for":"25 days","next":"nowhere"}}})");
  EXPECT_EQ(run({"validate", path}), exit_code::refused);
  EXPECT_NE(out.str().find("/steps/rest/for: "), std::string::npos) << out.str();
  EXPECT_TRUE(asked.empty());

  out.str("");
  EXPECT_EQ(run({"validate", path, "--json"}), exit_code::refused);
  const auto found = json::parse(out.str());
  EXPECT_EQ(found.at("valid"), false);
  EXPECT_EQ(found.at("errors").at(0).at("pointer").get<std::string>().front(), '/');
}

TEST_F(usage, a_definition_without_mistakes_is_valid) {
  const auto path = file("good.json", R"({"id":"x","name":"X","trigger":{"type":"manual"},
    "start":"rest","steps":{"rest":{"type":"delay","for":"P25D","next":"end"}}})");
  EXPECT_EQ(run({"validate", path}), exit_code::ok) << out.str();
  EXPECT_EQ(run({"validate", path, "--json"}), exit_code::ok);
}

TEST_F(usage, text_that_is_not_json_is_a_mistake_of_the_definition) {
  EXPECT_EQ(run({"validate", file("bad.json", "{")}), exit_code::refused);
  EXPECT_EQ(out.str(),
            "not JSON: line 1, column 2: unexpected end of input; expected string literal\n");
}

} // namespace
} // namespace sojourn::cli
