// `sojourn restore`: puts a backup into the place of the data, without a daemon.
#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace sojourn::cli {

struct restore_options {
  std::string file;
  std::string data_directory = "var/data";
  std::string since;                ///< an instant; empty: everything that fell due
  std::vector<std::string> answers; ///< "CAMPAIGN=send", or "send" for all others
  std::string why;
};

/// Moves what lies in the data directory aside, puts the file there, and shows what is overdue. The
/// answers are noted; the next start carries them out, and asks about the rest.
[[nodiscard]] exit_result restore(session& context, const restore_options& options);

} // namespace sojourn::cli
