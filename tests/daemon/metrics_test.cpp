// What /metrics and the log tell of a daemon at work.
#include "tests/support/fake_channel.hpp"
#include "whole_daemon.hpp"

#include <gmock/gmock.h>
#include <regex>
#include <set>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>

namespace sojourn::tests {

namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// Refuses what it is handed.
std::shared_ptr<fake_channel> refusing_channel() {
  channels::attempt_result refused;
  refused.how = outcome::rejected;
  refused.code = "550";
  refused.detail = "an@example.com is unknown";
  auto made = std::make_shared<fake_channel>();
  made->answer_with(std::move(refused));
  return made;
}

class observed : public whole_daemon {
protected:
  observed() {
    auto logger = std::make_shared<spdlog::logger>(
        "captured", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_));
    logger->set_level(spdlog::level::info);
    before_ = spdlog::default_logger();
    spdlog::set_default_logger(std::move(logger));
  }
  ~observed() override {
    daemon_.reset();
    spdlog::set_default_logger(before_);
  }
  std::string metrics() { return ask("GET", "/metrics").body; }
  /// The value of a sample, by its whole name; nullopt: there is none.
  static std::optional<double> sample(const std::string& text, const std::string& name) {
    const auto at = ("\n" + text).find("\n" + name + " ");
    if (at == std::string::npos)
      return std::nullopt;
    return std::stod(text.substr(at + name.size() + 1));
  }
  void install_sending_to(const std::string& channel) {
    install(
        {{"id", "news"},
         {"name", "news"},
         {"trigger", {{"type", "manual"}}},
         {"start", "tell"},
         {"steps",
          {{"tell", {{"type", "send"}, {"message", "m"}, {"via", {channel}}, {"next", "end"}}}}},
         {"messages",
          {{"m",
            {{"purpose", "transactional"},
             {"fallback", "en"},
             {"languages", {{"en", {{"text", "Hi"}}}}}}}}}});
    answer("PUT", "/v1/records/customer/an", {{"name", "Nguyen An"}});
    answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}});
    settle();
  }

  std::ostringstream log_;
  std::shared_ptr<spdlog::logger> before_;
};

} // namespace

TEST_F(observed, metrics_are_valid_text_with_one_unit_a_family) {
  start();
  install_sending_to("mailbox");

  const auto text = metrics();

  std::map<std::string, std::string> types;
  std::set<std::string> helped;
  std::string family;
  std::istringstream lines{text};
  const std::regex sample_line{
      R"(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (\S+))"};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string hash;
    std::string what;
    std::string name;
    words >> hash >> what >> name;
    if (hash == "#" && what == "HELP") {
      EXPECT_TRUE(helped.insert(name).second) << name << " is told twice";
    } else if (hash == "#") {
      family = name;
      words >> types[name];
    } else {
      std::smatch parts;
      ASSERT_TRUE(std::regex_match(line, parts, sample_line)) << line;
      const auto base = std::regex_replace(
          parts[1].str(), std::regex{types[family] == "histogram" ? "_(bucket|sum|count)$" : "$^"},
          "");
      EXPECT_EQ(base, family) << line;
    }
  }
  for (const auto& [name, type] : types) {
    EXPECT_EQ(type == "counter", name.ends_with("_total")) << name;
    EXPECT_FALSE(type == "histogram" && !name.ends_with("_seconds")) << name;
    EXPECT_THAT(name,
                Not(::testing::AnyOf(HasSubstr("_ms"), HasSubstr("_kib"), HasSubstr("_mib"))));
  }
}

TEST_F(observed, metrics_tell_what_an_alert_looks_at) {
  start();
  install_sending_to("mailbox");

  const auto text = metrics();

  EXPECT_EQ(sample(text, R"(sojourn_instances{status="held"})"), 0);
  EXPECT_EQ(sample(text, R"(sojourn_instances{status="completed"})"), 1);
  EXPECT_GE(sample(text, "sojourn_commit_duration_seconds_count").value_or(0), 4);
  EXPECT_EQ(sample(text, R"(sojourn_channel_send_duration_seconds_count{channel="mailbox"})"), 1);
  EXPECT_EQ(sample(text, R"(sojourn_channel_waiting{channel="mailbox"})"), 0);
  EXPECT_EQ(sample(text, R"(sojourn_channel_open{channel="mailbox"})"), 1);
  EXPECT_EQ(sample(text, "sojourn_timers_overdue"), 0);
  EXPECT_EQ(sample(text, "sojourn_schedule_lag_seconds"), 0);
  EXPECT_GT(sample(text, "process_resident_memory_bytes").value_or(0), 1'000'000);
  EXPECT_GT(sample(text, "process_start_time_seconds").value_or(0), 1'500'000'000);
  EXPECT_GE(sample(text, R"(sojourn_storage_bytes{part="file"})").value_or(0), 4096);
  EXPECT_THAT(text, HasSubstr("sojourn_build_info{version=\""));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"(sojourn_http_request_duration_seconds_bucket{method="POST",route="/v1/campaigns/{id}/runs",le="+Inf"} 1)"));
  EXPECT_EQ(sample(text, "sojourn_budget_tokens_left"), std::nullopt) << "there is no budget";
  answer("PUT", "/v1/budget",
         {{"timezone", "UTC"},
          {"resume_at", "06:00"},
          {"tokens", {{"prices", {{"send", 1}}}, {"fixed", {{"day", 7}, {"month", 100}}}}}});
  EXPECT_EQ(sample(metrics(), "sojourn_budget_tokens_left"), 7);
}

TEST_F(observed, the_log_tells_who_changed_a_campaign_and_why_on_one_line) {
  start();
  install_sending_to("mailbox");

  answer("POST", "/v1/campaigns/news/pause", {{"why", "wrong price\n[info] forged"}});

  EXPECT_THAT(log_.str(), HasSubstr(R"(the campaign "news" is active by "loopback")"));
  EXPECT_THAT(
      log_.str(),
      HasSubstr(R"(the campaign "news" is paused by "loopback": "wrong price\n[info] forged")"));
}

TEST_F(observed, the_log_tells_of_a_held_instance_and_names_nobody) {
  start({{"letter", refusing_channel()}});
  install_sending_to("letter");

  EXPECT_THAT(log_.str(),
              ContainsRegex(R"(ins_[^ ]+ of the campaign "news" is held at the step "tell")"));
  EXPECT_THAT(log_.str(), Not(HasSubstr("example.com")));
  EXPECT_THAT(log_.str(), Not(HasSubstr("Nguyen")));
  EXPECT_EQ(sample(metrics(), R"(sojourn_instances{status="held"})"), 1);
}

} // namespace sojourn::tests
