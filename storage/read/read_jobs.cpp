// Reading jobs, and whom one means.
#include "storage/jobs.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t members_at_once = 10'000;

using id_visitor = std::function<bool(const std::vector<instance_id>&)>;

std::vector<engine::instance_status> open_statuses(const job_filter& filter) {
  std::vector<engine::instance_status> open;
  for (int number = 0; number < static_cast<int>(engine::instance_status::completed); ++number) {
    const auto status = static_cast<engine::instance_status>(number);
    if (!filter.status || *filter.status == status)
      open.push_back(status);
  }
  return open;
}

/// Calls `next(after)` for page after page; false when `visit` has seen enough.
template <class Next>
bool visit_pages(const Next& next, const id_visitor& visit) {
  instance_id last{};
  while (true) {
    const auto ids = next(last);
    if (!ids.empty() && !visit(ids))
      return false;
    if (ids.size() < members_at_once)
      return true;
    last = ids.back();
  }
}

bool visit_all(table_set& tables, const job_filter& filter, const id_visitor& visit) {
  auto& jobs = tables.jobs;
  if (!filter.subject.empty())
    return visit_pages(
        [&](instance_id after) { return jobs.about(filter, after, members_at_once); }, visit);
  for (const auto& campaign : tables.campaigns.all()) {
    if (!filter.campaign.empty() && filter.campaign != campaign.campaign.id)
      continue;
    for (const auto status : open_statuses(filter)) {
      const auto next = [&](instance_id after) {
        return jobs.meant(campaign.key, status, filter, after, members_at_once);
      };
      if (!visit_pages(next, visit))
        return false;
    }
  }
  return true;
}

class pooled_job_reader final : public job_reader {
public:
  explicit pooled_job_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<stored_job> job(job_id id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.jobs.find(id); });
  }
  std::vector<stored_job> list(job_id before, std::size_t limit) override {
    return pool_.with_tables([&](table_set& tables) { return tables.jobs.list(before, limit); });
  }
  std::vector<stored_job> under_way() override {
    return pool_.with_tables([](table_set& tables) { return tables.jobs.under_way(); });
  }
  std::vector<job_member> members(job_id id, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.jobs.first_members(id, limit); });
  }
  std::vector<job_error> errors(job_id id, std::int64_t after, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.jobs.errors(id, after, limit); });
  }
  void visit_meant(const job_filter& filter,
                   const std::function<bool(const std::vector<instance_id>&)>& visit) override {
    pool_.in_snapshot([&](table_set& tables) { return visit_all(tables, filter, visit); });
  }
  std::vector<job_count> count_meant(const job_filter& filter) override {
    return pool_.in_snapshot([&](table_set& tables) {
      return filter.subject.empty() ? tables.jobs.count_standing(filter)
                                    : tables.jobs.count_about(filter);
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<job_reader> make_job_reader(reader_pool& pool) {
  return std::make_unique<pooled_job_reader>(pool);
}

} // namespace sojourn::storage
