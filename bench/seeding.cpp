#include "seeding.hpp"

#include "actors/turn_request.hpp"
#include "daemon_under_test.hpp"
#include "storage/bulk.hpp"

namespace sojourn::bench {

void seed_sleepers(const std::string& directory, long count, long due_soon) {
  {
    auto daemon = make_daemon(directory);
    install(*daemon, sleeper_campaign());
    daemon->stop(milliseconds{1'000});
  }
  const auto definition = campaign::read_definition(sleeper_campaign()).value();
  actors::running_version version;
  version.key = {1};
  version.version = 1;
  version.definition = definition;
  const auto soon = parse_instant("2025-12-01T00:00:00Z").value();
  const auto late = parse_instant("2026-04-01T00:00:00Z").value();
  instance_id_source ids;
  storage::seeding what;
  what.count = count;
  what.per_template = 100;
  what.make_template = [&](std::int64_t number) {
    // Those of the measured move fall due together, in the order of their ids; the others
    // one millisecond after another.
    const auto at = number < due_soon ? soon : late + milliseconds{number};
    engine::started start;
    start.id = instance_id{static_cast<std::uint64_t>(number + 1) * 4};
    start.campaign = "sleeper";
    start.version = 1;
    start.subject = {"customer", storage::seed_subject_id(number)};
    start.trigger = {{"type", "manual"}, {"data", json::object()}};
    start.who = "bench";
    auto made = engine::advance(*definition, {}, start, at, {}).value();
    return actors::make_turn_write(version, 0, at, nullptr, std::move(made), 0, {});
  };
  storage::store_options options;
  options.directory = directory;
  if (auto seeded = storage::seed_sleepers(options, what); !seeded)
    throw std::runtime_error(seeded.error().message);
}

} // namespace sojourn::bench
