#include "service/background/backup_keeper.hpp"

#include "retention/backup_plan.hpp"
#include "storage/store.hpp"

#include <algorithm>
#include <pthread.h>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

/// The system's clock may be set, so it is looked at this often at least.
constexpr milliseconds longest_sleep{60'000};
constexpr milliseconds until_owner{1'000};

} // namespace

backup_keeper::~backup_keeper() {
  thread_.request_stop();
  wake_.notify_all();
}

void backup_keeper::begin() {
  if (services_.options.manual_time || services_.options.backups.every <= milliseconds{0})
    return;
  thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
  pthread_setname_np(thread_.native_handle(), "sojourn-backup");
}

result<std::string> backup_keeper::back_up(storage::backup_origin by) {
  const std::lock_guard alone{one_at_a_time_};
  auto path = services_.store.backup(
      services_.clock.now(), [](int, int) {}, by);
  if (path) {
    ++made_;
    failures_in_a_row_ = 0;
  } else {
    ++failed_;
    ++failures_in_a_row_;
  }
  return path;
}

bool backup_keeper::back_up_due() {
  if (!services_.owner->holds())
    return true;
  const auto due = next_due();
  if (!due || *due > services_.clock.now())
    return true;
  const auto path = back_up(storage::backup_origin::plan);
  if (!path) {
    spdlog::error("the scheduled backup failed and is tried again: {}", path.error().message);
    return false;
  }
  spdlog::info("the scheduled backup is {}", *path);
  remove_old_ones();
  return true;
}

std::optional<instant> backup_keeper::next_due() const {
  if (services_.options.backups.every <= milliseconds{0})
    return std::nullopt;
  std::optional<instant> last;
  for (const auto& one : list()) {
    // One that is cut short is none.
    if (one.made_by == storage::backup_origin::plan && one.is_whole) {
      last = one.at;
      break;
    }
  }
  return retention::next_backup(services_.options.backups, last, services_.clock.now());
}

std::vector<storage::backup_file> backup_keeper::list() const {
  return storage::list_backups(services_.store.backup_directory());
}

void backup_keeper::remove_old_ones() {
  auto all = list();
  std::erase_if(all, [](const storage::backup_file& one) {
    return one.made_by != storage::backup_origin::plan;
  });
  std::vector<instant> made;
  for (const auto& one : all)
    made.push_back(one.at);
  const auto gone = retention::backups_to_remove(std::move(made), services_.options.backups.keep);
  for (const auto& one : all) {
    if (std::ranges::find(gone, one.at) == gone.end())
      continue;
    if (const auto removed = storage::remove_backup(one); !removed)
      spdlog::warn("{}", removed.error().message);
    else
      spdlog::info("the old backup {} was removed", one.path);
  }
}

void backup_keeper::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto pause = longest_sleep;
    if (!services_.owner->holds()) {
      pause = until_owner;
    } else if (!back_up_due()) {
      pause = retention::pause_after_failures(services_.options.backups, failures_in_a_row_);
    } else if (const auto due = next_due()) {
      pause = std::clamp(*due - services_.clock.now(), milliseconds{1'000}, longest_sleep);
    }
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, stop, pause, [] { return false; });
  }
}

} // namespace sojourn::service
