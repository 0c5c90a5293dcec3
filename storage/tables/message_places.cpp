#include "storage/tables/message_places.hpp"

namespace sojourn::storage {

namespace {

/// Keys that the writer remembers before it begins anew.
constexpr std::size_t most_known_places = 4'096;

} // namespace

std::int64_t message_place_table::key_of(const std::string& campaign, std::int64_t period,
                                         const std::string& step, const std::string& channel) {
  name asked{campaign, period, step, channel};
  if (const auto found = known_.find(asked); found != known_.end())
    return found->second;
  std::int64_t key = 0;
  {
    auto rows = named_.query(campaign, period, step, channel);
    key = rows.next() ? rows.integer(0) : 0;
  }
  if (key == 0) {
    insert_.run(campaign, period, step, channel);
    key = db_.last_rowid();
  }
  if (known_.size() >= most_known_places)
    known_.clear();
  known_.emplace(std::move(asked), key);
  return key;
}

message_place_table::row message_place_table::read(const statement::rows& from) {
  return {.key = from.integer(0),
          .campaign = from.text(1),
          .period = from.integer(2),
          .step = from.text(3),
          .channel = from.text(4),
          .heard_at = from.at(5)};
}

std::optional<message_place_table::row> message_place_table::find(std::int64_t key) {
  auto rows = find_.query(key);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<message_place_table::row> message_place_table::of(const std::string& campaign) {
  std::vector<row> found;
  auto rows = of_.query(campaign);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<message_place_table::row> message_place_table::all() {
  std::vector<row> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::optional<message_place_table::row> message_place_table::next_before(std::int64_t period,
                                                                         std::int64_t after) {
  auto rows = next_before_.query(period, after);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

} // namespace sojourn::storage
