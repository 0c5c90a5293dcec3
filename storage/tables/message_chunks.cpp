#include "storage/tables/message_chunks.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

constexpr int chunk_bits = 24;
constexpr std::int64_t chunk_mask = (std::int64_t{1} << chunk_bits) - 1;

void take_first(std::optional<instant>& kept, const std::optional<instant>& told) {
  if (told)
    kept = std::min(kept.value_or(*told), *told);
}

/// An instant in `told` that a place has to know of.
std::optional<instant> heard_in(const message_entry& told) {
  return std::max(told.read_at, told.clicked_at);
}

} // namespace

std::int64_t message_chunk_table::first_key(std::int64_t place) { return place << chunk_bits; }

std::int64_t message_chunk_table::key_of(message_slot slot) {
  return first_key(slot.place) | (slot.index / entries_per_chunk);
}

std::int64_t message_chunk_table::place_of(std::int64_t key) { return key >> chunk_bits; }

std::int64_t message_chunk_table::first_index(std::int64_t key) {
  return (key & chunk_mask) * entries_per_chunk;
}

message_slot message_chunk_table::next_slot(std::int64_t place) {
  auto found = next_.find(place);
  if (found == next_.end()) {
    auto rows = last_.query(first_key(place), first_key(place + 1));
    const auto next = rows.next()
                          ? first_index(rows.integer(0)) +
                                rows.integer(1) / static_cast<std::int64_t>(message_entry_bytes)
                          : 0;
    found = next_.emplace(place, next).first;
  }
  return {place, found->second++};
}

bool message_chunk_table::has_changes(std::int64_t place) const {
  return std::ranges::any_of(changes_, [&](const change& one) { return one.slot.place == place; });
}

void message_chunk_table::undo_unit() {
  changes_.resize(unit_began_);
  places_.forget_keys();
}

void message_chunk_table::undo_all() {
  changes_.clear();
  unit_began_ = 0;
  places_.forget_keys();
}

void message_chunk_table::write() {
  if (changes_.empty())
    return;
  std::ranges::stable_sort(changes_, {}, [](const change& one) { return one.slot; });
  std::unordered_map<std::int64_t, instant> heard;
  for (std::size_t begin = 0; begin < changes_.size();) {
    const auto key = key_of(changes_[begin].slot);
    auto end = begin;
    for (; end < changes_.size() && key_of(changes_[end].slot) == key; ++end) {
      const auto& one = changes_[end];
      if (const auto at = heard_in(one.entry))
        heard[one.slot.place] = std::max(heard[one.slot.place], *at);
    }
    write_chunk(key, std::span{changes_}.subspan(begin, end - begin));
    begin = end;
  }
  for (const auto& [place, at] : heard)
    places_.raise_heard(place, at);
  changes_.clear();
  unit_began_ = 0;
}

void message_chunk_table::write_chunk(std::int64_t key, std::span<const change> changes) {
  std::string entries;
  {
    auto rows = find_.query(key);
    if (rows.next())
      entries = rows.bytes(0);
  }
  for (const auto& one : changes)
    apply(one, entries);
  if (!entries.empty())
    put_.run(key, blob{entries});
}

void message_chunk_table::apply(const change& what, std::string& entries) {
  const auto at =
      static_cast<std::size_t>(what.slot.index % entries_per_chunk) * message_entry_bytes;
  if (entries.size() < at + message_entry_bytes) {
    if (what.kind != change_kind::put)
      return; // it is in no chunk any more
    entries.resize(at + message_entry_bytes, '\0');
  }
  char* const place = entries.data() + at;
  if (what.kind == change_kind::put) {
    write_entry(what.entry, place);
    return;
  }
  if (what.kind == change_kind::clear) {
    std::fill_n(place, message_entry_bytes, '\0');
    return;
  }
  // The offset in the period stays as it is, whichever that is.
  auto entry = read_entry(place, 0);
  if (entry.recipient == 0)
    return;
  if (what.kind == change_kind::count)
    entry.counts = what.entry.counts;
  else if (what.kind == change_kind::forget)
    entry.is_forgotten = true;
  else {
    entry.is_delivered = true;
    take_first(entry.read_at, what.entry.read_at);
    take_first(entry.clicked_at, what.entry.clicked_at);
  }
  write_entry(entry, place);
}

message_chunk_table::removal message_chunk_table::remove(std::int64_t place, std::size_t limit) {
  std::vector<std::int64_t> gone;
  removal made;
  std::size_t looked_at = 0;
  {
    auto rows = some_of_place_.query(first_key(place), first_key(place + 1), limit);
    while (rows.next()) {
      ++looked_at;
      bool is_live = false;
      each_entry(rows.bytes(1), 0, 0, [&](std::int64_t, const message_entry& entry) {
        is_live = is_live || !entry.is_forgotten;
      });
      if (is_live)
        made.is_held = true;
      else
        gone.push_back(rows.integer(0));
    }
  }
  for (const auto key : gone)
    remove_.run(key);
  made.chunks = static_cast<std::int64_t>(gone.size());
  made.is_done = looked_at < limit && !made.is_held;
  return made;
}

void message_chunk_table::clear_live() {
  std::int64_t after = 0;
  while (auto one = next(after)) {
    after = one->key;
    bool is_empty = true;
    for (std::size_t at = 0; at + message_entry_bytes <= one->entries.size();
         at += message_entry_bytes) {
      if (read_entry(one->entries.data() + at, 0).is_forgotten)
        is_empty = false;
      else
        std::fill_n(one->entries.data() + at, message_entry_bytes, '\0');
    }
    if (is_empty)
      remove_.run(one->key);
    else
      put_.run(one->key, blob{one->entries});
  }
}

std::string message_chunk_table::bytes_of(message_slot slot) {
  const auto at = static_cast<std::size_t>(slot.index % entries_per_chunk) * message_entry_bytes;
  auto rows = find_.query(key_of(slot));
  if (!rows.next() || rows.bytes(0).size() < at + message_entry_bytes)
    return {};
  return std::string{rows.bytes(0).substr(at, message_entry_bytes)};
}

std::optional<message_chunk_table::chunk> message_chunk_table::next(std::int64_t after) {
  auto rows = next_chunk_.query(after);
  if (!rows.next())
    return std::nullopt;
  return chunk{rows.integer(0), std::string{rows.bytes(1)}};
}

} // namespace sojourn::storage
