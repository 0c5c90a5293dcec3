// Checks a request against what its route declares, and reports every mistake at once.
#pragma once

#include "api/route.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::api {

/// Gathers the mistakes of one request.
class mistakes {
public:
  void add(std::string pointer, std::string message);
  /// A name that nothing reads; `known` are the names that something does.
  void add_unknown(std::string pointer, std::string_view name,
                   const std::vector<std::string_view>& known);

  [[nodiscard]] bool empty() const { return found_.empty(); }
  /// All of them as one error: unknown_field when there is nothing else, or else
  /// invalid_request. Only when not empty.
  [[nodiscard]] error as_error() &&;

private:
  std::vector<error_detail> found_;
  bool only_unknown_ = true;
};

/// What is wrong with `value` as a `what`, to be read after its name ("must be …"), if
/// anything is.
[[nodiscard]] std::optional<std::string> complaint(kind what, const json& value,
                                                   std::span<const std::string_view> choices = {});

/// "must be one of …, or an object", for a field's documentation too.
[[nodiscard]] std::string expectation(kind what, std::span<const std::string_view> choices = {});

/// The declared field of this name, or of the family that it belongs to; nullptr: there is none.
[[nodiscard]] const field* find_field(std::span<const field> fields, std::string_view name);

/// Reads a query string. Errors (invalid_request): broken escapes, bytes that are not
/// UTF-8, a parameter that stands twice; pointers begin with "/query/".
[[nodiscard]] result<std::vector<named_value>> parse_query(std::string_view text);

/// Reads and checks query, headers and body of `ask` as `ask.matched` declares them, and
/// fills in what handlers read. Errors: malformed_json, unsupported_media_type,
/// invalid_request, unknown_field, invalid_cursor.
[[nodiscard]] std::optional<error> check_request(request& ask);

} // namespace sojourn::api
