// The order in which a daemon ends: what is being written comes before the services that hear of
// it.
#include "actors/cache/catalogue.hpp"
#include "actors/services.hpp"
#include "service/implementation/daemon_services.hpp"
#include "service/records.hpp"
#include "service/virtual_clock.hpp"
#include "storage/store.hpp"
#include "storage/writer.hpp"
#include "tests/support/instants.hpp"
#include "tests/support/temporary_directory.hpp"

#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

namespace sojourn::tests {

namespace {

/// Holds the writer between a commit and its completions, until the services wait for it or have
/// ended.
class held_commit {
public:
  void hold_next() { holds_ = true; }
  void watch(storage::writer& held) { held_ = &held; }
  void services_ended() {
    const std::lock_guard lock{mutex_};
    have_ended_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] bool have_services_ended() {
    const std::lock_guard lock{mutex_};
    return have_ended_;
  }
  /// On the writer's thread.
  void reach(std::string_view point) {
    if (point != "after_commit" || !holds_.exchange(false))
      return;
    std::unique_lock lock{mutex_};
    // Nobody tells when a unit was queued, so it is looked at again and again.
    while (!changed_.wait_for(lock, milliseconds{1},
                              [this] { return have_ended_ || held_->queue_length() > 0; })) {
    }
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool have_ended_ = false;
  std::atomic<bool> holds_{false};
  storage::writer* held_ = nullptr;
};

} // namespace

TEST(stopping, waits_for_what_is_being_written_before_the_services_end) {
  const temporary_directory folder;
  held_commit commit;
  storage::store_options where;
  where.directory = folder.path();
  where.on_commit_boundary = [&](std::string_view point) { commit.reach(point); };
  const auto store = storage::store::open(where).value();
  commit.watch(store->writer());
  const service::virtual_clock clock{at("2026-03-01T09:00:00Z")};
  const channels::channel_map channels;
  actors::catalogue catalogue{store->reader(), campaign::surroundings{}};
  actors::services shared{{}, *store, clock, channels, catalogue};
  auto services = std::make_unique<service::daemon_services>(shared, clock, nullptr, nullptr);
  ASSERT_TRUE(services->load());

  std::optional<bool> answered_before_the_end;
  commit.hold_next();
  services->all().records.write(
      {.type = "customer", .id = "an", .data = {{"name", "An"}}, .by = {}},
      completion<service::written>{[&](const result<service::written>& answer) {
        answered_before_the_end = answer.has_value() && !commit.have_services_ended();
      }});
  services.reset();
  commit.services_ended();
  store->stop();

  EXPECT_EQ(answered_before_the_end, true);
}

} // namespace sojourn::tests
