// How fast a run enters an audience, and whether an event finds its instance among very many.
#include "figures.hpp"
#include "medians.hpp"
#include "seeding.hpp"
#include "service/common.hpp"
#include "service/events.hpp"
#include "service/runs.hpp"
#include "start_driver.hpp"
#include "storage/inbox.hpp"
#include "storage/options.hpp"
#include "storage/runs.hpp"
#include "storage/write/bulk.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace sojourn::bench {

namespace {

constexpr std::chrono::milliseconds look_again{2};

/// Puts `count` customers into a new file, past HTTP and past every campaign.
void seed_customers(const std::string& directory, long count) {
  storage::store_options options;
  options.directory = directory;
  const storage::record_seeding what{
      count, [](std::int64_t number) {
        const auto id = storage::seed_subject_id(number);
        return std::vector<std::pair<subject_ref, json>>{
            {{"customer", id}, {{"name", "Customer " + id}, {"tier", "gold"}}}};
      }};
  if (auto seeded = storage::seed_records(options, what, from_unix_ms(0)); !seeded)
    throw std::runtime_error(seeded.error().message);
}

/// Everybody who is gold sleeps at once.
json sleeping_audience() {
  auto campaign = sleeper_campaign();
  campaign["audience"] = {{"==", {{{"var", "customer.tier"}}, "gold"}}};
  return campaign;
}

double enrol(daemon::composition& daemon, long count) {
  const auto begin = steady::now();
  const auto run = wait_for<service::written>([&](auto done) {
    daemon.services().runs.start("sleeper", {}, {"bench", {}}, {}, std::move(done));
  });
  const auto id = storage::parse_run_id(run.body.at("id").get<std::string>()).value();
  while (daemon.store().reader().runs().find(id)->entered < count)
    std::this_thread::sleep_for(look_again);
  return static_cast<double>(count) / seconds_since(begin);
}

/// Waits for an order, and then for the next one.
json listener_campaign() {
  return json::parse(R"({
    "id": "listener", "name": "Listener", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "start": "listen",
    "steps": {
      "listen": {"type": "wait", "events": [{"event": "order.paid", "next": "listen"}]}
    }})");
}

constexpr long rounds = 15;
constexpr long events_a_round = 1'000;
constexpr long warming_events = 200;

/// Seconds for an event until it is answered, which says who hears it, and until its instance has
/// heard it; medians of the rounds.
struct event_times {
  double matched = 0;
  double heard = 0;
};

/// Each round has a daemon of its own and sends one event to each of `events_a_round` instances,
/// spread over all that wait: so many rows are cold, however few there are.
event_times match_times(const std::string& directory, long waiting) {
  seed_instances(directory, listener_campaign(), waiting,
                 [](long number) { return from_unix_ms(number); });
  std::vector<double> matched;
  std::vector<double> heard;
  for (long round = 0; round < rounds; ++round) {
    auto daemon = make_daemon(directory);
    const auto publish = [&](long first, long count) {
      call_driver{count, 256}.run([&](long number, auto done) {
        const auto which = first + number;
        service::event_request event;
        event.source = "bench";
        event.id = std::to_string(round) + "-" + std::to_string(which);
        event.type = "order.paid";
        // Both steps share no factor with a power of ten: no instance twice in a round.
        event.subject = {"customer",
                         storage::seed_subject_id((round * 104'729 + which * 618'033) % waiting)};
        event.data = {{"total", 42}};
        daemon->services().events.publish(std::move(event), std::move(done));
      });
    };
    const auto wait_until_heard = [&] {
      while (daemon->store().reader().inbox().count() > 0)
        std::this_thread::sleep_for(std::chrono::microseconds{200});
    };
    publish(0, warming_events);
    wait_until_heard();
    constexpr auto measured = events_a_round - warming_events;
    const auto begin = steady::now();
    publish(warming_events, measured);
    matched.push_back(seconds_since(begin) / measured);
    wait_until_heard();
    heard.push_back(seconds_since(begin) / measured);
    daemon->stop(milliseconds{1'000});
  }
  std::filesystem::remove_all(directory);
  return {median(std::move(matched)), median(std::move(heard))};
}

} // namespace

void measure_enrolment(const plan& how, figures& out) {
  const auto count = how.scaled(100'000);
  const auto directory = fresh_directory(how.directory + "/enrolment");
  seed_customers(directory, count);
  auto daemon = make_daemon(directory);
  install(*daemon, sleeping_audience());
  const auto number = static_cast<double>(count);
  auto used = processor_seconds();
  out["enrolled_per_s"] = enrol(*daemon, count);
  out["enrolled_cpu_us"] = (processor_seconds() - used) / number * 1e6;
  auto plain = sleeper_campaign(); // the customers that start_many names have no record
  plain["id"] = "plain";
  install(*daemon, plain);
  start_many(*daemon, "plain", count / 10);
  const auto begin = steady::now();
  used = processor_seconds();
  start_many(*daemon, "plain", count);
  out["enrol_per_s"] = out["enrolled_per_s"] * seconds_since(begin) / number;
  out["start_cpu_us"] = (processor_seconds() - used) / number * 1e6;
  daemon->stop(milliseconds{1'000});
  std::fprintf(stderr, "enrolment measured\n");
}

void measure_events(const plan& how, figures& out) {
  const auto few = match_times(fresh_directory(how.directory + "/few-listeners"), events_a_round);
  const auto many = match_times(fresh_directory(how.directory + "/many-listeners"),
                                std::max(events_a_round, how.scaled(1'000'000)));
  out["events_per_s"] = 1 / few.matched;
  out["events_among_many_per_s"] = 1 / many.matched;
  out["event_match_ratio"] = many.matched / few.matched;
  out["event_heard_ratio"] = many.heard / few.heard;
  std::fprintf(stderr, "events measured\n");
}

} // namespace sojourn::bench
