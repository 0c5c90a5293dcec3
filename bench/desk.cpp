// How long it takes to look up the customer who stands at the desk, among a million.
#include "service/desk.hpp"

#include "daemon_under_test.hpp"
#include "figures.hpp"
#include "storage/store.hpp"
#include "storage/write/bulk.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace sojourn::bench {

namespace {

constexpr int looked_up = 200;

std::string phone_of(std::int64_t number) { return "+8490" + std::to_string(1'000'000 + number); }

std::vector<std::pair<subject_ref, json>> customer_at_the_desk(std::int64_t number) {
  const auto id = storage::seed_subject_id(number);
  std::vector<std::pair<subject_ref, json>> made;
  made.push_back({{"customer", id},
                  {{"name", "Customer " + std::to_string(number)},
                   {"email", id + "@example.com"},
                   {"phone", phone_of(number)},
                   {"tier", "gold"},
                   {"language", "vi"}}});
  return made;
}

} // namespace

/// The slowest but one in a hundred: each look-up is of somebody else, and writes its line of the
/// audit before it is answered.
void measure_desk(const plan& how, figures& out) {
  const auto now = parse_instant("2026-03-01T09:00:00Z").value();
  const auto directory = fresh_directory(how.directory + "/desk");
  const auto customers = how.scaled(1'000'000);
  auto settings = settings_for(directory);
  settings.desk.lookups_per_minute = 10'000;
  settings.desk.lookups_per_day = 100'000;
  make_daemon(settings)->stop(milliseconds{1'000}); // makes the file, and its key
  storage::store_options options;
  options.directory = directory;
  if (auto seeded = storage::seed_records(options, {customers, customer_at_the_desk}, now); !seeded)
    throw std::runtime_error(seeded.error().message);
  auto daemon = make_daemon(settings);

  std::vector<double> times;
  for (int i = 0; i < looked_up; ++i) {
    const auto number = 1 + (i * 7'919L) % (customers - 1);
    const auto began = std::chrono::steady_clock::now();
    const auto seen = wait_for<json>([&](completion<json> done) {
      daemon->services().desk.look_up({.phone = phone_of(number)}, {.who = "bench", .why = ""},
                                      std::move(done));
    });
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
            .count());
    if (!seen.contains("customer"))
      throw std::runtime_error("the desk does not know " + phone_of(number));
  }
  std::ranges::sort(times);
  out["desk_1m_ms"] = times.at(times.size() * 99 / 100);
  out["desk_median_ms"] = times.at(times.size() / 2);
  daemon.reset();
  std::filesystem::remove_all(directory);
}

} // namespace sojourn::bench
