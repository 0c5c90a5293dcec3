#include "storage/tables/reentry.hpp"

#include "engine/state.hpp"

namespace sojourn::storage {

static_assert(static_cast<int>(engine::instance_status::completed) == 4,
              "the statement wrong_ counts on it");

std::optional<reentry_table::row> reentry_table::find(std::int64_t campaign,
                                                      const std::string& key) {
  auto rows = find_.query(campaign, key);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<reentry_table::row> reentry_table::wrong(std::size_t limit) {
  std::vector<row> found;
  auto rows = wrong_.query(limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

reentry_table::row reentry_table::read(const statement::rows& from) {
  return {.campaign = from.integer(0),
          .key = from.text(1),
          .instance = from.instance(2),
          .open = from.integer(3) != 0};
}

} // namespace sojourn::storage
