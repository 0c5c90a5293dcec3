// A whole daemon in this process, asked over real sockets, on a virtual clock.
#pragma once

#include "api/client/client.hpp"
#include "daemon/composition.hpp"
#include "tests/places.hpp"
#include "tests/support/files.hpp"
#include "tests/support/soon.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace sojourn::tests {

namespace fs = std::filesystem;

/// A daemon on a directory of its own that a test may end and start again.
class whole_daemon : public ::testing::Test {
protected:
  whole_daemon() {
    settings_.data.directory = directory_;
    settings_.http.port = 0;
    settings_.clock.mode = config::clock_mode::virtual_time;
    settings_.clock.start = parse_instant("2026-03-01T09:00:00+07:00").value();
  }
  ~whole_daemon() override {
    if (daemon_) {
      // What every test leaves behind is sound: state equals replay, nothing dangles.
      EXPECT_EQ(answer("POST", "/v1/verify", json::object()).value("violations", json{}),
                json::array());
      daemon_.reset();
    }
  }

  /// `extra`: channels beside those of the settings.
  void start(const channels::channel_map& extra = {}) {
    auto made = daemon::composition::make(
        settings_, extra, [](const std::string&) {}, {}, true, moves_sessions_);
    ASSERT_TRUE(made) << made.error().message;
    daemon_ = std::move(*made);
    where_ = client::parse_url("http://127.0.0.1:" + std::to_string(daemon_->port())).value();
  }

  client::response ask(const std::string& method, const std::string& target,
                       const std::string& body = {},
                       std::vector<std::pair<std::string, std::string>> headers = {}) {
    client::request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.content_type = body.empty() ? "" : "application/json";
    request.headers = std::move(headers);
    if (!token_.empty())
      request.headers.emplace_back("Authorization", "Bearer " + token_);
    auto response = client::send(where_, request);
    EXPECT_TRUE(response) << (response ? "" : response.error().why);
    return response ? *response : client::response{};
  }

  /// `ask` with a body of another type than JSON.
  client::response send_as(const std::string& type, const std::string& target,
                           const std::string& body) {
    client::request request;
    request.method = "POST";
    request.target = target;
    request.body = body;
    request.content_type = type;
    auto response = client::send(where_, request);
    EXPECT_TRUE(response) << (response ? "" : response.error().why);
    return response ? *response : client::response{};
  }

  /// The body of an answer that must be a success.
  json answer(const std::string& method, const std::string& target, const json& body = {}) {
    const auto response = ask(method, target, body.is_null() ? "" : body.dump());
    EXPECT_LT(response.status, 300) << method << " " << target << ": " << response.body;
    return json::parse(response.body, nullptr, false);
  }

  void pass(const std::string& duration) { answer("POST", "/v1/clock", {{"advance", duration}}); }
  /// Lets what is under way come to rest; the clock stands.
  void settle() { pass("PT0S"); }

  /// An has paid an order, says the event of this id.
  client::response tell_paid(const std::string& id) {
    return ask("POST", "/v1/events", "{}",
               {{"ce-specversion", "1.0"},
                {"ce-type", "order.paid"},
                {"ce-source", "/shop"},
                {"ce-id", id},
                {"ce-subject", "customer:an"}});
  }

  void install(const json& definition) {
    const auto id = definition.at("id").get<std::string>();
    answer("PUT", "/v1/campaigns/" + id, definition);
    answer("POST", "/v1/campaigns/" + id + "/activate", json::object());
  }

  std::string only_instance() {
    const auto found = answer("GET", "/v1/instances").at("items");
    EXPECT_EQ(found.size(), 1u);
    return found.at(0).at("id").get<std::string>();
  }
  json explain(const std::string& id) { return answer("GET", "/v1/instances/" + id + "/explain"); }
  json mailbox() { return answer("GET", "/v1/mailbox").at("items"); }

  void install_tier_upgrade() {
    const auto examples = fs::path{tests::source_folder()} / "examples/tier-upgrade";
    for (const std::string pool : {"silver-2026", "gold-2026", "diamond-2026"}) {
      answer("POST", "/v1/vouchers", {{"id", pool}});
      answer("POST", "/v1/vouchers/" + pool + "/codes", {{"codes", {pool + "-A", pool + "-B"}}});
    }
    install(read_json(examples / "campaign.json"));
    answer("PUT", "/v1/records/customer/an",
           {{"name", "An"}, {"tier", "silver"}, {"language", "vi"}});
  }

  std::string token_; ///< of whoever asks; empty: none
  temporary_directory folder_;
  fs::path directory_ = folder_.path() + "/data"; ///< the daemon makes it
  config::settings settings_;
  bool moves_sessions_ = false; ///< whether pass() ends sessions, too
  std::unique_ptr<daemon::composition> daemon_;
  client::endpoint where_;
};

} // namespace sojourn::tests
