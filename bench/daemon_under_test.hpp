// A whole daemon in this process, with an in-process channel that does nothing.
#pragma once

#include "base/completion.hpp"
#include "daemon/composition.hpp"

#include <memory>
#include <string>

namespace sojourn::bench {

/// The daemon on `directory`, on a virtual clock at `start`, listening on a free port.
/// `counts_graphs` is that of storage::store_options.
[[nodiscard]] std::unique_ptr<daemon::composition> make_daemon(const std::string& directory,
                                                               bool counts_graphs = true);

/// The same with other settings.
[[nodiscard]] std::unique_ptr<daemon::composition> make_daemon(const config::settings& settings,
                                                               bool counts_graphs = true);

/// Settings of make_daemon's storage, for seeding before it opens.
[[nodiscard]] config::settings settings_for(const std::string& directory);

/// An empty directory of this name.
[[nodiscard]] std::string fresh_directory(const std::string& path);

/// Puts and activates a campaign; throws when it is refused.
void install(daemon::composition& daemon, const json& definition);

/// Waits for an answer of the services; throws on an error.
template <class T, class Call>
T wait_for(Call call);

/// Sleeps through a delay of a year, wakes, takes a branch and sleeps again: a start and a
/// wake-up are turns of three entries, a row and a timer each.
[[nodiscard]] json sleeper_campaign();
/// Seven steps; each asks the no-op channel for an effect.
[[nodiscard]] json journey_campaign();

/// Instances of all campaigns with this status.
[[nodiscard]] long count_status(daemon::composition& daemon, const char* status);

} // namespace sojourn::bench

#include <future>
#include <stdexcept>

template <class T, class Call>
T sojourn::bench::wait_for(Call call) {
  std::promise<result<T>> promise;
  auto answer = promise.get_future();
  call(completion<T>{[&promise](result<T> value) { promise.set_value(std::move(value)); }});
  auto value = answer.get();
  if (!value)
    throw std::runtime_error(value.error().message);
  return std::move(*value);
}
