// `sojourn import`: sends a file of records and watches until it is in.
#pragma once

#include "cli/session.hpp"

namespace sojourn::cli {

struct import_options {
  std::string file; ///< its name ends in .csv, or in .ndjson or .jsonl
  std::string type = "customer";
  std::string mode = "patch";
  std::string key = "id";
  bool silent = false; ///< no campaign reacts to what changes
  bool detach = false; ///< does not wait until the file is in
  std::string data{};  ///< brings an export of everything into this directory, without a daemon
};

/// Sends the file and shows how far it is: first of sending, then of importing. Ends with what
/// came of the rows, and the first of those that were left out; refused when there are any.
[[nodiscard]] exit_result import(session& context, const import_options& what);

/// "[======    ]  60 %" for 0.6.
[[nodiscard]] std::string progress_bar(double share);

} // namespace sojourn::cli
