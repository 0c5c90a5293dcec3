// Reading of jobs, and of whom one means.
#include "storage/sqlite/pooled_reader.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t page = 10'000;

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
bool visit_pages(const Next& next,
                 const std::function<bool(const std::vector<instance_id>&)>& visit) {
  instance_id last{};
  while (true) {
    const auto ids = next(last);
    if (!ids.empty() && !visit(ids))
      return false;
    if (ids.size() < page)
      return true;
    last = ids.back();
  }
}

} // namespace

std::optional<stored_job> pooled_reader::job(job_id id) {
  return with_connection([&](read_connection& from) { return from.tables.jobs.find(id); });
}

std::vector<stored_job> pooled_reader::list(job_id before, std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.jobs.list(before, limit); });
}

std::vector<stored_job> pooled_reader::under_way() {
  return with_connection([](read_connection& from) { return from.tables.jobs.under_way(); });
}

std::vector<job_member> pooled_reader::members(job_id id, std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.jobs.first_members(id, limit); });
}

std::vector<job_error> pooled_reader::errors(job_id id, std::int64_t after, std::size_t limit) {
  return with_connection(
      [&](read_connection& from) { return from.tables.jobs.errors(id, after, limit); });
}

void pooled_reader::visit_meant(const job_filter& filter,
                                const std::function<bool(const std::vector<instance_id>&)>& visit) {
  with_connection([&](read_connection& from) {
    return from.in_snapshot([&] {
      auto& jobs = from.tables.jobs;
      if (!filter.subject.empty())
        return visit_pages([&](instance_id after) { return jobs.about(filter, after, page); },
                           visit);
      for (const auto& campaign : from.tables.campaigns.all()) {
        if (!filter.campaign.empty() && filter.campaign != campaign.campaign.id)
          continue;
        for (const auto status : open_statuses(filter)) {
          if (!visit_pages(
                  [&](instance_id after) {
                    return jobs.meant(campaign.key, status, filter, after, page);
                  },
                  visit))
            return false;
        }
      }
      return true;
    });
  });
}

std::vector<job_count> pooled_reader::count_meant(const job_filter& filter) {
  return with_connection([&](read_connection& from) {
    return from.in_snapshot([&] {
      auto& jobs = from.tables.jobs;
      return filter.subject.empty() ? jobs.count_standing(filter) : jobs.count_about(filter);
    });
  });
}

} // namespace sojourn::storage
