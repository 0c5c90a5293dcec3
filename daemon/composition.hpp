// Puts a daemon together from settings, part by part, and takes it apart in order.
#pragma once

#include "actors/cache/atomic_snapshot.hpp"
#include "actors/cache/change_bell.hpp"
#include "actors/cache/placement_bell.hpp"
#include "api/server.hpp"
#include "base/histogram.hpp"
#include "config/settings.hpp"
#include "daemon/runtime.hpp"
#include "storage/store.hpp"

#include <functional>
#include <memory>

namespace sojourn::daemon {

/// A daemon in this process. Benches and tests make one too, with channels of their own.
class composition {
public:
  /// Opens the data directory, recovers, and listens. `extra` channels are there beside
  /// those of the settings. `on_give_up` is called at most once, on any thread, when the
  /// daemon cannot go on and must end. `on_commit_boundary` and `counts_graphs` are those of
  /// store_options. `moves_sessions`: a virtual clock ends sessions, too; otherwise people log in
  /// by the machine's clock, whatever the clock of the campaigns says.
  /// Errors: those of storage::store::open, invalid_settings, data_corrupt.
  [[nodiscard]] static result<std::unique_ptr<composition>>
  make(const config::settings& settings, channels::channel_map extra,
       std::function<void(std::string)> on_give_up,
       std::function<void(std::string_view point)> on_commit_boundary = {},
       bool counts_graphs = true, bool moves_sessions = false);

  /// stop(), when nobody called it.
  ~composition();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const service::interfaces& services() { return runtime_->services(); }
  [[nodiscard]] const clock_source& clock() const { return *clock_; }
  [[nodiscard]] storage::store& store() { return *store_; }

  /// Takes what may change while the daemon runs: the certificate and key of TLS, whose files are
  /// read again. `settings` are in force then. Errors: invalid_settings; then nothing changes.
  [[nodiscard]] result<void> reload(const config::settings& settings);

  /// Whether the writer commits and the connections are served within `patience`.
  [[nodiscard]] bool moves(milliseconds patience);

  /// Ends it so that nothing is lost: no new requests, then what is in flight settles (at
  /// most `patience`), then the actors, the channels, the file.
  void stop(milliseconds patience);

private:
  composition() = default;

  result<void> open_store(storage::store_options options,
                          const std::function<void(std::string)>& on_give_up);
  result<void> make_clock(const config::clock_settings& settings);
  result<void> open_channels(const config::settings& settings, channels::channel_map extra);
  result<void> start_runtime(const config::settings& settings, bool moves_sessions,
                             std::function<void(std::string)> on_give_up);
  result<void> serve(const config::settings& settings);
  void tell_settings(const config::settings& settings);

  /// Rung by the store for what its commits change.
  const std::shared_ptr<actors::placement_bell> bell_ = std::make_shared<actors::placement_bell>();
  const std::shared_ptr<actors::change_bell> changes_ = std::make_shared<actors::change_bell>();
  const std::shared_ptr<histogram> commits_ = std::make_shared<histogram>(); ///< how long they take
  const service::system_clock machine_clock_{};
  std::unique_ptr<clock_source> clock_;
  service::virtual_clock* movable_ = nullptr;
  std::unique_ptr<storage::store> store_;
  std::shared_ptr<channels::zalo::account> zalo_;
  channels::channel_map channels_;
  std::unique_ptr<runtime> runtime_;
  /// The settings in force, as GET /v1/settings shows them.
  const std::shared_ptr<actors::atomic_snapshot<std::string>> settings_ =
      std::make_shared<actors::atomic_snapshot<std::string>>();
  std::unique_ptr<api::server> server_;
  std::uint16_t port_ = 0;
};

} // namespace sojourn::daemon
