#include "simulators/http_server.hpp"

#include "outcomes.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <memory>
#include <optional>
#include <stdexcept>

namespace sojourn::channels {

namespace {

std::optional<seen_request> read_request(connection& peer) {
  const auto start = peer.read_line();
  if (!start)
    return std::nullopt;
  seen_request request;
  const auto first = start->find(' ');
  const auto second = start->find(' ', first + 1);
  request.method = start->substr(0, first);
  request.target = start->substr(first + 1, second - first - 1);
  for (auto line = peer.read_line(); line && !line->empty(); line = peer.read_line()) {
    const auto colon = line->find(':');
    auto name = line->substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    const auto value = line->find_first_not_of(' ', colon + 1);
    request.headers[name] = value == std::string::npos ? "" : line->substr(value);
  }
  if (const auto length = request.headers.find("content-length"); length != request.headers.end()) {
    auto body = peer.read_bytes(std::stoul(length->second));
    if (!body)
      return std::nullopt;
    request.body = std::move(*body);
  }
  return request;
}

} // namespace

std::string http_answer(int status, const std::string& body,
                        const std::vector<std::string>& headers) {
  auto answer = "HTTP/1.1 " + std::to_string(status) +
                " Scripted\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  for (const auto& header : headers)
    answer += header + "\r\n";
  return answer + "\r\n" + body;
}

std::function<void(const seen_request&, connection&)> only_first(std::string answer) {
  return [answer = std::move(answer),
          taken = std::make_shared<std::atomic<int>>(0)](const seen_request&, connection& peer) {
    if (taken->fetch_add(1) == 0)
      peer.write(answer);
    else
      peer.reset();
  };
}

http_server::http_server(answerer answer)
    : answer_{std::move(answer)}, server_{[this](connection& peer) { serve(peer); }} {}

http_server::http_server(std::string answer)
    : http_server{[answer = std::move(answer)](const seen_request&, connection& peer) {
        peer.write(answer);
      }} {}

std::string http_server::url(const std::string& target) const {
  return "http://127.0.0.1:" + std::to_string(server_.port()) + target;
}

std::vector<seen_request> http_server::wait_for(std::size_t count) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_for(lock, test_patience, [&] { return seen_.size() >= count; }))
    throw std::runtime_error("a request is missing");
  return seen_;
}

void http_server::serve(connection& peer) {
  while (const auto request = read_request(peer)) {
    {
      const std::lock_guard lock{mutex_};
      seen_.push_back(*request);
      changed_.notify_all();
    }
    answer_(*request, peer);
  }
}

} // namespace sojourn::channels
