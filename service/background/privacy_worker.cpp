#include "service/background/privacy_worker.hpp"

#include "actors/dispatch/revoke_effects.hpp"
#include "service/background/wait_for_commit.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

using storage::erasure_state;

constexpr milliseconds first_pause{5};
constexpr milliseconds longest_pause{1'000};

/// One portion; the effects that it takes back are taken back before its commit.
template <class Written, class Apply>
result<Written> portion(actors::services& services, const std::stop_token& stop,
                        const Apply& apply) {
  auto written = commit_at_last<Written>(
      services.store, stop, [&services, apply](storage::transaction& tx) -> result<Written> {
        auto made = apply(tx);
        if (made)
          actors::revoke_effects(tx, services.gate, made->revoked, services.clock.now());
        return made;
      });
  if (written)
    services.directory.bring(std::move(written->inbox_entries));
  return written;
}

/// Empties the log and tells whether that could be done now.
result<bool> empty_log(actors::services& services, const std::stop_token& stop) {
  const auto asked =
      commit_at_last<bool>(services.store, stop, [](storage::transaction& tx) -> result<bool> {
        storage::ask_for_empty_log(tx);
        return true;
      });
  if (!asked)
    return asked;
  return commit_at_last<bool>(services.store, stop, [](storage::transaction& tx) -> result<bool> {
    return storage::is_log_emptied(tx);
  });
}

} // namespace

void privacy_worker::look() {
  // When that many wait, one of them will find it.
  (void)runner_.submit([this](const std::stop_token& stop) {
    auto pause = first_pause;
    while (!stop.stop_requested() && work(stop)) {
      std::this_thread::sleep_for(pause);
      pause = std::min(2 * pause, longest_pause);
    }
  });
}

bool privacy_worker::work(const std::stop_token& stop) {
  auto& reader = services_.store.reader();
  std::vector<storage::erasure_id> erased;
  for (const auto& one : reader.erasures().under_way()) {
    if (!finish_rows(one.id, stop))
      return false;
    erased.push_back(one.id);
  }
  for (const auto& visitor : reader.identities().links_under_way()) {
    if (!finish_link(visitor, stop))
      return false;
  }
  if (erased.empty())
    return false;
  const auto emptied = empty_log(services_, stop);
  if (!emptied || !*emptied) // a reader is in the way of it: once more, a little later
    return emptied.has_value();
  // Those alone whose rows were gone by then.
  for (const auto id : erased)
    (void)commit_at_last<storage::stored_erasure>(
        services_.store, stop, [id](storage::transaction& tx) { return finish_erasure(tx, id); });
  return false;
}

bool privacy_worker::finish_rows(storage::erasure_id id, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto gone = portion<storage::erasure_written>(
        services_, stop, [id, now = services_.clock.now()](storage::transaction& tx) {
          return storage::go_on_erasing(tx, id, now);
        });
    if (!gone) {
      spdlog::error("{} stops for now: {}", to_text(id), gone.error().message);
      return false;
    }
    if (gone->erasure.state != erasure_state::running)
      return true;
  }
  return false;
}

bool privacy_worker::finish_link(const std::string& visitor, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto moved = portion<storage::link_written>(
        services_, stop, [visitor, now = services_.clock.now()](storage::transaction& tx) {
          return storage::go_on_linking(tx, visitor, now);
        });
    if (!moved && (moved.error().code == error_code::not_found ||
                   moved.error().code == error_code::wrong_state))
      return true; // the customer is being erased, or was
    if (!moved) {
      spdlog::error("visitor:{} stays where it is for now: {}", visitor, moved.error().message);
      return false;
    }
    if (moved->link.is_done)
      return true;
  }
  return false;
}

} // namespace sojourn::service
