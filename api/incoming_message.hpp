// Messages as they arrive on a connection: how they are framed, where their body goes, and what the
// client hears of one that did not arrive.
#pragma once

#include "api/refusal.hpp"
#include "api/server.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <optional>

namespace sojourn::api {

/// Holds the body of all but uploads, whose parser takes over once the header is there.
using request_parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

/// What the reader is doing, which says which deadline holds.
enum class phase { handshake, idle, header, body, waiting, done };

/// What RFC 9112 does not let a server overlook, though the parser does. Nothing can follow such a
/// request on its connection.
[[nodiscard]] std::optional<refusal> framing_mistake(const request_parser& head);

/// Whether the body of this message goes to a file.
[[nodiscard]] bool is_upload(const request_parser& head);

/// How far a message had come when it failed.
struct arrival {
  phase during = phase::idle;
  bool timed_out = false;         ///< the deadline of `during` passed
  std::uint64_t upload_limit = 0; ///< of a body that goes to a file; 0: of others
};

/// What the client hears of a message that did not arrive; nullopt: nothing, since it left or sent
/// no message.
[[nodiscard]] std::optional<refusal> refusal_of(const boost::beast::error_code& failure,
                                                const arrival& at, const server_options& limits);

/// Whether the client has closed its side of the connection, whatever is unread before that.
[[nodiscard]] bool has_left(int socket);

} // namespace sojourn::api
