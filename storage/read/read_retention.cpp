// Reading the policy of retention, and what it will remove.
#include "storage/campaigns.hpp"
#include "storage/options.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/retention.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

constexpr std::int64_t most_counted = 100'000;
constexpr std::array all_areas{
    retention::area::instances,    retention::area::send_contents, retention::area::events,
    retention::area::hook_calls,   retention::area::runs,          retention::area::jobs,
    retention::area::imports,      retention::area::audit,         retention::area::figures,
    retention::area::form_answers, retention::area::desk};

json show_days(const retention::period& kept) { return kept ? json(kept->count()) : json(); }

/// When something that ended at `ended` goes.
json show_due(const retention::period& kept, const std::optional<instant>& ended) {
  return kept && ended ? json(to_text(*ended + *kept)) : json();
}

/// One row for a campaign and a status of which there are ended instances.
std::vector<json> outlook_of(table_set& tables, const campaign_table::row& campaign,
                             const retention::policy& policy, instant now) {
  std::vector<json> found;
  for (const auto status : {engine::instance_status::completed, engine::instance_status::converted,
                            engine::instance_status::cancelled, engine::instance_status::failed}) {
    const auto name = engine::to_text(status);
    const auto number = static_cast<int>(status);
    const auto kept = retention::keep_of(policy, campaign.campaign.id, name);
    const auto before = retention::due_before(kept, now);
    const auto due =
        before ? tables.finished.count_instances(campaign.key, number, *before, most_counted) : 0;
    const auto next =
        tables.finished.next_instance(campaign.key, number, before.value_or(instant{}));
    if (due == 0 && !next)
      continue;
    found.push_back({{"campaign", campaign.campaign.id},
                     {"status", name},
                     {"days", show_days(kept)},
                     {"due", due},
                     {"next_at", show_due(kept, next)}});
  }
  return found;
}

json outlook_of(table_set& tables, retention::area which, const retention::period& kept,
                instant now) {
  const auto before = retention::due_before(kept, now);
  json shown{{"area", retention::to_text(which)}, {"days", show_days(kept)}};
  const auto found =
      before ? tables.finished.count_due(which, *before, most_counted) : finished_rows::due{};
  shown["due"] = found.count;
  shown["next_at"] = show_due(kept, found.next);
  return shown;
}

/// All instances together, of what is told of each group.
json sum_of(const json& groups, const retention::period& kept) {
  json shown{{"area", retention::to_text(retention::area::instances)},
             {"days", show_days(kept)},
             {"due", 0},
             {"next_at", nullptr}};
  for (const auto& group : groups) {
    shown["due"] = shown["due"].get<std::int64_t>() + group.at("due").get<std::int64_t>();
    const auto& next = group.at("next_at");
    if (next.is_string() && (shown["next_at"].is_null() || next < shown["next_at"]))
      shown["next_at"] = next;
  }
  return shown;
}

class pooled_retention_reader final : public retention_reader {
public:
  explicit pooled_retention_reader(reader_pool& pool) : pool_{pool} {}

  stored_retention newest() override {
    return pool_.with_tables([](table_set& tables) { return tables.retention.newest(); });
  }
  json totals() override {
    return pool_.with_tables([](table_set& tables) { return tables.forgotten.totals(); });
  }
  retention::policy in_force() override {
    return pool_.with_tables([&](table_set& tables) { return in_force(tables); });
  }
  json outlook(instant now) override {
    return pool_.in_snapshot([&](table_set& tables) {
      const auto policy = in_force(tables);
      json groups = json::array();
      for (const auto& campaign : tables.campaigns.all()) {
        for (auto& group : outlook_of(tables, campaign, policy, now))
          groups.push_back(std::move(group));
      }
      json shown =
          json::array({sum_of(groups, policy.instances.days.value_or(retention::period{}))});
      for (const auto which : all_areas) {
        if (which != retention::area::instances)
          shown.push_back(outlook_of(tables, which, policy.of(which), now));
      }
      return json{{"areas", std::move(shown)}, {"instances", std::move(groups)}};
    });
  }

private:
  [[nodiscard]] retention::policy in_force(table_set& tables) {
    const auto& options = pool_.options();
    return policy_of(tables.retention.newest().document,
                     {.events = std::chrono::days{options.event_dedupe_days},
                      .send_content = std::chrono::days{options.send_content_days}});
  }

  reader_pool& pool_;
};

} // namespace

std::unique_ptr<retention_reader> make_retention_reader(reader_pool& pool) {
  return std::make_unique<pooled_retention_reader>(pool);
}

} // namespace sojourn::storage
