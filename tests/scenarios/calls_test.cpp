// Calls of other systems by a daemon that is killed while one is under way.
#include "simulators/http_server.hpp"
#include "tests/scenarios/mortal_daemon.hpp"

#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr auto begin = "2026-03-01T09:00:00+07:00";

json campaign(const std::string& method, const std::string& url) {
  return {
      {"id", "bill"},
      {"name", "bill"},
      {"trigger", {{"type", "manual"}}},
      {"start", "call"},
      {"steps", {{"call", {{"type", "http"}, {"method", method}, {"url", url}, {"next", "end"}}}}}};
}

/// Killed between the call and its answer, and started again.
std::pair<std::string, std::size_t> status_and_calls(const std::string& method,
                                                     std::size_t expected) {
  channels::http_server invoices{[count = std::make_shared<std::atomic<int>>(0)](
                                     const channels::seen_request&, channels::connection& peer) {
    if (++*count == 1)
      peer.wait_for_close();
    else
      peer.write(channels::http_answer(200));
  }};
  const temporary_directory folder;
  mortal_daemon shop{folder.path() + "/data", begin, 0};
  shop.install(campaign(method, invoices.url()));
  shop.answer("POST", "/v1/campaigns/bill/runs", {{"customer", "an"}});
  invoices.wait_for(1);

  shop.kill();

  shop.clock_to("2026-03-03T09:00:00+07:00");
  const auto seen = invoices.wait_for(expected).size();
  return {shop.items("/v1/instances").at(0).at("status"), seen};
}

} // namespace

TEST(calls, a_post_that_was_under_way_when_the_daemon_was_killed_is_held_and_not_repeated) {
  EXPECT_EQ(status_and_calls("POST", 1), (std::pair{std::string{"held"}, std::size_t{1}}));
}

TEST(calls, a_put_that_was_under_way_when_the_daemon_was_killed_is_made_again) {
  EXPECT_EQ(status_and_calls("PUT", 2), (std::pair{std::string{"completed"}, std::size_t{2}}));
}

} // namespace sojourn::scenarios
