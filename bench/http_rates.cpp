// How fast the daemon is from outside.
#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "load_client.hpp"
#include "storage/instances.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>

namespace sojourn::bench {

namespace {

using steady = std::chrono::steady_clock;
constexpr double steps_a_journey = 7;

std::string start_of(const std::string& campaign, long number) {
  return post_request("/v1/campaigns/" + campaign + "/runs",
                      R"({"subject":"customer:c-)" + std::to_string(number) + R"("})");
}

load starts(std::uint16_t port, const std::string& campaign, long count) {
  load what;
  what.port = port;
  what.requests = count;
  what.expected_status = 201;
  what.request = [campaign](long number) { return start_of(campaign, number); };
  return what;
}

void wait_until_completed(daemon::composition& daemon, long count) {
  while (count_status(daemon, "completed") < count)
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
}

} // namespace

void measure_http(const plan& how, figures& out) {
  auto daemon = make_daemon(fresh_directory(how.directory + "/http"));
  install(*daemon, sleeper_campaign());
  install(*daemon, journey_campaign());

  load health;
  health.port = daemon->port();
  health.requests = how.scaled(200'000);
  health.request = [](long) { return get_request("/healthz"); };
  auto cpu_us = [used = processor_seconds()](long requests) mutable {
    const auto before = std::exchange(used, processor_seconds());
    return (used - before) / static_cast<double>(requests) * 1e6;
  };
  out["healthz_per_s"] = run_load(health).rate();
  out["healthz_cpu_us"] = cpu_us(health.requests);
  const auto plain = starts(daemon->port(), "sleeper", how.scaled(60'000));
  out["starts_per_s"] = run_load(plain).rate();
  out["http_start_cpu_us"] = cpu_us(plain.requests);
  out["starts_vs_healthz"] = out["starts_per_s"] / out["healthz_per_s"];

  auto open_loop = starts(daemon->port(), "sleeper", how.scaled(2'000));
  open_loop.rate = 200;
  const auto paced = run_load(open_loop);
  out["start_p50_ms"] = paced.percentile(0.5);
  out["start_p99_ms"] = paced.percentile(0.99);

  std::vector<double> alone;
  const auto journeys_alone = how.scaled(300);
  for (long i = 0; i < journeys_alone; ++i) {
    auto one = starts(daemon->port(), "journey", 1);
    one.connections = 1;
    const auto begin = steady::now();
    const auto answer = run_load(one);
    const auto id = parse_instance_id(json::parse(answer.last_body).at("id").get<std::string>());
    while (!engine::is_ended(daemon->store().reader().instances().load(*id)->state.status))
      std::this_thread::sleep_for(std::chrono::microseconds{50});
    alone.push_back(std::chrono::duration<double, std::milli>(steady::now() - begin).count());
  }
  std::nth_element(alone.begin(), alone.begin() + static_cast<long>(alone.size() / 2), alone.end());
  out["journey_alone_ms"] = alone[alone.size() / 2];

  const auto journeys = how.scaled(20'000);
  const auto before = count_status(*daemon, "completed");
  const auto begin = steady::now();
  const auto started = run_load(starts(daemon->port(), "journey", journeys));
  wait_until_completed(*daemon, before + journeys);
  const auto took = std::chrono::duration<double>(steady::now() - begin).count();
  out["journeys_per_s"] = static_cast<double>(journeys) / took;
  out["steps_per_s"] = out["journeys_per_s"] * steps_a_journey;
  out["journey_starts_per_s"] = started.rate();
  daemon->stop(milliseconds{2'000});
  std::fprintf(stderr, "HTTP rates measured\n");
}

} // namespace sojourn::bench
