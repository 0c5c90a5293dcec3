// The settings as the command line sees them: flags before environment before file.
#pragma once

#include "cli/session.hpp"
#include "config/reader.hpp"

#include <array>
#include <map>
#include <string>

namespace sojourn::cli {

/// A flag of `serve`, and the environment variable that says the same.
struct settings_flag {
  std::string_view flag;
  std::string_view variable;
  std::string_view about;
};

inline constexpr std::array settings_flags{
    settings_flag{"--data", "SOJOURN_DATA_DIRECTORY", "the data directory"},
    settings_flag{"--address", "SOJOURN_HTTP_ADDRESS", "the IP address to listen on"},
    settings_flag{"--port", "SOJOURN_HTTP_PORT", "the port to listen on; 0 takes any free one"},
    settings_flag{"--clock", "SOJOURN_CLOCK_MODE", "system or virtual"},
    settings_flag{"--clock-start", "SOJOURN_CLOCK_START",
                  "the first instant of a virtual clock, RFC 3339"},
};

/// The settings of `file` (empty: the defaults), the environment and `flags`, by flag. A
/// mistake in a flag names the flag.
[[nodiscard]] config::result_or_mistakes
effective_settings(session& context, const std::string& file,
                   const std::map<std::string, std::string>& flags);

/// `sojourn config check`: shows every mistake, or what is in force.
[[nodiscard]] exit_result check_settings(session& context, const std::string& file);

/// `sojourn serve`: runs the daemon, or shows why its settings do not let it.
[[nodiscard]] exit_result serve(session& context, const std::string& file,
                                const std::map<std::string, std::string>& flags);

} // namespace sojourn::cli
