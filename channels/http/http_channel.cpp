#include "channels/http/http_channel.hpp"

#include "channels/http/exchange.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/http/url.hpp"
#include "channels/one_line.hpp"
#include "channels/utf8.hpp"
#include "channels/wire_key.hpp"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <string_view>

namespace sojourn::channels {

namespace {

constexpr std::array<std::string_view, 7> methods{"GET",   "HEAD",   "POST",   "PUT",
                                                  "PATCH", "DELETE", "OPTIONS"};

/// What the channel or libcurl sets; another value would contradict it.
constexpr std::array<const char*, 4> own_headers{"Idempotency-Key", "Content-Length",
                                                 "Transfer-Encoding", "Connection"};

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
  });
}

tl::unexpected<error> refuse(std::string message) {
  return fail(error_code::invalid_request, std::move(message));
}

result<void> read_headers(const json& given, http_request& request) {
  if (!given.is_object())
    return refuse("\"headers\" is an object of texts");
  for (const auto& [name, value] : given.items()) {
    if (!is_token(name))
      return refuse("\"" + name + "\" cannot name a header");
    if (!value.is_string())
      return refuse("the header " + name + " is not a text");
    for (const auto* own : own_headers)
      if (curl_strequal(own, name.c_str()) != 0)
        return refuse("the header " + name + " is set by Sojourn itself");
    request.headers.emplace_back(name, on_one_line(value.get_ref<const std::string&>()));
  }
  return {};
}

void read_body(const json& given, http_request& request) {
  const bool is_text = given.is_string();
  request.body = is_text ? given.get<std::string>() : dump(given);
  const auto is_content_type = [](const auto& header) {
    return curl_strequal(header.first.c_str(), "Content-Type") != 0;
  };
  if (std::none_of(request.headers.begin(), request.headers.end(), is_content_type))
    request.headers.emplace_back("Content-Type",
                                 is_text ? "text/plain; charset=utf-8" : "application/json");
}

/// The request that the step describes. Errors: invalid_request.
result<http_request> read_request(const json& step) {
  if (!step.is_object())
    return refuse("an http step needs a request: {\"method\", \"url\", \"headers\", \"body\"}");
  const auto member = [&](const char* name) {
    const auto found = step.find(name);
    return found == step.end() ? json{} : *found;
  };
  const auto url = member("url");
  if (!url.is_string())
    return refuse("\"url\" is missing or not a text");
  http_request request;
  request.url = url.get<std::string>();
  if (auto valid = check_http_url(request.url); !valid)
    return fail(std::move(valid.error()));
  const auto body = member("body");
  const auto method = member("method");
  request.method = method.is_null()     ? (body.is_null() ? "GET" : "POST")
                   : method.is_string() ? method.get<std::string>()
                                        : "";
  if (std::find(methods.begin(), methods.end(), request.method) == methods.end())
    return refuse("\"method\" is one of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS");
  if (!body.is_null() && request.method == "HEAD")
    return refuse("a HEAD request has no body");
  if (const auto headers = member("headers"); !headers.is_null())
    if (auto read = read_headers(headers, request); !read)
      return fail(std::move(read.error()));
  if (!body.is_null())
    read_body(body, request);
  return request;
}

/// The answer as the step's conditions and templates see it.
json response_of(const http_response& answer) {
  json response{{"status", answer.status}, {"body", valid_utf8(answer.body)}};
  const bool may_be_json =
      answer.content_type.empty() || answer.content_type.find("json") != std::string::npos;
  if (answer.truncated)
    response["truncated"] = true;
  else if (may_be_json)
    if (auto parsed = parse_json(answer.body))
      response["body"] = std::move(*parsed);
  return response;
}

/// What the outcome is once the answer's body counts too.
outcome with_response(outcome judged, const http_response& answer) {
  if (answer.status == 0)
    return judged;
  if (judged.kind == outcome_kind::accepted && !answer.complete) {
    judged.kind = outcome_kind::unknown;
    judged.code = "incomplete_response";
    judged.detail += ", but its body broke off";
    return judged;
  }
  judged.response = response_of(answer);
  return judged;
}

class http_channel final : public channel {
public:
  explicit http_channel(http_settings settings)
      : settings_{std::move(settings)},
        client_{{.max_running = static_cast<std::size_t>(settings_.concurrency),
                 .allow_private_addresses = settings_.allow_private_addresses}} {}

  capabilities declares() const override {
    return {.deduplicates = true, .concurrency = settings_.concurrency};
  }

  std::optional<std::string> unreachable(const json&) const override { return std::nullopt; }

  void deliver(delivery request, completion done) override {
    auto read = read_request(request.request);
    if (!read) {
      done({.kind = outcome_kind::rejected,
            .code = "invalid_request",
            .detail = std::move(read.error().message),
            .provider_id = {}});
      return;
    }
    read->headers.emplace_back("Idempotency-Key", wire_key(request.key));
    read->timeout = settings_.timeout;
    read->ca_file = settings_.ca_file;
    read->at = request.at;
    read->once = read->method == "POST" || read->method == "PATCH"; // the others may be repeated
    exchange(client_, std::move(*read),
             [done = std::move(done)](outcome judged, const http_response& answer) {
               done(with_response(std::move(judged), answer));
             });
  }

private:
  const http_settings settings_;
  multi_client client_;
};

} // namespace

result<std::shared_ptr<channel>> make_http_channel(http_settings settings) {
  if (settings.concurrency < 1)
    return fail(error_code::invalid_settings, "http: the concurrency is at least 1");
  if (settings.timeout <= milliseconds{0})
    return fail(error_code::invalid_settings, "http: the timeout is longer than zero");
  return std::make_shared<http_channel>(std::move(settings));
}

} // namespace sojourn::channels
