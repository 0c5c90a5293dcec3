// Campaigns: new versions, and the states they go through.
#include "accounts/changes.hpp"
#include "storage/audit.hpp"
#include "storage/campaigns.hpp"
#include "storage/sqlite/transaction.hpp"

#include <array>

namespace sojourn::storage {

namespace {

using enum campaign_state;

constexpr std::array<std::string_view, 5> campaign_state_names{"draft", "active", "paused", "ended",
                                                               "archived"};

/// The states from which `to` can be reached.
std::vector<campaign_state> allowed_before(campaign_state to) {
  switch (to) {
  case draft:
    break;
  case active:
    return {draft, paused};
  case paused:
    return {active};
  case ended:
    return {active, paused};
  case archived:
    return {draft, ended};
  }
  return {};
}

std::string listed(const std::vector<campaign_state>& states) {
  std::string text;
  for (const auto state : states)
    text.append(text.empty() ? "" : " or ").append(to_text(state));
  return text.empty() ? "none" : text;
}

} // namespace

std::string_view to_text(campaign_state state) {
  return campaign_state_names[static_cast<std::size_t>(state)];
}

result<version_written> write_version(transaction& tx, const std::string& id,
                                      const json& definition, bool must_be_new,
                                      const std::string& who, instant now, const json& library,
                                      const preconditions& only_if) {
  auto& campaigns = tx.tables.campaigns;
  auto row = campaigns.find(id);
  if (row && must_be_new)
    return fail(error_code::already_exists, "there is a campaign \"" + id + "\" already");
  const auto newest_before =
      row ? std::optional<std::int64_t>{row->campaign.version} : std::nullopt;
  if (auto holds = require(only_if, "the campaign \"" + id + "\"", newest_before); !holds)
    return fail(std::move(holds.error()));
  if (row && row->campaign.state == archived)
    return fail(error_code::wrong_state,
                "campaign \"" + id + "\" is archived; it takes no further version");
  json before;
  if (row) {
    auto newest = campaigns.find_version(row->key, row->campaign.version);
    if (!newest)
      throw corrupt_row{"campaign \"" + id + "\" has lost its newest version"};
    if (newest->definition == definition && newest->library == library)
      return version_written{.campaign = row->campaign, .version = std::move(*newest)};
    before = std::move(newest->definition);
  } else {
    row = campaign_table::row{.campaign = {.id = id, .created_at = now, .updated_at = now}};
    row->key = campaigns.insert(row->campaign);
  }
  row->campaign.version += 1;
  row->campaign.updated_at = now;
  campaigns.update(*row);
  stored_version version{.key = {},
                         .campaign = id,
                         .version = row->campaign.version,
                         .definition = definition,
                         .library = library,
                         .created_at = now,
                         .created_by = who};
  version.key = campaigns.insert_version(row->key, version);
  return version_written{.campaign = row->campaign,
                         .version = std::move(version),
                         .created = true,
                         .before = std::move(before)};
}

std::optional<campaign_state> state_of_campaign(transaction& tx, const std::string& id) {
  return tx.tables.campaigns.state_of(id);
}

result<stored_campaign> write_campaign_state(transaction& tx, const std::string& id,
                                             campaign_state to, const std::string& who,
                                             const std::string& why, instant now) {
  auto row = tx.tables.campaigns.find(id);
  if (!row)
    return fail(error_code::not_found, "there is no campaign \"" + id + "\"");
  if (to == active && row->campaign.state == paused && tx.tables.restore.find(id))
    return fail(error_code::wrong_state,
                "the data were restored from a copy, and not all is answered of what is overdue; "
                "answer for each campaign of GET /v1/restore, and \"" +
                    id + "\" goes on by itself");
  const bool by_budget = tx.tables.budget_pauses.remove(id);
  if (to == paused && by_budget) { // somebody makes the pause theirs: the budget does not end it
    tx.tables.pauses.take_over(row->key, who, why);
    write_audit(tx, now, who, "campaign." + std::string{to_text(to)}, id, why);
    return row->campaign;
  }
  const auto allowed = allowed_before(to);
  if (std::ranges::find(allowed, row->campaign.state) == allowed.end())
    return fail(error_code::wrong_state,
                "campaign \"" + id + "\" is " + std::string{to_text(row->campaign.state)} +
                    "; to become " + std::string{to_text(to)} + " it must be " + listed(allowed));
  if (to == paused) {
    tx.tables.pauses.begin(row->key, who, why, now);
    tx.tables.held_starts.begin_pause(id);
  } else {
    tx.tables.pauses.end(row->key, now);
  }
  const auto changes = accounts::changes_between({{"state", to_text(row->campaign.state)}},
                                                 {{"state", to_text(to)}});
  row->campaign.state = to;
  row->campaign.updated_at = now;
  tx.tables.campaigns.update(*row);
  write_audit(tx, now,
              {.who = who,
               .action = "campaign." + std::string{to_text(to)},
               .target = id,
               .why = why,
               .changes = changes});
  return row->campaign;
}

} // namespace sojourn::storage
