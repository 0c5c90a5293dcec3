// What all connections of one server share.
#pragma once

#include "api/access.hpp"
#include "api/address_counter.hpp"
#include "api/client_address.hpp"
#include "api/page_gate.hpp"
#include "api/server.hpp"
#include "api/traffic.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace sojourn::api {

/// Shared by the server, its loops, sessions and exchanges; the last one frees it, which
/// can be an answer that the orchestrator kept for longer than the server lived.
struct house {
  house(server_options chosen, orchestrator::orchestrator& asked, const clock_source& clock)
      : options{std::move(chosen)}, clients{options.trusted_proxies, options.client_address_header},
        guard{options.tokens, options.people_origin}, pages{options.pages, clock}, to{asked},
        time{clock}, addresses{options.max_connections_of_address, clients} {}

  const server_options options;
  const client_addresses clients;
  const access guard;
  page_gate pages;
  orchestrator::orchestrator& to;
  const clock_source& time;
  traffic seen;
  std::atomic<bool> told_of_proxy{false}; ///< the log was told of a proxy that is not trusted
  std::atomic<std::uint64_t> last_request{0};
  std::atomic<std::size_t> uploads{0}; ///< that are arriving
  address_counter addresses;           ///< whose connections are open

  /// Whether the last connection ended within `patience`.
  bool wait_until_empty(milliseconds patience) {
    std::unique_lock lock{mutex_};
    return empty_.wait_for(lock, patience, [this] { return seen.connections == 0; });
  }

private:
  friend class connection_ticket;
  std::mutex mutex_;
  std::condition_variable empty_;
};

/// Counts one connection for as long as it lives.
class connection_ticket {
public:
  explicit connection_ticket(std::shared_ptr<house> shared, std::optional<counted_address> whose)
      : house_{std::move(shared)}, whose_{std::move(whose)} {
    ++house_->seen.connections;
  }
  connection_ticket(connection_ticket&&) = default;
  connection_ticket& operator=(connection_ticket&&) = delete;
  ~connection_ticket() {
    if (house_ != nullptr && --house_->seen.connections == 0) {
      const std::lock_guard lock{house_->mutex_};
      house_->empty_.notify_all();
    }
  }

private:
  std::shared_ptr<house> house_;
  std::optional<counted_address> whose_; ///< nullopt: one that hears 503
};

} // namespace sojourn::api
