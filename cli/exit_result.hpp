// How a command ends: its exit code, or why it could not do what it was asked.
#pragma once

#include "base/json.hpp"

#include <tl/expected.hpp>

namespace sojourn::cli {

/// Scripts rely on these.
namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int refused = 1;     ///< refused by the daemon, or found to be invalid
inline constexpr int usage = 2;       ///< the arguments make no sense
inline constexpr int unreachable = 3; ///< the daemon could not be reached, or did not answer
} // namespace exit_code

/// A problem document as the API gives it (RFC 9457): title, detail, code, errors[].
struct failure {
  int code = exit_code::refused;
  json problem = json::object();
};

/// The exit code of a command that showed its result, or a failure that is still to be shown.
using exit_result = tl::expected<int, failure>;

/// The failure that an error inside this program makes.
[[nodiscard]] failure failure_of(const error& what, int code = exit_code::refused);

/// For people: title and code, detail, and each mistake with its pointer, a line each.
[[nodiscard]] std::string to_text(const failure& what);

/// A mistake as "pointer: message"; the whole document has no pointer.
[[nodiscard]] std::string mistake_line(const std::string& pointer, const std::string& message);

/// `details` as the API's errors[].
[[nodiscard]] json as_errors(const std::vector<error_detail>& details);

} // namespace sojourn::cli
