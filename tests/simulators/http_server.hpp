// An HTTP server on loopback whose answers a test writes.
#pragma once

#include "simulators/loopback_server.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sojourn::channels {

struct seen_request {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;
};

/// An HTTP/1.1 answer with its Content-Length.
std::string http_answer(int status, const std::string& body = "",
                        const std::vector<std::string>& headers = {});

/// Gives this answer to the first request, and ends the connection at each later one.
std::function<void(const seen_request&, connection&)> only_first(std::string answer);

/// Answers requests on kept-alive connections and remembers them.
class http_server {
public:
  /// Called once a request has come in whole, on the connection's thread.
  using answerer = std::function<void(const seen_request&, connection&)>;

  explicit http_server(answerer answer);
  /// Always gives the same answer.
  explicit http_server(std::string answer);

  std::string url(const std::string& target = "/") const;
  int connection_count() { return server_.connection_count(); }
  /// All requests, once there are `count`.
  std::vector<seen_request> wait_for(std::size_t count);

private:
  void serve(connection& peer);

  answerer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<seen_request> seen_;
  loopback_server server_;
};

} // namespace sojourn::channels
