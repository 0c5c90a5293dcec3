#include "daemon_under_test.hpp"

#include "service/campaigns.hpp"
#include "service/common.hpp"
#include "storage/campaigns.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace sojourn::bench {

namespace {

/// Accepts at once, with a result of 200 bytes.
class no_op_channel final : public channels::channel {
public:
  [[nodiscard]] channels::capabilities declares() const override {
    return {.deduplicates = true, .concurrency = 100'000};
  }
  [[nodiscard]] std::optional<std::string> unreachable(const json&) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::string> address(const json&) const override {
    return "nobody@example.com"; // so that suppressed addresses are looked up
  }
  void deliver(channels::send_attempt, channels::completion done) override {
    channels::attempt_result outcome;
    outcome.how = outcome::accepted;
    outcome.detail = std::string(200, 'r');
    done(std::move(outcome));
  }
};

} // namespace

config::settings settings_for(const std::string& directory) {
  config::settings settings;
  settings.data.directory = directory;
  settings.http.port = 0;
  settings.clock.mode = config::clock_mode::virtual_time;
  settings.clock.start = parse_instant("2026-03-01T00:00:00Z").value();
  return settings;
}

std::string fresh_directory(const std::string& path) {
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

std::unique_ptr<daemon::composition> make_daemon(const std::string& directory, bool counts_graphs) {
  return make_daemon(settings_for(directory), counts_graphs);
}

std::unique_ptr<daemon::composition> make_daemon(const config::settings& settings,
                                                 bool counts_graphs) {
  channels::channel_map extra;
  extra.emplace("noop", std::make_shared<no_op_channel>());
  auto made = daemon::composition::make(
      settings, std::move(extra),
      [](const std::string& why) {
        std::fprintf(stderr, "gave up: %s\n", why.c_str());
        std::abort();
      },
      {}, counts_graphs);
  if (!made)
    throw std::runtime_error(made.error().message);
  return std::move(*made);
}

void install(daemon::composition& daemon, const json& definition) {
  const auto id = definition.at("id").get<std::string>();
  auto& ask = daemon.services();
  wait_for<service::written>([&](auto done) {
    ask.campaigns.put(
        {.id = id, .definition = definition, .must_be_new = true, .by = {"bench", {}}},
        std::move(done));
  });
  wait_for<json>([&](auto done) {
    ask.campaigns.change(id, service::campaign_action::activate, {"bench", {}}, std::move(done));
  });
}

json sleeper_campaign() {
  return json::parse(R"({
    "id": "sleeper", "name": "Sleeper", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "start": "fork",
    "steps": {
      "fork": {"type": "branch", "cases": [{"when": {"==": [1, 1]}, "next": "sleep"}], "otherwise": "end"},
      "sleep": {"type": "delay", "for": "P100D", "next": "fork"}
    }})");
}

json journey_campaign() {
  json steps = json::object();
  for (int i = 1; i <= 7; ++i)
    steps["step-" + std::to_string(i)] = {
        {"type", "send"},
        {"message", "hello"},
        {"via", {"noop"}},
        {"next", i == 7 ? "end" : "step-" + std::to_string(i + 1)}};
  return {
      {"id", "journey"},
      {"name", "Journey"},
      {"trigger", {{"type", "manual"}}},
      {"reentry", {{"policy", "parallel"}}},
      {"start", "step-1"},
      {"steps", std::move(steps)},
      {"messages",
       {{"hello",
         {{"fallback", "en"},
          {"languages", {{"en", {{"subject", "Hello"}, {"text", "Hello {{customer.id}}"}}}}}}}}}};
}

long count_status(daemon::composition& daemon, const char* status) {
  const auto totals = daemon.store().reader().campaigns().totals();
  return totals.value(status, 0L);
}

} // namespace sojourn::bench
