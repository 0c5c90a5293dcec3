// Messages as reports count them: 80 of a place in one row, in the order in which they left.
#pragma once

#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/message_entry.hpp"
#include "storage/tables/message_places.hpp"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace sojourn::storage {

/// The writer gathers the changes of a commit and writes each chunk once. A slot that was given to
/// a unit that is taken back stays empty; so does the one that a further attempt has left.
class message_chunk_table {
public:
  message_chunk_table(connection& db, message_place_table& places) : db_{db}, places_{places} {}

  /// Two chunks fill a page of 4 KiB.
  static constexpr std::int64_t entries_per_chunk = 80;

  // For the writer alone.
  /// The next slot of a place; never given twice while the process runs.
  [[nodiscard]] message_slot next_slot(std::int64_t place);
  void put(message_slot slot, const message_entry& what) {
    changes_.push_back({slot, change_kind::put, what});
  }
  void clear(message_slot slot) { changes_.push_back({slot, change_kind::clear, {}}); }
  /// Whether it counts as sent.
  void set_counts(message_slot slot, bool counts) {
    changes_.push_back({slot, change_kind::count, {.counts = counts}});
  }
  void set_forgotten(message_slot slot) { changes_.push_back({slot, change_kind::forget, {}}); }
  /// It was delivered, and perhaps read or clicked: of each the first instant stays.
  void add_heard(message_slot slot, std::optional<instant> read_at,
                 std::optional<instant> clicked_at) {
    changes_.push_back({slot,
                        change_kind::hear_of,
                        {.is_delivered = true, .read_at = read_at, .clicked_at = clicked_at}});
  }
  /// Whether this commit has changed something in a place.
  [[nodiscard]] bool has_changes(std::int64_t place) const;
  void begin_unit() { unit_began_ = changes_.size(); }
  void undo_unit();
  void undo_all();
  /// Writes what was gathered.
  void write();

  struct removal {
    std::int64_t chunks = 0;
    bool is_done = false; ///< nothing is left of the place
    bool is_held = false; ///< a message has its row still
  };
  /// Looks at the first `limit` chunks of a place and removes those of whose messages no row is
  /// left.
  [[nodiscard]] removal remove(std::int64_t place, std::size_t limit);
  /// Empties every slot of a chunk whose message has its row still.
  void clear_live();

  /// Calls `visit(index, entry)` for each slot of a place that is not empty, in their order.
  template <class Visit>
  void each(const message_place_table::row& place, const Visit& visit) {
    auto rows = of_place_.query(first_key(place.key), first_key(place.key + 1));
    while (rows.next())
      each_entry(rows.bytes(1), first_index(rows.integer(0)), place.period, visit);
  }
  /// The bytes of one; empty: there is no such slot.
  [[nodiscard]] std::string bytes_of(message_slot slot);

  struct chunk {
    std::int64_t key = 0;
    std::string entries;
  };
  /// By key, behind `after`.
  [[nodiscard]] std::optional<chunk> next(std::int64_t after);
  [[nodiscard]] static std::int64_t key_of(message_slot slot);
  [[nodiscard]] static std::int64_t place_of(std::int64_t key);
  [[nodiscard]] static std::int64_t first_index(std::int64_t key);

  template <class Visit>
  static void each_entry(std::string_view entries, std::int64_t first, std::int64_t period,
                         const Visit& visit) {
    for (std::size_t at = 0; at + message_entry_bytes <= entries.size();
         at += message_entry_bytes) {
      if (const auto entry = read_entry(entries.data() + at, period); entry.recipient != 0)
        visit(first + static_cast<std::int64_t>(at / message_entry_bytes), entry);
    }
  }

private:
  enum class change_kind : std::uint8_t { put, clear, count, forget, hear_of };
  struct change {
    message_slot slot;
    change_kind kind = change_kind::put;
    message_entry entry;
  };

  [[nodiscard]] static std::int64_t first_key(std::int64_t place);
  /// Those changes that are of one chunk.
  void write_chunk(std::int64_t key, std::span<const change> changes);
  static void apply(const change& what, std::string& entries);

  connection& db_;
  message_place_table& places_;
  std::vector<change> changes_{};
  std::size_t unit_began_ = 0;
  std::unordered_map<std::int64_t, std::int64_t> next_{}; ///< place → index
  statement find_{db_, "SELECT entries FROM message_chunk WHERE key = ?"};
  statement put_{db_, "INSERT INTO message_chunk (key, entries) VALUES (?, ?) "
                      "ON CONFLICT DO UPDATE SET entries = excluded.entries"};
  statement last_{db_, "SELECT key, length(entries) FROM message_chunk "
                       "WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT 1"};
  statement of_place_{db_, "SELECT key, entries FROM message_chunk WHERE key >= ? AND key < ? "
                           "ORDER BY key"};
  statement some_of_place_{db_, "SELECT key, entries FROM message_chunk "
                                "WHERE key >= ? AND key < ? ORDER BY key LIMIT ?"};
  statement next_chunk_{db_, "SELECT key, entries FROM message_chunk WHERE key > ? "
                             "ORDER BY key LIMIT 1"};
  statement remove_{db_, "DELETE FROM message_chunk WHERE key = ?"};
};

} // namespace sojourn::storage
