#include "api/client/client.hpp"

#include "base/ascii.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/file_posix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/basic_file_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace sojourn::client {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;

using failure = beast::error_code;
using file_body = http::basic_file_body<beast::file_posix>;

template <class Body>
http::request<Body> encode(const endpoint& to, const request& what) {
  http::request<Body> wire;
  wire.method_string(what.method);
  wire.target(to.base_path + what.target);
  wire.version(11);
  wire.set(http::field::host, host_header(to));
  wire.set(http::field::connection, "close");
  wire.set(http::field::accept, "application/json, application/problem+json, text/plain");
  for (const auto& [name, value] : what.headers)
    wire.set(name, value);
  if (!what.content_type.empty())
    wire.set(http::field::content_type, what.content_type);
  if constexpr (std::is_same_v<Body, http::string_body>) {
    if (!what.content_type.empty())
      wire.body() = what.body;
  }
  return wire;
}

/// One request and its answer. The operations are asynchronous so that each has a limit of
/// time, and are waited for one after the other.
class conversation {
public:
  conversation(const endpoint& to, const patience& bear) : to_{to}, bear_{bear} {}

  tl::expected<response, unanswered> run(const request& what) {
    if (what.file.empty()) {
      auto wire = encode<http::string_body>(to_, what);
      if (!what.content_type.empty())
        wire.prepare_payload();
      return run(wire);
    }
    auto wire = encode<file_body>(to_, what);
    failure failed;
    wire.body().open(what.file.c_str(), beast::file_mode::scan, failed);
    if (failed)
      return tl::unexpected{
          unanswered{"cannot read " + what.file + ": " + failed.message(), false}};
    wire.prepare_payload();
    if (bear_.while_sending)
      bear_.while_waiting = [this, &file = wire.body().file()] {
        failure ignored;
        bear_.while_sending(file.pos(ignored));
      };
    return run(wire);
  }

private:
  template <class Body>
  tl::expected<response, unanswered> run(http::request<Body>& wire) {
    if (!to_.tls)
      return over(stream_, wire, [](auto&&) { return failure{}; });

    ssl::context trust{ssl::context::tls_client};
    failure failed;
    trust.set_default_verify_paths(failed);
    trust.set_verify_mode(ssl::verify_peer);
    trust.set_verify_callback(ssl::host_name_verification{to_.host});
    beast::ssl_stream<beast::tcp_stream&> secure{stream_, trust};
    failure is_address;
    asio::ip::make_address(to_.host, is_address);
    if (is_address) // only names go into the greeting
      SSL_set_tlsext_host_name(secure.native_handle(), to_.host.c_str());
    return over(secure, wire, [this, &secure](milliseconds limit) {
      return wait_for(limit, [&](auto done) {
        secure.async_handshake(ssl::stream_base::client, std::move(done));
      });
    });
  }

  template <class Stream, class Body, class Greet>
  tl::expected<response, unanswered> over(Stream& stream, http::request<Body>& wire, Greet greet) {
    asio::ip::tcp::resolver resolver{loop_};
    failure failed;
    const auto found = resolver.resolve(to_.host, to_.port, failed);
    if (!failed)
      failed = wait_for(bear_.connect,
                        [&](auto done) { stream_.async_connect(found, std::move(done)); });
    if (!failed)
      failed = greet(bear_.connect);
    if (failed)
      return tl::unexpected{unanswered{describe(failed), false}};

    // A daemon that refuses early may answer and close before it has read everything, so an
    // answer is looked for even when the writing failed.
    const auto broken = wait_for(
        bear_.answer, [&](auto done) { http::async_write(stream, wire, std::move(done)); });
    http::response_parser<http::string_body> parser;
    parser.body_limit(max_answer_bytes);
    beast::flat_buffer buffer;
    failed = wait_for(bear_.answer, [&](auto done) {
      http::async_read(stream, buffer, parser, std::move(done));
    });
    if (failed)
      return tl::unexpected{unanswered{describe(broken ? broken : failed), true}};
    auto& answer = parser.get();
    return response{.status = static_cast<int>(answer.result_int()),
                    .content_type = std::string{answer[http::field::content_type]},
                    .body = std::move(answer.body()),
                    .headers = headers_of(answer)};
  }

  static std::map<std::string, std::string>
  headers_of(const http::response<http::string_body>& answer) {
    std::map<std::string, std::string> headers;
    for (const auto& one : answer) {
      const auto name = one.name_string();
      headers.emplace(lower_ascii({name.data(), name.size()}), std::string{one.value()});
    }
    return headers;
  }

  template <class Start>
  failure wait_for(milliseconds limit, Start start) {
    failure outcome;
    stream_.expires_after(limit);
    start([&](failure failed, auto&&...) { outcome = failed; });
    loop_.restart();
    while (!loop_.stopped()) {
      loop_.run_for(bear_.tick);
      if (bear_.while_waiting && !loop_.stopped())
        bear_.while_waiting();
    }
    return outcome;
  }

  static std::string describe(const failure& failed) {
    if (failed == beast::error::timeout)
      return "it took too long";
    if (failed == http::error::end_of_stream || failed == asio::error::eof)
      return "the connection was closed without an answer";
    return failed.message();
  }

  const endpoint& to_;
  patience bear_;
  asio::io_context loop_{1};
  beast::tcp_stream stream_{loop_};
};

} // namespace

tl::expected<response, unanswered> send(const endpoint& to, const request& what,
                                        const patience& bear) {
  return conversation{to, bear}.run(what);
}

} // namespace sojourn::client
