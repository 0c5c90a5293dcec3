#include "storage/tables/statistics.hpp"

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, counter_kinds> counter_names{"timers", "waits", "outbox",
                                                                    "deliveries", "records"};

engine::instance_status read_status(const statement::rows& from, int column) {
  const auto status = from.integer(column);
  if (status < 0 || status > static_cast<int>(engine::instance_status::failed))
    throw corrupt_row{"a statistic has the status " + std::to_string(status)};
  return static_cast<engine::instance_status>(status);
}

} // namespace

std::string_view to_text(counter which) { return counter_names[static_cast<std::size_t>(which)]; }

void tally::add(const tally& other) {
  for (const auto& [where, change] : other.standings)
    standings[where] += change;
  for (std::size_t i = 0; i < counter_kinds; ++i)
    counters[i] += other.counters[i];
  for (const auto& [run, change] : other.runs)
    runs[run].add(change);
  for (const auto& [where, change] : other.starts)
    starts[where] += change;
}

void tally::clear() {
  standings.clear();
  counters.fill(0);
  runs.clear();
  starts.clear();
}

void statistic_table::write(const tally& changes) {
  for (const auto& [where, change] : changes.standings) {
    if (change != 0)
      add_.run(where.version.value, where.status, where.step, change);
  }
  for (std::size_t i = 0; i < counter_kinds; ++i) {
    if (changes.counters[i] != 0)
      add_counter_.run(counter_names[i], changes.counters[i]);
  }
}

json statistic_table::show(const std::string& campaign) {
  json shown{{"by_status", json::object()}, {"by_step", json::object()}, {"total", 0}};
  auto rows = show_.query(campaign);
  while (rows.next()) {
    const std::string status{to_text(read_status(rows, 0))};
    const auto step = rows.text(1);
    const auto count = rows.integer(2);
    auto& by_status = shown["by_status"];
    by_status[status] = by_status.value(status, std::int64_t{0}) + count;
    shown["by_step"][step][status] = count;
    shown["total"] = shown["total"].get<std::int64_t>() + count;
  }
  return shown;
}

json statistic_table::totals() {
  auto shown = json::object();
  auto rows = totals_.query();
  while (rows.next())
    shown[std::string{to_text(read_status(rows, 0))}] = rows.integer(1);
  return shown;
}

std::map<standing, std::int64_t> statistic_table::all() {
  std::map<standing, std::int64_t> found;
  auto rows = all_.query();
  while (rows.next())
    found[{.version = {rows.integer(0)}, .status = read_status(rows, 1), .step = rows.text(2)}] =
        rows.integer(3);
  return found;
}

std::map<std::int64_t, std::map<engine::instance_status, std::int64_t>>
statistic_table::by_campaign() {
  std::map<std::int64_t, std::map<engine::instance_status, std::int64_t>> found;
  auto rows = by_campaign_.query();
  while (rows.next())
    found[rows.integer(0)][read_status(rows, 1)] = rows.integer(2);
  return found;
}

std::map<std::string, std::map<engine::instance_status, std::int64_t>>
statistic_table::of_version(version_key version) {
  std::map<std::string, std::map<engine::instance_status, std::int64_t>> found;
  auto rows = of_version_.query(version.value);
  while (rows.next())
    found[rows.text(0)][read_status(rows, 1)] = rows.integer(2);
  return found;
}

std::int64_t statistic_table::count(std::int64_t campaign, engine::instance_status status,
                                    const std::string& step) {
  auto rows = count_.query(campaign, status, step);
  return rows.next() ? rows.integer(0) : 0;
}

std::array<std::int64_t, counter_kinds> statistic_table::counters() {
  std::array<std::int64_t, counter_kinds> found{};
  for (std::size_t i = 0; i < counter_kinds; ++i) {
    auto rows = counter_.query(counter_names[i]);
    if (rows.next())
      found[i] = rows.integer(0);
  }
  return found;
}

} // namespace sojourn::storage
