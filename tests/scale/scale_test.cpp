// Very many customers: imported, counted by segments, walked through a campaign, and all of it
// with exact counts and in a memory that does not grow with them.
#include "api/client/client.hpp"
#include "daemon/composition.hpp"
#include "tests/support/temporary_directory.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>

namespace sojourn::tests {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr auto begin = "2026-03-01T09:00:00+07:00";
constexpr std::int64_t default_customers = 20'000;
/// Over what the daemon needs before the first customer comes, caches of the database included.
constexpr std::int64_t most_growth_mib = 256;

// Of each 40 customers 8 are of the Diamond tier, 10 have two paid orders of this year, two of
// whom are Diamond, and 4 have one from long ago.
constexpr std::int64_t round_of = 40;
bool is_diamond(std::int64_t i) { return i % 5 == 0; }
bool has_two_orders(std::int64_t i) { return i % 4 == 0; }
bool has_old_order(std::int64_t i) { return i % 10 == 1; }

std::int64_t customers_wanted() {
  const auto* given = std::getenv("SOJOURN_SCALE_CUSTOMERS");
  const std::int64_t count = given == nullptr ? default_customers : std::atoll(given);
  return std::max(round_of, count / round_of * round_of);
}

std::int64_t memory_kib(const std::string& name) {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":"))
      return std::atoll(line.c_str() + name.size() + 1);
  }
  return 0;
}

class many_customers : public ::testing::Test {
protected:
  many_customers() {
    directory_ = folder_.path();
    config::settings settings;
    settings.data.directory = directory_ / "data";
    settings.http.port = 0;
    settings.clock.mode = config::clock_mode::virtual_time;
    settings.clock.start = parse_instant(begin).value();
    daemon_ = daemon::composition::make(settings, {}, [](const std::string&) {}).value();
    where_ = client::parse_url("http://127.0.0.1:" + std::to_string(daemon_->port())).value();
  }
  ~many_customers() override { daemon_.reset(); }

  client::response send(const client::request& what) {
    auto response = client::send(where_, what);
    if (!response)
      throw std::runtime_error{what.target + ": " + response.error().why};
    return std::move(*response);
  }
  json ask(const client::request& what) {
    const auto response = send(what);
    EXPECT_LT(response.status, 300) << what.target << ": " << response.body;
    return json::parse(response.body, nullptr, false);
  }
  json answer(const std::string& method, const std::string& target, const json& body = {}) {
    return ask({.method = method,
                .target = target,
                .body = body.is_null() ? "" : body.dump(),
                .content_type = body.is_null() ? "" : "application/json"});
  }
  /// Moves the clock and waits until nothing is under way any more.
  void clock_to(const std::string& instant) {
    const client::request move{.method = "POST",
                               .target = "/v1/clock",
                               .body = json{{"to", instant}}.dump(),
                               .content_type = "application/json"};
    // Each answer says after some seconds that something is still under way.
    for (int tries = 0; tries < 120; ++tries) {
      const auto response = send(move);
      if (response.status != 409) {
        EXPECT_EQ(response.status, 200) << response.body;
        return;
      }
    }
    FAIL() << "it never comes to rest";
  }

  json import(const std::string& type, const std::string& format, const fs::path& file) {
    const auto begun = ask({.method = "POST",
                            .target = "/v1/records/" + type + "/import",
                            .content_type = format,
                            .file = file.string()});
    clock_to(begin);
    fs::remove(file);
    return answer("GET", "/v1/imports/" + begun.at("id").get<std::string>());
  }
  fs::path customer_file() {
    const auto path = directory_ / "customers.csv";
    std::ofstream file{path};
    file << "id,name,email,tier,language\n";
    for (std::int64_t i = 0; i < count_; ++i)
      file << 'c' << i << ",Customer " << i << ",c" << i << "@example.com,"
           << (is_diamond(i) ? "diamond" : "gold") << ",vi\n";
    return path;
  }
  fs::path order_file() {
    const auto path = directory_ / "orders.ndjson";
    std::ofstream file{path};
    const auto write = [&](std::int64_t i, const char* number, const char* at) {
      file << R"({"id":"o)" << i << number << R"(","customer_id":"c)" << i
           << R"(","status":"paid","amount":100,"paid_at":")" << at << "\"}\n";
    };
    for (std::int64_t i = 0; i < count_; ++i) {
      if (has_two_orders(i)) {
        write(i, "-1", "2026-01-10T09:00:00+07:00");
        write(i, "-2", "2026-02-10T09:00:00+07:00");
      }
      if (has_old_order(i))
        write(i, "-0", "2024-02-10T09:00:00+07:00");
    }
    return path;
  }

  /// Tells how long the part since the last call took, and checks the memory.
  void tell(const std::string& part) {
    const auto now = steady_clock::now();
    const auto took = std::chrono::duration<double>(now - since_).count();
    const auto growth = (memory_kib("VmHWM") - before_kib_) / 1024;
    std::cout << part << ": " << took << " s, " << growth << " MiB at most\n";
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_LT(growth, most_growth_mib) << part;
#endif
    since_ = steady_clock::now();
  }

  const std::int64_t count_ = customers_wanted();
  temporary_directory folder_;
  fs::path directory_;
  std::unique_ptr<daemon::composition> daemon_;
  client::endpoint where_;
  std::int64_t before_kib_ = memory_kib("VmRSS");
  steady_clock::time_point since_ = steady_clock::now();
};

const json regulars = json::parse(R"({
  "name": "Regulars, not Diamond", "timezone": "Asia/Ho_Chi_Minh",
  "condition": {"and": [
    {">=": [{"count": [{"var": "paid_orders"}, {"within": [{"var": "paid_at"}, "P180D"]}]}, 2]},
    {"!=": [{"var": "customer.tier"}, "diamond"]}]}})");

const json greeting = json::parse(R"({
  "id": "greeting", "name": "Greeting", "timezone": "Asia/Ho_Chi_Minh",
  "trigger": {"type": "manual"}, "start": "regular?",
  "steps": {
    "regular?": {"type": "branch", "cases": [{"when": {"in_segment": "regulars"}, "next": "thank"}],
                 "otherwise": "rest"},
    "thank": {"type": "update", "set": {"thanked": true}, "next": "rest"},
    "rest": {"type": "delay", "for": "P1D", "next": "end"}}})");

} // namespace

TEST_F(many_customers, are_imported_counted_and_walked_through_a_campaign_each_once) {
  const auto customers = customer_file();
  const auto orders = order_file();
  tell("two files written");

  auto brought = import("customer", "text/csv", customers);
  EXPECT_EQ(brought.at("state"), "finished");
  EXPECT_EQ(brought.at("created"), count_);
  EXPECT_EQ(brought.at("failed"), 0);
  tell("import of " + std::to_string(count_) + " customers");
  brought = import("order", "application/x-ndjson", orders);
  EXPECT_EQ(brought.at("created"), count_ / 40 * 24);
  tell("import of " + std::to_string(count_ / 40 * 24) + " orders");

  answer("PUT", "/v1/segments/regulars", regulars);
  const auto size = [&](const std::string& segment) {
    const auto told = answer("GET", "/v1/segments/" + segment + "/size");
    EXPECT_EQ(told.at("row_by_row"), 0) << segment;
    return told.at("size").get<std::int64_t>();
  };
  const auto in_segment = count_ / 40 * 8;
  EXPECT_EQ(size("regulars"), in_segment);
  tell("size of the regulars");
  EXPECT_EQ(size("inactive"), count_ / 40 * 4);
  tell("size of the inactive");
  const auto funnel = answer("GET", "/v1/segments/regulars/funnel");
  EXPECT_EQ(funnel.at("customers"), count_);
  EXPECT_EQ(funnel.at("stages").at(0).at("stayed"), count_ / 40 * 10);
  EXPECT_EQ(funnel.at("remaining"), in_segment);
  tell("funnel of the regulars");

  answer("PUT", "/v1/campaigns/greeting", greeting);
  answer("POST", "/v1/campaigns/greeting/activate", json::object());
  const auto begun = answer("POST", "/v1/campaigns/greeting/runs", {{"audience", "now"}});
  const auto run = [&] { return answer("GET", "/v1/runs/" + begun.at("id").get<std::string>()); };
  clock_to(begin);
  EXPECT_EQ(run().at("members"), count_);
  EXPECT_EQ(run().at("entered"), count_);
  EXPECT_EQ(run().at("refused"), 0);
  EXPECT_EQ(run().at("open"), count_);
  tell("run that enters everybody");

  clock_to("2026-03-02T09:00:00+07:00");
  EXPECT_EQ(run().at("state"), "ended");
  EXPECT_EQ(run().at("open"), 0);
  EXPECT_EQ(answer("GET", "/v1/campaigns/greeting/stats").at("total"), count_);
  tell("wake-up of everybody");

  const auto thanked = answer("POST", "/v1/segments/size",
                              {{"condition", {{"var", "customer.thanked"}}}, {"name", "Thanked"}});
  EXPECT_EQ(thanked.at("size"), in_segment);
  tell("size by a plain field");
}

} // namespace sojourn::tests
