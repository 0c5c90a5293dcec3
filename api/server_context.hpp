// What all connections of one server share.
#pragma once

#include "api/access.hpp"
#include "api/address_counter.hpp"
#include "api/client_address.hpp"
#include "api/page_gate.hpp"
#include "api/server.hpp"
#include "api/stream_places.hpp"
#include "api/traffic.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace sojourn::api {

/// Shared by the server, its loops, sessions and exchanges; the last one frees it, which
/// can be an answer that a service kept for longer than the server lived.
struct server_context {
  server_context(server_options chosen, const service::interfaces& all_services,
                 const clock_source& clock)
      : options{std::move(chosen)}, clients{options.trusted_proxies, options.client_address_header},
        guard{options, all_services.callers}, pages{options.pages, clock},
        change_streams{options.max_change_streams, options.caller_change_streams},
        services{all_services}, time{clock}, addresses{options.max_connections_of_address,
                                                       clients} {}

  const server_options options;
  const client_addresses clients;
  const access guard;
  page_gate pages;
  stream_places change_streams; ///< of the console
  const service::interfaces services;
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

/// One of the uploads that may arrive at a time.
class upload_slot {
public:
  explicit upload_slot(server_context& shared) : context_{shared}, number_{++context_.uploads} {}
  ~upload_slot() { --context_.uploads; }
  upload_slot(const upload_slot&) = delete;
  upload_slot& operator=(const upload_slot&) = delete;
  [[nodiscard]] bool is_free() const { return number_ <= context_.options.max_uploads; }

private:
  server_context& context_;
  std::size_t number_;
};

/// Counts one connection for as long as it lives.
class connection_ticket {
public:
  explicit connection_ticket(std::shared_ptr<server_context> shared,
                             std::optional<counted_address> whose)
      : context_{std::move(shared)}, whose_{std::move(whose)} {
    ++context_->seen.connections;
  }
  connection_ticket(connection_ticket&&) = default;
  connection_ticket& operator=(connection_ticket&&) = delete;
  ~connection_ticket() {
    if (context_ != nullptr && --context_->seen.connections == 0) {
      const std::lock_guard lock{context_->mutex_};
      context_->empty_.notify_all();
    }
  }

private:
  std::shared_ptr<server_context> context_;
  std::optional<counted_address> whose_; ///< nullopt: one that hears 503
};

} // namespace sojourn::api
