// The running system of actors, behind the interfaces of the services. No CAF here.
#pragma once

#include "actors/options.hpp"
#include "base/histogram.hpp"
#include "campaign/reader.hpp"
#include "channels/channel.hpp"
#include "service/interfaces.hpp"
#include "service/virtual_clock.hpp"
#include "storage/store.hpp"

#include <functional>
#include <memory>

namespace sojourn::channels::zalo {
class account;
}

namespace sojourn::actors {
class change_bell;
class placement_bell;
} // namespace sojourn::actors

namespace sojourn::daemon {

/// What a runtime stands on; all of it outlives the runtime.
struct foundation {
  storage::store& store;
  const clock_source& clock;
  const clock_source& session_clock;         ///< by which people are logged in
  service::virtual_clock* movable = nullptr; ///< the same clock when it can be moved; else nullptr
  const channels::channel_map& channels;
  campaign::surroundings around;
  channels::zalo::account* zalo =
      nullptr; ///< the account behind zns and zalo_oa, where there is one
  /// Rung by the store for what its commits change; nullptr: one of the runtime's own.
  std::shared_ptr<actors::placement_bell> bell = nullptr;
  /// The same for what pages of the console watch.
  std::shared_ptr<actors::change_bell> changes = nullptr;
  /// Where the store's owner writes down how long commits take; nullptr: nobody does.
  std::shared_ptr<histogram> commits = nullptr;
};

/// Starts the actors; recovers what the last run left in the file; implements what the
/// daemon can be asked.
class runtime {
public:
  /// `on_give_up` is called once, on any thread, when the system cannot go on.
  /// Errors: data_corrupt (a stored definition that cannot be read).
  [[nodiscard]] static result<std::unique_ptr<runtime>>
  start(const actors::options& limits, foundation on, std::function<void(std::string)> on_give_up);

  virtual ~runtime() = default;
  /// What the daemon can be asked, until it is stopped.
  [[nodiscard]] virtual const service::interfaces& services() = 0;
  /// Begins nothing new and waits, at most `patience`, until every effect that was handed
  /// over has settled and every turn in flight is committed. False: time ran out; what was
  /// accepted is in the file all the same.
  virtual bool drain(milliseconds patience) = 0;
  /// Ends all actors and waits for them. The store must still be running.
  virtual void stop() = 0;
};

} // namespace sojourn::daemon
