// `sojourn export` and `sojourn import --data`: everything that can be carried to another daemon.
#pragma once

#include "cli/session.hpp"

namespace sojourn::cli {

struct export_options {
  std::string data{}; ///< a directory that no daemon has open; empty: the daemon is asked
  std::string to{};   ///< with `data`: where the file goes; empty: its folder "backups"
};

/// Writes the file, and shows where it is and what it holds.
[[nodiscard]] exit_result export_everything(session& context, const export_options& options);

/// Brings a file of `export_everything` into an empty data directory.
[[nodiscard]] exit_result import_everything(session& context, const std::string& file,
                                            const std::string& data_directory);

} // namespace sojourn::cli
