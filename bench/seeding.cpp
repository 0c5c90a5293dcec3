#include "seeding.hpp"

#include "actors/instance/turn_request.hpp"
#include "daemon_under_test.hpp"
#include "storage/options.hpp"
#include "storage/write/bulk.hpp"

#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace sojourn::bench {

namespace {

/// Waits until the disk has what was written, or the first checkpoint that is measured would
/// pay for all of the seeding.
void flush(const std::string& directory) {
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const int file = ::open(entry.path().c_str(), O_RDONLY);
    if (file < 0 || ::fsync(file) != 0)
      throw std::runtime_error("cannot flush " + entry.path().string());
    ::close(file);
  }
}

} // namespace

void seed_instances(const std::string& directory, const json& campaign, long count,
                    const std::function<instant(long number)>& begin) {
  {
    auto daemon = make_daemon(directory);
    install(*daemon, campaign);
    daemon->stop(milliseconds{1'000});
  }
  const auto definition = campaign::read_definition(campaign).value();
  actors::running_version version;
  version.key = {1};
  version.version = 1;
  version.definition = definition;
  storage::seeding what;
  what.count = count;
  what.per_template = 100;
  what.make_template = [&](std::int64_t number) {
    engine::started start;
    start.id = instance_id{static_cast<std::uint64_t>(number + 1) * 4};
    start.campaign = definition->id;
    start.version = 1;
    start.subject = {"customer", storage::seed_subject_id(number)};
    start.trigger = {{"type", "manual"}, {"data", json::object()}};
    start.who = "bench";
    const auto at = begin(number);
    auto made = engine::advance(*definition, {}, start, at, {}).value();
    return actors::make_turn_write(version, 0, at, nullptr, std::move(made), 0, {});
  };
  storage::store_options options;
  options.directory = directory;
  if (auto seeded = storage::seed_sleepers(options, what); !seeded)
    throw std::runtime_error(seeded.error().message);
  flush(directory);
}

void seed_sleepers(const std::string& directory, long count, due_groups due) {
  // A sleeper is due a hundred days after its start: 2025-11-23 is two days before the daemon's.
  const auto first_group = parse_instant("2025-11-23T00:00:00Z").value();
  const auto late = parse_instant("2026-04-01T00:00:00Z").value();
  seed_instances(directory, sleeper_campaign(), count, [&](long number) {
    return number < due.groups * due.count
               ? first_group + std::chrono::days{2 * (number / due.count)}
               : late + milliseconds{number};
  });
}

} // namespace sojourn::bench
