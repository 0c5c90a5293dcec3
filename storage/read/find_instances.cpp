#include "storage/read/find_instances.hpp"

#include "storage/instances.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::storage {

namespace {

using narrowing = instance_table::narrowing;

constexpr instance_id newest_possible{std::numeric_limits<std::int64_t>::max()};

std::vector<std::int64_t> campaigns_of(table_set& tables, const instance_query& what) {
  std::vector<std::int64_t> keys;
  for (const auto& row : tables.campaigns.all()) {
    if (what.campaign.empty() || row.campaign.id == what.campaign)
      keys.push_back(row.key);
  }
  return keys;
}

/// nullopt: there is no such version.
std::optional<narrowing> narrowing_of(table_set& tables, const instance_query& what) {
  narrowing to{.step = what.step, .waiting = what.waiting, .code = what.code};
  if (what.version == 0)
    return to;
  const auto* version = tables.campaigns.info(what.campaign, what.version);
  if (version == nullptr)
    return std::nullopt;
  to.version = version->key;
  return to;
}

std::vector<engine::instance_status> statuses_of(const instance_query& what) {
  using enum engine::instance_status;
  if (what.status)
    return {*what.status};
  if (!what.code.empty())
    return {held, waiting};
  if (what.waiting && *what.waiting != engine::waiting_for::nothing)
    return {waiting, paused, held};
  std::vector<engine::instance_status> all;
  for (int status = 0; status <= static_cast<int>(engine::instance_status::failed); ++status)
    all.push_back(static_cast<engine::instance_status>(status));
  return all;
}

/// The index knows campaign and status, and within them the order of ids: so the pages
/// of all pairs in question are merged. No step is looked for where none stands.
std::vector<instance_id> merged(table_set& tables, const instance_query& what, const narrowing& to,
                                instance_id before) {
  std::vector<instance_id> found;
  for (const auto campaign : campaigns_of(tables, what)) {
    for (const auto status : statuses_of(what)) {
      if (!what.step.empty() && tables.statistics.count(campaign, status, what.step) == 0)
        continue;
      const auto page = tables.instances.newest_of(campaign, status, to, before, what.limit);
      found.insert(found.end(), page.begin(), page.end());
    }
  }
  std::ranges::sort(found, std::greater{});
  found.resize(std::min<std::size_t>(found.size(), what.limit));
  return found;
}

std::vector<instance_id> about_subject(table_set& tables, const instance_query& what,
                                       const narrowing& to, instance_id before) {
  std::optional<std::int64_t> campaign;
  if (!what.campaign.empty()) {
    const auto row = tables.campaigns.find(what.campaign);
    if (!row)
      return {};
    campaign = row->key;
  }
  return tables.instances.newest_about(what.subject, campaign, what.status, to, before, what.limit);
}

} // namespace

std::vector<stored_instance> find_instances(table_set& tables, const instance_query& what) {
  const auto before = what.after == 0 ? newest_possible : instance_id{what.after};
  const auto to = narrowing_of(tables, what);
  if (!to)
    return {};
  const bool any = what.campaign.empty() && !what.status && to->is_none();
  const auto ids = !what.subject.empty() ? about_subject(tables, what, *to, before)
                   : any                 ? tables.instances.newest(before, what.limit)
                                         : merged(tables, what, *to, before);
  std::vector<stored_instance> found;
  found.reserve(ids.size());
  for (const auto id : ids) {
    if (auto instance = tables.instances.find(id))
      found.push_back(std::move(*instance));
  }
  return found;
}

} // namespace sojourn::storage
