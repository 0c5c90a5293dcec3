// `sojourn doctor`, with a machine that the test makes up.
#include "cli_fixture.hpp"

namespace sojourn::cli {
namespace {

class doctor_of_the_command : public command_line {
protected:
  doctor_of_the_command() {
    around.examine = [this](const config::settings& settings, bool reaches_out, bool every_page) {
      examined = settings;
      reached_out = reaches_out;
      looked_at_pages = every_page;
      return machine;
    };
  }
  void find(doctor::grade how, const std::string& code, json facts = json::object()) {
    machine.found.push_back({"disk", how, code, std::move(facts)});
  }

  machine_findings machine;
  std::optional<config::settings> examined;
  bool reached_out = false;
  bool looked_at_pages = false;
};

TEST_F(doctor_of_the_command, all_is_well_with_the_exit_code_0) {
  find(doctor::grade::ok, "disk_fine", {{"median_ms", "0.40"}, {"worst_ms", "2.00"}});
  answer(200, R"({"ready": true, "backup_failing": false})");
  EXPECT_EQ(run({"doctor", "--data", "elsewhere"}), 0) << out.str();
  ASSERT_TRUE(examined);
  EXPECT_EQ(examined->data.directory, "elsewhere");
  EXPECT_TRUE(reached_out);
  EXPECT_FALSE(looked_at_pages);
  EXPECT_NE(out.str().find("A write is on the disk in 0.40 ms"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("is ready"), std::string::npos) << out.str();
}

TEST_F(doctor_of_the_command, warnings_end_with_1_and_problems_with_2) {
  answer(200, R"({"ready": true, "backup_failing": false})");
  find(doctor::grade::warning, "disk_slow", {{"median_ms", "30"}, {"worst_ms", "40"}});
  EXPECT_EQ(run({"doctor"}), 1);
  EXPECT_NE(out.str().find("use a faster disk"), std::string::npos) << out.str();
  answer(200, R"({"ready": true, "backup_failing": false})");
  find(doctor::grade::problem, "disk_untried", {{"why", "no rights"}});
  EXPECT_EQ(run({"doctor"}), 2);
}

TEST_F(doctor_of_the_command, settings_with_mistakes_are_a_problem_and_nothing_else_is_looked_at) {
  const auto path = file("bad.toml", "[http]\nport = \"x\"\n");
  EXPECT_EQ(run({"doctor", "--config", path}), 2);
  EXPECT_FALSE(examined);
  EXPECT_NE(out.str().find(path + ":2: http.port"), std::string::npos) << out.str();
}

TEST_F(doctor_of_the_command, asks_the_daemon_where_the_settings_say_that_it_answers) {
  const auto path = file("good.toml", "[http]\nport = 7171\naddress = \"127.0.0.2\"\n");
  answer_with({.why = "connection refused"});
  EXPECT_EQ(run({"doctor", "--config", path}), 0) << out.str();
  ASSERT_EQ(asked_at.size(), 1u);
  EXPECT_EQ(asked.at(0).target, "/readyz");
  EXPECT_NE(out.str().find("No daemon uses this directory"), std::string::npos) << out.str();
}

TEST_F(doctor_of_the_command, a_daemon_that_holds_the_data_and_says_nothing_is_a_problem) {
  machine.holds_directory = true;
  answer_with({.why = "connection refused"});
  EXPECT_EQ(run({"doctor"}), 2);
  EXPECT_NE(out.str().find("does not answer at http://127.0.0.1:7070"), std::string::npos)
      << out.str();
}

TEST_F(doctor_of_the_command, a_failing_backup_of_the_daemon_is_a_warning) {
  machine.holds_directory = true;
  answer(200, R"({"ready": true, "backup_failing": true})");
  EXPECT_EQ(run({"doctor"}), 1);
}

TEST_F(doctor_of_the_command, speaks_vietnamese_when_asked) {
  find(doctor::grade::warning, "disk_slow", {{"median_ms", "30"}, {"worst_ms", "40"}});
  answer_with({.why = "connection refused"});
  EXPECT_EQ(run({"doctor", "--language", "vi", "--offline", "--pages"}), 1);
  EXPECT_FALSE(reached_out);
  EXPECT_TRUE(looked_at_pages);
  EXPECT_NE(out.str().find("cảnh báo ổ đĩa"), std::string::npos) << out.str();
}

TEST_F(doctor_of_the_command, says_one_object_for_programs) {
  find(doctor::grade::problem, "disk_untried", {{"why", "no rights"}});
  answer_with({.why = "connection refused"});
  EXPECT_EQ(run({"doctor", "--json"}), 2);
  const auto told = json::parse(out.str());
  EXPECT_EQ(told.at("worst"), "problem");
  const auto& findings = told.at("findings");
  ASSERT_EQ(findings.size(), 3u) << out.str();
  EXPECT_EQ(findings[1].at("code"), "disk_untried");
  EXPECT_EQ(findings[1].at("grade"), "problem");
  EXPECT_FALSE(findings[1].at("advice").get<std::string>().empty());
}

} // namespace
} // namespace sojourn::cli
