#include "cli_fixture.hpp"

namespace sojourn::cli {
namespace {

class settings_of_the_command : public command_line {};

TEST_F(settings_of_the_command, flags_beat_the_environment_which_beats_the_file) {
  const auto path = file("sojourn.toml", "[http]\nport = 1001\naddress = \"127.0.0.2\"\n"
                                         "[data]\ndirectory = \"from-file\"\n");
  around.environment = {{"SOJOURN_HTTP_PORT", "1002"}, {"SOJOURN_HTTP_ADDRESS", "127.0.0.3"}};
  EXPECT_EQ(run({"serve", "--config", path, "--port", "1003"}), 0) << err.str();
  ASSERT_TRUE(served);
  EXPECT_EQ(served->http.port, 1003);
  EXPECT_EQ(served->http.address, "127.0.0.3");
  EXPECT_EQ(served->data.directory, "from-file");
}

TEST_F(settings_of_the_command, a_virtual_clock_is_set_by_flags) {
  EXPECT_EQ(run({"serve", "--clock", "virtual", "--clock-start", "2026-03-01T09:00:00+07:00",
                 "--data", "demo"}),
            0)
      << err.str();
  ASSERT_TRUE(served);
  EXPECT_EQ(served->clock.mode, config::clock_mode::virtual_time);
  EXPECT_EQ(served->clock.start, parse_instant("2026-03-01T02:00:00Z").value());
  EXPECT_EQ(served->data.directory, "demo");
}

TEST_F(settings_of_the_command, asking_for_the_system_clock_takes_back_a_virtual_one) {
  const auto path =
      file("sojourn.toml", "[clock]\nmode = \"virtual\"\nstart = \"2026-03-01T09:00:00Z\"\n");
  EXPECT_EQ(run({"serve", "--config", path, "--clock", "system"}), 0) << err.str();
  EXPECT_EQ(served->clock.mode, config::clock_mode::system);
}

TEST_F(settings_of_the_command, a_mistake_in_a_flag_names_the_flag_and_nothing_is_served) {
  EXPECT_EQ(run({"serve", "--port", "70000"}), exit_code::refused);
  EXPECT_FALSE(served);
  EXPECT_TRUE(err.str().starts_with("--port: http.port ")) << err.str();
}

TEST_F(settings_of_the_command, the_exit_code_of_the_daemon_is_that_of_serve) {
  around.serve = [](const config::settings&, const config::reread_settings&) { return 1; };
  EXPECT_EQ(run({"serve"}), 1);
}

TEST_F(settings_of_the_command,
       a_daemon_that_reads_its_settings_again_sees_the_file_and_the_flags) {
  const auto path = file("sojourn.toml", "[log]\nlevel = \"info\"\n");
  std::optional<config::settings> again;
  around.serve = [&](const config::settings&, const config::reread_settings& read_again) {
    file("sojourn.toml", "[log]\nlevel = \"debug\"\n");
    if (const auto read = read_again())
      again = *read;
    return 0;
  };

  ASSERT_EQ(run({"serve", "--config", path, "--port", "7999"}), 0) << err.str();

  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->log.level, config::log_level::debug);
  EXPECT_EQ(again->http.port, 7999);
}

TEST_F(settings_of_the_command, the_variables_of_the_commands_are_nobodys_mistake) {
  around.environment = {{"SOJOURN_URL", "http://elsewhere:1"}, {"SOJOURN_TOKEN", "secret"}};
  EXPECT_EQ(run({"serve"}), 0) << err.str();
}

TEST_F(settings_of_the_command, a_check_shows_every_mistake_with_line_and_key) {
  const auto path = file("bad.toml", "[http]\nport = \"x\"\nprot = 1\n");
  around.environment = {{"SOJOURN_HTTP_THREADS", "0"}};
  EXPECT_EQ(run({"config", "check", path}), exit_code::refused);
  std::istringstream lines{out.str()};
  std::vector<std::string> each;
  for (std::string line; std::getline(lines, line);)
    each.push_back(line);
  ASSERT_EQ(each.size(), 3u) << out.str();
  EXPECT_TRUE(each[0].starts_with(path + ":2: http.port ")) << each[0];
  EXPECT_TRUE(each[1].starts_with(path + ":3: http.prot ")) << each[1];
  EXPECT_TRUE(each[2].starts_with("SOJOURN_HTTP_THREADS: http.threads ")) << each[2];
}

TEST_F(settings_of_the_command, a_check_for_programs_is_one_object) {
  const auto path = file("bad.toml", "[http]\nport = \"x\"\n");
  EXPECT_EQ(run({"config", "check", path, "--json"}), exit_code::refused);
  const auto found = json::parse(out.str());
  EXPECT_EQ(found.at("valid"), false);
  ASSERT_EQ(found.at("mistakes").size(), 1u);
  EXPECT_EQ(found.at("mistakes")[0].at("line"), 2);
  EXPECT_EQ(found.at("mistakes")[0].at("key"), "http.port");
  EXPECT_EQ(found.at("mistakes")[0].at("source"), path);
}

TEST_F(settings_of_the_command, a_check_without_mistakes_shows_what_is_in_force) {
  around.environment = {{"SOJOURN_HTTP_PORT", "7171"},
                        {"SOJOURN_CHANNELS_EMAIL_PASSWORD", "hush"},
                        {"SOJOURN_CHANNELS_EMAIL_USERNAME", "shop"}};
  EXPECT_EQ(run({"config", "check"}), exit_code::ok) << out.str();
  EXPECT_NE(out.str().find("http.port = 7171\n"), std::string::npos);
  EXPECT_NE(out.str().find("channels.email.password = \"***\"\n"), std::string::npos);
  EXPECT_EQ(out.str().find("hush"), std::string::npos);
}

TEST_F(settings_of_the_command, a_check_refuses_what_the_daemon_would_refuse) {
  around.check = [](const config::settings&) {
    return std::vector<error>{{error_code::invalid_settings, "webhook \"crm\": no URL"}};
  };
  const auto path = file("sound.toml", "[http]\nport = 1\n");
  EXPECT_EQ(run({"config", "check", path}), exit_code::refused);
  EXPECT_EQ(out.str(), path + ": webhook \"crm\": no URL\n");
}

TEST_F(settings_of_the_command, a_check_warns_beside_what_it_shows) {
  const auto path = file("open.toml", "[http]\naddress = \"0.0.0.0\"\n[[auth.tokens]]\n"
                                      "name = \"a\"\nscopes = [\"read\"]\ntoken = "
                                      "\"0123456789abcdef0123456789abcdef\"\n");
  EXPECT_EQ(run({"config", "check", path}), exit_code::ok) << out.str();
  EXPECT_TRUE(err.str().starts_with("warning: http.address ")) << err.str();
  EXPECT_EQ(out.str().find("warning"), std::string::npos);
}

TEST_F(settings_of_the_command, a_settings_file_that_cannot_be_read_is_a_mistake) {
  EXPECT_EQ(run({"config", "check", "/nowhere/sojourn.toml"}), exit_code::refused);
  EXPECT_NE(out.str().find("No such file"), std::string::npos) << out.str();
}

TEST_F(settings_of_the_command, the_commented_defaults_have_no_mistakes) {
  EXPECT_EQ(run({"config", "defaults"}), exit_code::ok);
  const auto path = file("sojourn.toml", out.str());
  EXPECT_EQ(run({"config", "check", path}), exit_code::ok);
}

} // namespace
} // namespace sojourn::cli
