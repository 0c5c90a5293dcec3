// The commands that ask the daemon one thing and show its answer, as data.
#pragma once

#include "cli/session.hpp"
#include "cli/table.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::cli {

/// Where in the request a value goes.
enum class goes {
  in_path,            ///< replaces {name} in the path
  in_query,           ///< is the parameter name=…
  in_field,           ///< is a text member of the JSON body
  in_filter,          ///< is a text member of the JSON body's "filter"
  in_json_field,      ///< is a member of the JSON body, given as JSON
  in_field_from_file, ///< is a file whose text, without its last line break, is a member of the
                      ///< body
  in_key,             ///< is the Idempotency-Key
  as_json_file,       ///< is a file whose JSON is the body
  as_text_file,       ///< is a file whose text is the body
  nowhere,            ///< is for the command itself
};

struct argument {
  std::string_view name; ///< also of the option: --name
  goes where;
  std::string_view about;
  bool positional = false;
  bool required = false;
  bool is_flag = false; ///< takes no value and means true
};

struct remote_command {
  /// "campaigns", or "hooks secrets" for a group in a group; empty: the command stands alone.
  std::string_view group;
  std::string_view name;
  std::string_view about;
  std::string_view method;
  std::string_view path; ///< a {name} that no argument fills is the body's member of that name
  std::vector<argument> arguments{};
  std::vector<column> columns{};     ///< not empty: the answer is pages of rows
  bool is_one_page = false;          ///< of rows that come at once, without a limit
  std::vector<list_columns> lists{}; ///< of an answer that is shown as fields
  std::string_view waiting = "waiting for the daemon"; ///< what the progress line says
  /// Whether the answer is a job that is followed until it rests: never, with --wait, or always.
  enum class following { never, if_asked, always } follows_job = following::never;
};

/// All of them, those of a group together; the first of a group is what the group alone means,
/// if it has no required argument.
[[nodiscard]] std::span<const remote_command> remote_commands();

/// The values of one call by name of argument; those that were not given are left out.
using argument_values = std::map<std::string, std::string, std::less<>>;

/// How much of a list is wanted.
struct extent {
  std::size_t limit = 100;
  bool all = false;
};

/// The request that `command` makes of `values`. Errors: invalid_request, malformed_json.
[[nodiscard]] result<client::request> build_request(session& context, const remote_command& command,
                                                    const argument_values& values);

/// Asks the daemon, page by page for a list, and shows the answer: rows as a table, or with
/// --json a row a line; all else as fields, or with --json as it came.
[[nodiscard]] exit_result run_remote(session& context, const remote_command& command,
                                     const argument_values& values, const extent& wanted);

} // namespace sojourn::cli
