// A request as handlers see it: decoded, checked, and free of the HTTP library.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "service/common.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::api {

struct route;
class spooled_file;

/// One header line; views into the connection's message.
struct header {
  std::string_view name;
  std::string_view value;
};

struct named_value {
  std::string name;
  std::string value;
  bool operator==(const named_value&) const = default;
};

struct request {
  // As it arrived.
  std::string_view method;
  std::string_view path; ///< without the query, still encoded
  std::string_view query_text;
  std::vector<header> headers;
  std::string body;
  std::shared_ptr<spooled_file> file; ///< the body of a route that takes files

  // What the router and the checks of the route's declaration made of it.
  const route* matched = nullptr;
  std::vector<named_value> ids;   ///< the decoded placeholders of the path
  std::vector<named_value> query; ///< decoded parameters, each at most once
  json fields;                    ///< the parsed body; null where there is none
  std::string client;             ///< the network it came from, as client_network() writes it
  std::string who;                ///< the token's name, or "loopback"
  std::int64_t user = 0;          ///< the number of a user who is logged in
  std::int64_t session = 0;       ///< of that user
  bool is_secure = false;         ///< came over TLS, here or at a proxy that is trusted
  accounts::permission_set may{}; ///< what whoever asks may do
  service::page_request page;
  std::string listing; ///< path and filters; what cursors of this request are bound to
  sojourn::idempotency idempotency;
  preconditions only_if; ///< of routes that have an ETag

  /// The decoded value of `{name}` in the route's pattern; empty when it has none.
  [[nodiscard]] std::string id(std::string_view name = "id") const;
  /// The parameter's value, empty when it is absent.
  [[nodiscard]] std::string parameter(std::string_view name) const;
  /// The text field of the body, empty when it is absent.
  [[nodiscard]] std::string text(std::string_view name) const;
  /// The object field of the body, empty when it is absent.
  [[nodiscard]] json object(std::string_view name) const;
  /// The count field of the body, 0 when it is absent.
  [[nodiscard]] std::uint32_t count(std::string_view name) const;
  /// The flag of the body, false when it is absent.
  [[nodiscard]] bool flag(std::string_view name) const;
  /// Who asks, and the body's "why".
  [[nodiscard]] service::caller caller() const;
  /// Who asks, where a "why" in the body would be data.
  [[nodiscard]] service::caller caller_without_why() const;
};

/// The first header with this name (any case), or nullptr.
[[nodiscard]] const header* find_header(std::span<const header> headers, std::string_view name);

/// The values of all lines with this name (any case), joined by commas as RFC 9110, section 5.3,
/// has it; nullopt: there is none.
[[nodiscard]] std::optional<std::string> joined_header(std::span<const header> headers,
                                                       std::string_view name);

/// Whether two header names or schemes are equal but for ASCII case.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

/// The media type of a Content-Type value in lower case, without its parameters; empty
/// when the value names a charset other than UTF-8.
[[nodiscard]] std::string media_type_of(std::string_view content_type);

} // namespace sojourn::api
