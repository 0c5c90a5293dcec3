// Coroutines of an event loop, and how one waits for another. Only for sources whose coroutines run
// on a loop: it silences a warning of GCC for what follows it.
#pragma once

#include "api/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

// GCC 12 takes Asio's allocation of a coroutine that awaits another for one that its delete does
// not match, once it inlines the beginning of the inner one.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace sojourn::api {

template <class T>
using task = boost::asio::awaitable<T, loop_executor>;

inline constexpr auto use_task =
    boost::asio::as_tuple(boost::asio::use_awaitable_t<loop_executor>{});

/// Lets one coroutine wait for another on the same thread. A waiter checks its condition
/// first, so that no notification can be missed.
class coroutine_signal {
public:
  explicit coroutine_signal(const loop_executor& where) : timer_{where, steady_time::max()} {}
  void notify() { timer_.cancel(); }
  task<void> wait() { co_await timer_.async_wait(use_task); }

private:
  loop_timer timer_;
};

} // namespace sojourn::api
