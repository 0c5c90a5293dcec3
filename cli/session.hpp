// What every command works with: the world around the program, and the daemon it speaks to.
#pragma once

#include "api/client/client.hpp"
#include "cli/exit_result.hpp"
#include "config/reader.hpp"
#include "doctor/finding.hpp"

#include <functional>
#include <istream>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace sojourn::cli {

/// What is wrong with a machine, beside the settings themselves.
struct machine_findings {
  doctor::findings found;
  bool holds_directory = false; ///< a daemon has the data open
};

/// The world, put in by main.cpp, or by a test.
struct surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  std::map<std::string, std::string> environment{};
  std::function<instant()> now{};
  std::function<void(milliseconds)> rest{}; ///< before the daemon is asked once more
  std::function<tl::expected<client::response, client::unanswered>(
      const client::endpoint&, const client::request&, const client::patience&)>
      send{};
  /// What the daemon would refuse of settings that can be read.
  std::function<std::vector<error>(const config::settings&)> check{};
  /// Measures and judges what the settings and the machine are like; nothing: nobody can.
  std::function<machine_findings(const config::settings&, bool reaches_out, bool every_page)>
      examine{};
  /// Runs the daemon until it is told to stop; gives its exit code. It reads its settings again
  /// when it is told to.
  std::function<int(const config::settings&, const config::reread_settings&)> serve{};
};

struct session {
  surroundings& around;
  std::string url{};
  std::string token{}; ///< empty: none
  bool as_json = false;
};

/// Asks the daemon and gives the JSON of its answer, null where it has none. While waiting,
/// `waiting` says for what, on a terminal.
/// Failures: usage (the URL), unreachable, refused (whatever the daemon refuses).
/// `sent` adds how much of a file is sent.
[[nodiscard]] tl::expected<json, failure>
ask(session& context, client::request what, const std::string& waiting,
    const std::function<std::string(std::uint64_t bytes)>& sent = {});

/// A file as messages name it.
[[nodiscard]] std::string shown_name(const std::string& path);

/// The text of a file; "-" is standard input. Errors: invalid_request.
[[nodiscard]] result<std::string> read_text(session& context, const std::string& path);

/// The JSON of a file. Errors: those of read_text, malformed_json.
[[nodiscard]] result<json> read_json(session& context, const std::string& path);

/// Shows one value: as fields, or with --json as it is.
void show(session& context, const json& value);

} // namespace sojourn::cli
