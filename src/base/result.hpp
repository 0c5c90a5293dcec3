// Errors as values: what went wrong, with a stable code and where in the input.
#pragma once

#include "base/error_code.hpp"

#include <map>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace sojourn {

/// One mistake in an input: a JSON pointer (RFC 6901) to the place, and what to do about it. Where
/// a program can do something about it as well, with a code and the facts.
struct error_detail {
  std::string pointer;
  std::string message;
  std::string code{};                         ///< short and stable, for programs; empty: none
  std::map<std::string, std::string> facts{}; ///< what the message says, by name
  bool operator==(const error_detail&) const = default;
};

/// Why an operation was refused or failed. `message` is one sentence for a person.
struct error {
  error_code code = error_code::internal;
  std::string message;
  std::vector<error_detail> details{};
  int retry_after_s = 0; ///< when to try again, where that is known; 0: it is not
  bool operator==(const error&) const = default;
};

/// A value or the reason why there is none.
template <class T>
using result = tl::expected<T, error>;

/// `return fail(error_code::not_found, "no campaign \"x\"");`
[[nodiscard]] inline tl::unexpected<error> fail(error_code code, std::string message,
                                                std::vector<error_detail> details = {}) {
  return tl::unexpected<error>(error{code, std::move(message), std::move(details)});
}

/// Hands an error of one result on as the error of another.
[[nodiscard]] inline tl::unexpected<error> fail(error e) {
  return tl::unexpected<error>(std::move(e));
}

} // namespace sojourn
