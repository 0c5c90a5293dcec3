// How many files and connections the process may have open (RLIMIT_NOFILE).
#pragma once

#include "base/result.hpp"

#include <cstddef>

namespace sojourn::daemon {

/// Descriptors that connections leave to the daemon's own work: the data file and its readers,
/// calls to providers, files that are imported, backups, the log.
inline constexpr std::size_t own_descriptors = 256;
/// With fewer connections than this the daemon does not start.
inline constexpr std::size_t least_connections = 16;

/// Raises the soft limit to the hard one, and gives that. The soft one is 1024 nearly everywhere,
/// for the sake of programs that call select(), which nothing here does.
[[nodiscard]] std::size_t raise_descriptor_limit();

/// How many of `wanted` connections fit beside the daemon's own descriptors. Errors
/// (invalid_settings): fewer than least_connections do.
[[nodiscard]] result<std::size_t> connections_within(std::size_t wanted, std::size_t descriptors);

} // namespace sojourn::daemon
