#include "channels/http/multi_client.hpp"

#include "channels/http/exchange.hpp"
#include "outcomes.hpp"
#include "simulators/http_server.hpp"

#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

http_request get(const std::string& url) {
  return {.url = url, .headers = {}, .body = {}, .timeout = test_patience, .ca_file = {}};
}

TEST(multi_client, what_does_not_fit_the_queue_ends_at_once_as_transient) {
  http_server server{[](const seen_request&, connection& peer) { peer.wait_for_close(); }};
  outcomes reported;
  multi_client client{{.max_running = 1, .max_waiting = 2, .allow_private_addresses = true}};
  const auto submit = [&] {
    exchange(
        client, get(server.url()),
        [done = reported.add()](attempt_result judged, http_response) { done(std::move(judged)); });
  };
  submit();
  server.wait_for(1); // it is under way, no longer waiting
  submit();
  submit();
  EXPECT_EQ(reported.so_far().size(), 0u);
  submit();

  const auto refused = reported.so_far();
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused.front().how, outcome::transient);
  EXPECT_EQ(refused.front().code, "overloaded");
  EXPECT_EQ(client.pending(), 3u);
}

TEST(multi_client, transfers_may_be_submitted_from_many_threads) {
  http_server server{http_answer(200)};
  outcomes reported;
  multi_client client{{.max_running = 4, .allow_private_addresses = true}};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i)
        exchange(client, get(server.url()),
                 [done = reported.add()](attempt_result judged, http_response) {
                   done(std::move(judged));
                 });
    });
  for (auto& thread : threads)
    thread.join();
  for (const auto& one : reported.wait_for(100))
    EXPECT_EQ(one.how, outcome::accepted);
}

TEST(multi_client, an_idle_client_ends_without_waiting) {
  http_server server{http_answer(200)};
  outcomes reported;
  {
    multi_client client{{.allow_private_addresses = true}};
    exchange(
        client, get(server.url()),
        [done = reported.add()](attempt_result judged, http_response) { done(std::move(judged)); });
    reported.wait_for(1);
  }
  EXPECT_EQ(reported.so_far().size(), 1u);
}

} // namespace
} // namespace sojourn::channels
