#include "storage/write/forget_counts.hpp"

#include "storage/sqlite/transaction.hpp"

#include <algorithm>
#include <map>

namespace sojourn::storage {

namespace {

/// Oldest first; nullopt where it cannot be read.
std::optional<std::vector<engine::stored_entry>> read_journal(table_set& tables,
                                                              const stored_instance& of) {
  std::vector<engine::stored_entry> entries;
  for (auto at = of.head; at != 0;) {
    const auto row = tables.journal.find(at);
    if (!row || row->instance != of.state.id || row->entry.previous >= at ||
        row->entry.format != engine::entry_format)
      return std::nullopt;
    auto decoded = engine::decode_entry(row->entry.type, row->entry.payload);
    if (!decoded)
      return std::nullopt;
    entries.push_back({.at = row->entry.at, .what = std::move(*decoded)});
    at = row->entry.previous;
  }
  std::ranges::reverse(entries);
  return entries;
}

} // namespace

void forget_counts(transaction& tx, own_turns& definitions, const stored_instance& ended) {
  const auto journal = read_journal(tx.tables, ended);
  if (!journal)
    return;
  const auto& campaign = ended.state.campaign;
  const auto find = [&](std::uint32_t number) -> const campaign::definition* {
    const auto* version = tx.tables.campaigns.info(campaign, number);
    const auto definition = version != nullptr
                                ? definitions.definition_of(version->key)
                                : result<campaign::definition_ptr>{campaign::definition_ptr{}};
    return definition ? definition->get() : nullptr; // own_turns keeps it
  };
  graph_tally counted;
  const auto replayed = engine::replay(
      find, *journal,
      [&](std::uint32_t number_before, std::uint32_t number, const engine::turn& made) {
        const auto key_before = tx.tables.campaigns.info(campaign, number_before)->key;
        const auto* version = tx.tables.campaigns.info(campaign, number);
        for (auto& [place, change] :
             graph_changes_of(key_before, version->key, version->timezone, made.passages))
          counted[std::move(place)] += change;
      });
  if (replayed)
    tx.tables.graph_counts.forget(counted);
}

} // namespace sojourn::storage
