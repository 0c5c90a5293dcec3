// How fast a run enters an audience, and whether an event finds its instance among very many.
#include "figures.hpp"
#include "seeding.hpp"
#include "start_driver.hpp"
#include "storage/bulk.hpp"

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
  const auto run = wait_for<orchestrator::written>([&](auto done) {
    daemon.orchestrator().start_run("sleeper", {}, {"bench", {}}, {}, std::move(done));
  });
  const auto id = storage::parse_run_id(run.body.at("id").get<std::string>()).value();
  while (daemon.store().reader().run(id)->entered < count)
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

/// Events a second until they are answered, which says who hears them, and until their instances
/// have heard them.
struct event_rates {
  double matched = 0;
  double heard = 0;
};

event_rates match_rates(const std::string& directory, long waiting, long events) {
  seed_instances(directory, listener_campaign(), waiting,
                 [](long number) { return from_unix_ms(number); });
  auto daemon = make_daemon(directory);
  std::uint64_t state = 1;
  const auto publish = [&](long count, const std::string& prefix) {
    const auto begin = steady::now();
    call_driver{count, 256}.run([&](long number, auto done) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      orchestrator::event_request event;
      event.source = "bench";
      event.id = prefix + std::to_string(number);
      event.type = "order.paid";
      event.subject = {"customer", storage::seed_subject_id(static_cast<std::int64_t>(
                                       (state >> 33) % static_cast<std::uint64_t>(waiting)))};
      event.data = {{"total", 42}};
      daemon->orchestrator().publish_event(std::move(event), std::move(done));
    });
    event_rates rates;
    rates.matched = static_cast<double>(count) / seconds_since(begin);
    while (daemon->store().reader().delivery_count() > 0)
      std::this_thread::sleep_for(look_again);
    rates.heard = static_cast<double>(count) / seconds_since(begin);
    return rates;
  };
  publish(events / 10, "warm-");
  const auto rates = publish(events, "event-");
  daemon->stop(milliseconds{1'000});
  daemon.reset();
  std::filesystem::remove_all(directory);
  return rates;
}

} // namespace

void measure_enrolment(const plan& how, figures& out) {
  const auto count = how.scaled(100'000);
  const auto directory = fresh_directory(how.directory + "/enrolment");
  seed_customers(directory, count);
  auto daemon = make_daemon(directory);
  install(*daemon, sleeping_audience());
  out["enrolled_per_s"] = enrol(*daemon, count);
  auto plain = sleeper_campaign(); // the customers that start_many names have no record
  plain["id"] = "plain";
  install(*daemon, plain);
  start_many(*daemon, "plain", count / 10);
  const auto begin = steady::now();
  start_many(*daemon, "plain", count);
  out["enrol_per_s"] = out["enrolled_per_s"] * seconds_since(begin) / static_cast<double>(count);
  daemon->stop(milliseconds{1'000});
  std::fprintf(stderr, "enrolment measured\n");
}

void measure_events(const plan& how, figures& out) {
  const auto events = how.scaled(20'000);
  const auto few = match_rates(fresh_directory(how.directory + "/few-listeners"), 1'000, events);
  const auto many = match_rates(fresh_directory(how.directory + "/many-listeners"),
                                how.scaled(1'000'000), events);
  out["events_per_s"] = few.matched;
  out["events_among_many_per_s"] = many.matched;
  out["event_match_ratio"] = few.matched / many.matched;
  out["event_heard_ratio"] = few.heard / many.heard;
  std::fprintf(stderr, "events measured\n");
}

} // namespace sojourn::bench
