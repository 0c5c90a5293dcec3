#include "channels/http/exchange.hpp"

#include "channels/http/curl_list.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/http/status.hpp"

#include <curl/curl.h>
#include <memory>

namespace sojourn::channels {

namespace {

/// Bytes of response headers that are read before the answer is given up.
constexpr std::size_t max_header_bytes = 64 * 1024;

class http_transfer final : public transfer {
public:
  http_transfer(http_request request, http_completion done)
      : request_{std::move(request)}, done_{std::move(done)} {}

  void prepare(CURL* handle) override;
  void finish(const transfer_end& end) override;

private:
  void set_method(CURL* handle);
  std::size_t give_body(char* into, std::size_t room);
  std::size_t read_header(std::size_t size);
  std::size_t read_body(std::string_view bytes);
  [[nodiscard]] attempt_result judge_answer(const transfer_end& end) const;
  [[nodiscard]] attempt_result judge_failure(const transfer_end& end) const;

  http_request request_;
  http_completion done_;
  std::size_t given_ = 0; ///< of the body
  curl_list headers_;
  std::size_t header_bytes_ = 0;
  http_response response_;
};

/// Failures that say nothing of the other end.
bool is_our_own(std::string_view failure) {
  return failure == "invalid_url" || failure == "address_refused" || failure == "overloaded" ||
         failure == "out_of_memory" || failure == "shutting_down";
}

std::string response_header(CURL* handle, const char* name) {
  curl_header* found = nullptr;
  if (curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
    return "";
  return found->value;
}

void http_transfer::prepare(CURL* handle) {
  curl_easy_setopt(handle, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  // One request at a time on a connection: what has left is known to the byte.
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "Sojourn");
  if (!request_.ca_file.empty())
    curl_easy_setopt(handle, CURLOPT_CAINFO, request_.ca_file.c_str());
  set_method(handle);
  // A semicolon is libcurl's way of sending a header without a value.
  for (const auto& [name, value] : request_.headers)
    headers_.append(value.empty() ? name + ";" : name + ": " + value);
  headers_.append("Expect:");       // no waiting for "100 Continue"
  headers_.append("Content-Type:"); // where none was given: libcurl would call the body a form
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(
      handle, CURLOPT_HEADERFUNCTION, +[](char*, std::size_t, std::size_t size, void* self) {
        return static_cast<http_transfer*>(self)->read_header(size);
      });
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(
      handle, CURLOPT_WRITEFUNCTION, +[](char* bytes, std::size_t, std::size_t size, void* self) {
        return static_cast<http_transfer*>(self)->read_body({bytes, size});
      });
}

void http_transfer::set_method(CURL* handle) {
  const bool may_have_body = request_.method != "GET" && request_.method != "HEAD" &&
                             request_.method != "DELETE" && request_.method != "OPTIONS";
  if (request_.method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (may_have_body || !request_.body.empty()) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    if (request_.once && !request_.body.empty()) {
      // libcurl repeats what it can rewind. A body that it reads through a function without one to
      // seek it cannot: the transfer ends instead, and what left is known to have left.
      curl_easy_setopt(handle, CURLOPT_POST, 1L);
      curl_easy_setopt(handle, CURLOPT_READDATA, this);
      curl_easy_setopt(
          handle, CURLOPT_READFUNCTION,
          +[](char* into, std::size_t size, std::size_t count, void* self) {
            return static_cast<http_transfer*>(self)->give_body(into, size * count);
          });
    } else {
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request_.body.c_str());
      // Where there is no body to give once, a new connection is: nothing is repeated on it.
      curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, request_.once ? 1L : 0L);
    }
  }
  if (request_.method != "HEAD")
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

std::size_t http_transfer::give_body(char* into, std::size_t room) {
  const auto part = request_.body.copy(into, room, given_);
  given_ += part;
  return part;
}

std::size_t http_transfer::read_header(std::size_t size) {
  header_bytes_ += size;
  return header_bytes_ <= max_header_bytes ? size : 0;
}

std::size_t http_transfer::read_body(std::string_view bytes) {
  const auto room = max_response_bytes - response_.body.size();
  response_.body.append(bytes.substr(0, room));
  response_.truncated = bytes.size() > room;
  return response_.truncated ? 0 : bytes.size();
}

void http_transfer::finish(const transfer_end& end) {
  long status = 0;
  if (end.handle != nullptr)
    curl_easy_getinfo(end.handle, CURLINFO_RESPONSE_CODE, &status);
  attempt_result judged;
  if (status >= 200) { // lower ones only announce the answer
    response_.status = static_cast<int>(status);
    response_.content_type = response_header(end.handle, "Content-Type");
    response_.location = response_header(end.handle, "Location");
    response_.complete = end.curl == CURLE_OK || response_.truncated;
    judged = judge_answer(end);
  } else {
    judged = judge_failure(end);
  }
  done_(std::move(judged), std::move(response_));
}

attempt_result http_transfer::judge_answer(const transfer_end& end) const {
  attempt_result judged;
  judged.how = kind_of_status(response_.status);
  judged.server = response_.status < 500 ? server_health::works : server_health::fails;
  if (request_.once && is_second_hand(response_.status))
    judged.how = outcome::unknown;
  judged.code = "http_" + std::to_string(response_.status);
  judged.detail = request_.method + " was answered with status " + std::to_string(response_.status);
  if (judged.how == outcome::transient)
    judged.retry_after = parse_retry_after(response_header(end.handle, "Retry-After"),
                                           response_header(end.handle, "Date"), request_.at);
  if (response_.status >= 300 && response_.status < 400)
    judged.detail += "; redirects are not followed";
  return judged;
}

attempt_result http_transfer::judge_failure(const transfer_end& end) const {
  long sent = 0;
  if (end.handle != nullptr)
    curl_easy_getinfo(end.handle, CURLINFO_REQUEST_SIZE, &sent);
  attempt_result judged;
  judged.code = end.failure;
  judged.detail = end.detail;
  judged.server = is_our_own(end.failure) ? server_health::untold : server_health::fails;
  if (sent > 0) {
    judged.how = outcome::unknown;
    if (end.failure.empty() || end.curl == CURLE_UNSUPPORTED_PROTOCOL)
      judged.code = "bad_reply"; // bytes came back that are no HTTP answer
  } else if (end.failure == "invalid_url" || end.failure == "address_refused") {
    judged.how = outcome::rejected;
  } else {
    judged.how = outcome::transient;
  }
  return judged;
}

} // namespace

void exchange(multi_client& client, http_request request, http_completion done) {
  client.submit(std::make_unique<http_transfer>(std::move(request), std::move(done)));
}

} // namespace sojourn::channels
