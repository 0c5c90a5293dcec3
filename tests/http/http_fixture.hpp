// A server on a free port of loopback, and a client that reads and writes plain sockets.
#pragma once

#include "api/server.hpp"
#include "tests/http/fakes/fake_services.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <gtest/gtest.h>
#include <poll.h>
#include <spdlog/spdlog.h>

namespace sojourn::tests {

/// An answer as it came over the wire.
struct answered {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case

  [[nodiscard]] json parsed() const { return json::parse(body); }
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

/// Reads one answer from any synchronous stream. Status 0: the connection ended instead.
template <class Stream>
answered read_answer(Stream& stream, boost::beast::flat_buffer& buffer, bool to_head = false) {
  namespace http = boost::beast::http;
  http::response_parser<http::string_body> parser;
  parser.skip(to_head);
  boost::beast::error_code failure;
  http::read(stream, buffer, parser, failure);
  if (failure)
    return {};
  answered answer{.status = static_cast<int>(parser.get().result_int()),
                  .body = parser.get().body(),
                  .headers = {}};
  for (const auto& one : parser.get()) {
    std::string name{one.name_string()};
    for (auto& c : name)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    answer.headers[name] = std::string{one.value()};
  }
  return answer;
}

/// The text of a request with a Host header, and a Content-Length when there is a body.
inline std::string request_text(const std::string& method, const std::string& target,
                                const std::string& headers = "", const std::string& body = "") {
  return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
         (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" +
         body;
}

class client {
public:
  explicit client(std::uint16_t port) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  }
  /// Writes as much as the server takes; it may have answered and closed before the end.
  void send(const std::string& text) {
    boost::system::error_code ignored;
    boost::asio::write(socket_, boost::asio::buffer(text), ignored);
  }
  answered receive(bool to_head = false) { return read_answer(socket_, buffer_, to_head); }
  answered ask(const std::string& method, const std::string& target,
               const std::string& headers = "", const std::string& body = "") {
    send(request_text(method, target, headers, body));
    return receive(method == "HEAD");
  }
  answered ask_json(const std::string& method, const std::string& target, const std::string& body,
                    const std::string& headers = "") {
    return ask(method, target, "Content-Type: application/json\r\n" + headers, body);
  }
  /// Whether something arrives within `patience`.
  bool has_answer(milliseconds patience) {
    pollfd waits{.fd = socket_.native_handle(), .events = POLLIN, .revents = 0};
    return poll(&waits, 1, static_cast<int>(patience.count())) > 0;
  }
  /// Whether the server ended the connection, with nothing more to read.
  bool ended() {
    boost::system::error_code failure;
    char byte = 0;
    const auto count = socket_.read_some(boost::asio::buffer(&byte, 1), failure);
    return count == 0 && failure;
  }
  void end_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_{context_};
  boost::beast::flat_buffer buffer_;
};

class fixed_clock final : public clock_source {
public:
  [[nodiscard]] instant now() const override { return from_unix_ms(1'772'382'600'000); }
};

/// Start with options of one's own, or let `port` or `ask` start with the usual ones.
class http : public ::testing::Test {
protected:
  fake_services fake;
  fixed_clock clock;
  api::server_options options{.port = 0};

  http() {
    spdlog::set_level(spdlog::level::off);
    options.upload_directory = ::testing::TempDir();
  }
  ~http() override { stop(); }

  std::uint16_t port() {
    if (!server_) {
      server_ = std::make_unique<api::server>(options, fake.all(), clock);
      const auto port = server_->start();
      EXPECT_TRUE(port.has_value()) << (port ? "" : port.error().message);
      port_ = port.value_or(std::uint16_t{0});
    }
    return port_;
  }
  /// It has been started by `port` or `ask`.
  api::server& server() { return *server_; }
  void stop(milliseconds grace = milliseconds{0}) {
    if (server_)
      server_->stop(grace);
  }
  /// One request over a connection of its own.
  answered ask(const std::string& method, const std::string& target,
               const std::string& headers = "", const std::string& body = "") {
    return client{port()}.ask(method, target, headers, body);
  }
  answered ask_json(const std::string& method, const std::string& target, const std::string& body,
                    const std::string& headers = "") {
    return client{port()}.ask_json(method, target, body, headers);
  }

private:
  std::unique_ptr<api::server> server_;
  std::uint16_t port_ = 0;
};

/// The code of a problem, after a check of its shape.
inline std::string problem_code(const answered& answer) {
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  const auto problem = answer.parsed();
  EXPECT_EQ(problem.at("status"), answer.status);
  EXPECT_EQ(problem.at("type"), "/docs/errors/" + problem.at("code").get<std::string>());
  EXPECT_FALSE(problem.at("title").get<std::string>().empty());
  EXPECT_FALSE(problem.at("detail").get<std::string>().empty());
  EXPECT_TRUE(problem.at("instance").get<std::string>().starts_with("req_"));
  return problem.at("code");
}

} // namespace sojourn::tests
