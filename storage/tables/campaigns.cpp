#include "storage/tables/campaigns.hpp"

#include "storage/campaigns.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::optional<campaign_table::row> campaign_table::find(const std::string& id) {
  auto rows = find_.query(id);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<campaign_state> campaign_table::state_of(const std::string& id) {
  if (const auto known = states_.find(id); known != states_.end())
    return known->second;
  const auto row = find(id);
  if (!row)
    return std::nullopt;
  return states_.emplace(id, row->campaign.state).first->second;
}

std::vector<campaign_table::row> campaign_table::all() {
  std::vector<row> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<std::string> campaign_table::taking(const std::string& message) {
  std::vector<std::string> found;
  auto rows = taking_.query(campaign_state::ended, message);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

std::optional<std::int64_t> campaign_table::next_key(std::int64_t after) {
  auto rows = next_key_.query(after);
  return rows.next() && !rows.is_null(0) ? std::optional{rows.integer(0)} : std::nullopt;
}

std::string campaign_table::id_of(std::int64_t key) {
  auto rows = id_of_.query(key);
  return rows.next() ? rows.text(0) : std::string{};
}

std::int64_t campaign_table::insert(const stored_campaign& campaign) {
  insert_.run(campaign.id, campaign.state, campaign.version, campaign.created_at,
              campaign.updated_at);
  return db_.last_rowid();
}

void campaign_table::update(const row& changed) {
  update_.run(changed.campaign.state, changed.campaign.version, changed.campaign.updated_at,
              changed.key);
  states_.erase(changed.campaign.id);
}

version_key campaign_table::insert_version(std::int64_t campaign, const stored_version& version) {
  insert_version_.run(
      campaign, version.version, dump(version.definition), version.created_at, version.created_by,
      version.library.is_null() ? std::nullopt : std::optional{dump(version.library)});
  return {db_.last_rowid()};
}

std::optional<stored_version> campaign_table::find_version(version_key key) {
  auto rows = version_by_key_.query(key.value);
  return rows.next() ? std::optional{read_version(rows)} : std::nullopt;
}

std::optional<stored_version> campaign_table::find_version(std::int64_t campaign,
                                                           std::uint32_t version) {
  auto rows = version_by_number_.query(campaign, version);
  return rows.next() ? std::optional{read_version(rows)} : std::nullopt;
}

std::vector<stored_version> campaign_table::versions(const std::string& campaign) {
  std::vector<stored_version> found;
  auto rows = versions_.query(campaign);
  while (rows.next())
    found.push_back(read_version(rows));
  return found;
}

const version_info* campaign_table::info(version_key key) {
  if (const auto found = known_.find(key.value); found != known_.end())
    return &found->second;
  auto rows = info_.query(key.value);
  if (!rows.next())
    return nullptr;
  return &known_
              .emplace(key.value,
                       version_info{.key = key,
                                    .campaign_key = rows.integer(0),
                                    .campaign = rows.text(1),
                                    .version = static_cast<std::uint32_t>(rows.integer(2)),
                                    .timezone = rows.text(3)})
              .first->second;
}

const version_info* campaign_table::info(const std::string& campaign, std::uint32_t version) {
  const auto named = std::pair{campaign, version};
  if (const auto found = keys_.find(named); found != keys_.end())
    return info(found->second);
  std::optional<version_key> key;
  {
    auto rows = key_.query(campaign, version);
    if (rows.next())
      key = {rows.integer(0)};
  }
  if (!key)
    return nullptr;
  keys_.emplace(named, *key);
  return info(*key);
}

campaign_table::row campaign_table::read(const statement::rows& from) {
  const auto state = from.integer(2);
  if (state < 0 || state > static_cast<std::int64_t>(campaign_state::archived))
    throw corrupt_row{"campaign \"" + from.text(1) + "\" has the state " + std::to_string(state)};
  return {.key = from.integer(0),
          .campaign = {.id = from.text(1),
                       .state = static_cast<campaign_state>(state),
                       .version = static_cast<std::uint32_t>(from.integer(3)),
                       .created_at = from.at(4),
                       .updated_at = from.at(5)}};
}

stored_version campaign_table::read_version(const statement::rows& from) const {
  return {.key = {from.integer(0)},
          .campaign = from.text(1),
          .version = static_cast<std::uint32_t>(from.integer(2)),
          .definition = json_column(from, 3, "a campaign definition"),
          .library = from.is_null(6) ? json() : json_column(from, 6, "what a campaign took"),
          .created_at = from.at(4),
          .created_by = from.text(5)};
}

} // namespace sojourn::storage
