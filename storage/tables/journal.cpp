#include "storage/tables/journal.hpp"

#include "engine/entry.hpp"
#include "storage/journal.hpp"

namespace sojourn::storage {

void journal_table::append(journal_position seq, instance_id instance, journal_position previous,
                           instant at, std::uint8_t type, std::string_view payload) {
  append_.run(seq, instance, previous, at, type, engine::entry_format, payload);
}

journal_position journal_table::last() {
  auto rows = last_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::optional<journal_table::row> journal_table::find(journal_position seq) {
  auto rows = find_.query(seq);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::int64_t journal_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<journal_table::row> journal_table::without_instance(std::size_t limit) {
  std::vector<row> found;
  auto rows = without_instance_.query(limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

journal_table::row journal_table::read(const statement::rows& from) {
  return {.instance = from.instance(1),
          .entry = {.number = from.integer(0),
                    .previous = from.integer(2),
                    .at = from.at(3),
                    .type = static_cast<std::uint8_t>(from.integer(4)),
                    .format = static_cast<int>(from.integer(5)),
                    .payload = from.text(6)}};
}

} // namespace sojourn::storage
