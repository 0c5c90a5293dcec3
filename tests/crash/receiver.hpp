// The other end of a channel: a file that gets a line for each hand-over.
#pragma once

#include "channels/channel.hpp"

#include <functional>
#include <map>

namespace sojourn::crash {

/// Appends the effect's key to `path`, calls `on_received`, and only then accepts.
[[nodiscard]] std::shared_ptr<channels::channel>
make_receiver(const std::string& path, bool deduplicates, std::function<void()> on_received);

/// How often each key was handed over.
[[nodiscard]] std::map<std::string, int> read_received(const std::string& path);

} // namespace sojourn::crash
