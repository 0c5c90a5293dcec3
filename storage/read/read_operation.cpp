// Reading what concerns all of the data.
#include "storage/campaigns.hpp"
#include "storage/operation.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <algorithm>
#include <filesystem>

namespace sojourn::storage {

namespace {

std::int64_t file_bytes(const std::string& path) {
  std::error_code failure;
  const auto bytes = std::filesystem::file_size(path, failure);
  return failure ? 0 : static_cast<std::int64_t>(bytes);
}

json row_counts(table_set& tables) {
  auto instances = -tables.forgotten.total(forgotten_row::instances);
  for (const auto& [where, count] : tables.statistics.all())
    instances += count;
  // No entry is ever removed but those that are forgotten.
  const auto forgotten = tables.forgotten.total(forgotten_row::journal_entries);
  json rows{{"journal", tables.journal.last() - forgotten}, {"instances", instances}};
  const auto counted = tables.statistics.counters();
  for (std::size_t i = 0; i < counter_kinds; ++i)
    rows[std::string{to_text(static_cast<counter>(i))}] = counted[i];
  return rows;
}

/// Whether no run enters anybody; those of paused campaigns wait.
bool are_runs_quiet(table_set& tables) {
  const auto runs = tables.runs.under_way();
  return std::all_of(runs.begin(), runs.end(), [&](run_id id) {
    const auto run = tables.runs.find(id);
    if (!run || run->state != run_state::entering)
      return false;
    const auto campaign = tables.campaigns.find(run->campaign);
    return campaign && campaign->campaign.state == campaign_state::paused;
  });
}

class pooled_operation_reader final : public operation_reader {
public:
  explicit pooled_operation_reader(reader_pool& pool) : pool_{pool} {}

  json status() override {
    return pool_.with_connection([&](read_connection& from) {
      return from.in_snapshot([&] {
        auto& db = from.db();
        const auto path = database_path(pool_.options());
        return json{{"schema_version", db.integer("PRAGMA user_version")},
                    {"page_bytes", db.integer("PRAGMA page_size")},
                    {"pages", db.integer("PRAGMA page_count")},
                    {"free_pages", db.integer("PRAGMA freelist_count")},
                    {"file_bytes", file_bytes(path)},
                    {"wal_bytes", file_bytes(path + "-wal")},
                    {"rows", row_counts(from.tables)}};
      });
    });
  }
  bool is_quiet(instant now) override {
    return pool_.in_snapshot([&](table_set& tables) {
      // Restored data stand still until all is answered, and what is answered is carried out.
      const bool stands_still = tables.restore.is_open();
      if (stands_still && tables.restore.is_at_work())
        return false;
      const auto due = tables.timers.first();
      return (stands_still || !due || *due > now) && tables.inbox.after(0, 1).empty() &&
             !tables.held_starts.is_any_free() && (stands_still || tables.outbox.is_empty()) &&
             are_runs_quiet(tables) && !tables.jobs.is_any_under_way() &&
             tables.imports.under_way().empty() && tables.aliases.under_way().empty() &&
             tables.erasures.under_way().empty();
    });
  }
  std::optional<instant> remembered_clock() override {
    return pool_.with_tables([](table_set& tables) { return tables.clock.find(); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<operation_reader> make_operation_reader(reader_pool& pool) {
  return std::make_unique<pooled_operation_reader>(pool);
}

} // namespace sojourn::storage
