#include "api/incoming_message.hpp"

#include "api/exchange.hpp"
#include "base/ascii.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <poll.h>

namespace sojourn::api {

namespace http = boost::beast::http;

namespace {

std::optional<refusal> refuse(sojourn::error_code code, std::string why, int status = 0) {
  return refusal{.what = {code, std::move(why)}, .status = status};
}

std::string bytes(std::uint64_t count) { return std::to_string(count) + " bytes"; }

std::string too_slow(const arrival& at, const server_options& limits) {
  const bool in_header = at.during == phase::header;
  const auto limit = in_header ? limits.header_timeout : limits.body_timeout;
  if (!in_header && at.upload_limit != 0)
    return "the file paused for longer than " + std::to_string(limit.count()) +
           " ms, or came slower than " + std::to_string(limits.least_upload_bytes_per_second) +
           " bytes a second";
  return std::string{in_header ? "the header" : "the body"} + " did not arrive within " +
         std::to_string(limit.count()) + " ms";
}

} // namespace

std::optional<refusal> framing_mistake(const request_parser& head) {
  const auto& header = head.get();
  const auto bad = [](std::string why) {
    return refusal{.what = {sojourn::error_code::invalid_request, std::move(why)}, .status = 400};
  };
  if (const auto codings = header.count(http::field::transfer_encoding); codings != 0) {
    // Section 6.1: what such a message is framed by, a proxy on the way may have seen otherwise.
    if (header.version() < 11)
      return bad("HTTP/1.0 has no Transfer-Encoding");
    if (!head.chunked()) // section 6.3: nobody can tell where it ends
      return bad("the last Transfer-Encoding must be \"chunked\"");
    if (codings != 1 ||
        !equal_ignoring_case(trimmed(header[http::field::transfer_encoding], " \t"), "chunked"))
      return refusal{.what = {sojourn::error_code::unknown_coding,
                              "the only Transfer-Encoding that is read is \"chunked\"; use "
                              "Content-Encoding: gzip to compress a body"}};
  }
  const auto hosts = header.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && header.version() >= 11))
    return bad("the request needs one Host header");
  return std::nullopt;
}

bool has_left(int socket) {
  pollfd asked{.fd = socket, .events = POLLRDHUP, .revents = 0};
  return ::poll(&asked, 1, 0) > 0;
}

/// Looks no further where the body is JSON, as of nearly all.
bool is_upload(const request_parser& head) {
  const auto& header = head.get();
  const auto type = header[http::field::content_type];
  if (type.empty() || type == "application/json" || type.starts_with("application/json;"))
    return false;
  request ask;
  view_header(header, header.method_string(), header.target(), ask);
  return !find_route(ask) && ask.matched->body.is == body_kind::file;
}

std::optional<refusal> refusal_of(const boost::beast::error_code& failure, const arrival& at,
                                  const server_options& limits) {
  namespace errc = boost::system::errc;
  using enum sojourn::error_code;
  const bool begun = at.during == phase::header || at.during == phase::body;
  if (failure == http::error::header_limit)
    return refuse(header_too_large,
                  "the header may have at most " + bytes(limits.max_header_bytes));
  if (failure == http::error::body_limit)
    return refuse(body_too_large,
                  "the body may have at most " +
                      bytes(at.upload_limit == 0 ? limits.max_body_bytes : at.upload_limit));
  if (failure == errc::no_space_on_device)
    return refuse(storage_full, "the disk has no room for the body");
  if (failure == errc::io_error)
    return refuse(storage_failed, "the body cannot be kept: " + failure.message());
  if (failure.category() == http::make_error_code(http::error::need_more).category())
    return refuse(invalid_request, "the request is not HTTP: " + failure.message(), 400);
  if (at.timed_out && begun)
    return refuse(request_timeout, too_slow(at, limits));
  if (failure == boost::asio::error::eof && begun)
    return refuse(invalid_request, "the request ends in its middle", 400);
  return std::nullopt;
}

} // namespace sojourn::api
