#include "channels/http/http_channel.hpp"

#include "channels/http/exchange.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/http/url.hpp"
#include "channels/one_line.hpp"
#include "channels/redact.hpp"
#include "channels/refused.hpp"
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

/// What a receiver may be asked again, whatever became of it before (RFC 9110, 9.2.2).
constexpr std::array<std::string_view, 5> idempotent_methods{"GET", "HEAD", "PUT", "DELETE",
                                                             "OPTIONS"};

/// What libcurl sets; another value would contradict it.
constexpr std::array<const char*, 3> own_headers{"Content-Length", "Transfer-Encoding",
                                                 "Connection"};
constexpr const char* key_header = "Idempotency-Key";

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
  });
}

/// A host that does not answer takes this part of the places, and no more.
constexpr int destinations_at_once = 4;

tl::unexpected<error> refuse_call(std::string message) {
  return fail(error_code::invalid_request, std::move(message));
}

result<void> read_headers(const json& given, http_request& request) {
  if (!given.is_object())
    return refuse_call("\"headers\" is an object of texts");
  for (const auto& [name, value] : given.items()) {
    if (!is_token(name))
      return refuse_call("\"" + name + "\" cannot name a header");
    if (!value.is_string())
      return refuse_call("the header " + name + " is not a text");
    for (const auto* own : own_headers)
      if (curl_strequal(own, name.c_str()) != 0)
        return refuse_call("the header " + name + " is set by Sojourn itself");
    request.headers.emplace_back(name, on_one_line(value.get_ref<const std::string&>()));
  }
  return {};
}

bool has_header(const http_request& request, const char* name) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
    return curl_strequal(header.first.c_str(), name) != 0;
  });
}

/// An object or a list: a word or a number may be just as well a plain text.
bool is_json_document(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[') &&
         json::accept(text);
}

void read_body(const json& given, http_request& request) {
  const bool is_text = given.is_string();
  request.body = is_text ? given.get<std::string>() : dump(given);
  if (has_header(request, "Content-Type"))
    return;
  request.headers.emplace_back("Content-Type", !is_text || is_json_document(request.body)
                                                   ? "application/json"
                                                   : "text/plain; charset=utf-8");
}

/// The method that the step's request goes by; "" where it names none that is a text.
std::string method_of(const json& step) {
  const auto* named = find_path(step, "method");
  if (named != nullptr && !named->is_null())
    return named->is_string() ? named->get<std::string>() : "";
  const auto* body = find_path(step, "body");
  return body == nullptr || body->is_null() ? "GET" : "POST";
}

/// Whether the step says itself by which key its receiver knows a repetition.
bool has_own_key(const json& step) {
  const auto* headers = find_path(step, "headers");
  if (headers == nullptr || !headers->is_object())
    return false;
  const auto own = [](const auto& header) {
    return curl_strequal(header.key().c_str(), key_header) != 0 && header.value().is_string() &&
           header.value() != "";
  };
  const auto all = headers->items();
  return std::any_of(all.begin(), all.end(), own);
}

/// The request that the step describes. Errors: invalid_request.
result<http_request> read_request(const json& step) {
  if (!step.is_object())
    return refuse_call(
        "an http step needs a request: {\"method\", \"url\", \"headers\", \"body\"}");
  const auto member = [&](const char* name) {
    const auto found = step.find(name);
    return found == step.end() ? json{} : *found;
  };
  const auto url = member("url");
  if (!url.is_string())
    return refuse_call("\"url\" is missing or not a text");
  http_request request;
  request.url = url.get<std::string>();
  if (auto valid = check_http_url(request.url); !valid)
    return fail(std::move(valid.error()));
  const auto body = member("body");
  request.method = method_of(step);
  if (std::find(methods.begin(), methods.end(), request.method) == methods.end())
    return refuse_call("\"method\" is one of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS");
  if (!body.is_null() && request.method == "HEAD")
    return refuse_call("a HEAD request has no body");
  if (const auto headers = member("headers"); !headers.is_null())
    if (auto read = read_headers(headers, request); !read)
      return fail(std::move(read.error()));
  if (!body.is_null())
    read_body(body, request);
  return request;
}

/// What a server says may repeat what it was sent.
void hide(json& shown, const std::vector<std::string>& secrets) {
  if (shown.is_string())
    shown = without_secrets(shown.get<std::string>(), secrets);
  else if (shown.is_structured())
    for (auto& part : shown)
      hide(part, secrets);
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
attempt_result with_response(attempt_result judged, const http_response& answer) {
  if (answer.status == 0)
    return judged;
  if (judged.how == outcome::accepted && !answer.complete) {
    judged.how = outcome::unknown;
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
    return {.deduplicates = false,
            .concurrency = settings_.concurrency,
            .concurrency_each = std::max(1, settings_.concurrency / destinations_at_once)};
  }

  std::optional<std::string> unreachable(const json&) const override { return std::nullopt; }

  std::vector<std::string> destinations(const send_attempt& request) const override {
    const auto* url = find_path(request.request, "url");
    auto origin = url != nullptr && url->is_string() ? origin_of(url->get<std::string>())
                                                     : refuse_call("no URL");
    return origin ? std::vector{std::move(*origin)} : std::vector<std::string>{};
  }

  bool may_repeat(const send_attempt& request) const override {
    const auto method = method_of(request.request);
    return has_own_key(request.request) ||
           std::find(idempotent_methods.begin(), idempotent_methods.end(), method) !=
               idempotent_methods.end();
  }

  void deliver(send_attempt request, completion done) override {
    auto read = read_request(request.request);
    if (!read) {
      done(refused(outcome::rejected, "invalid_request",
                   without_secrets(std::move(read.error().message), request.secrets)));
      return;
    }
    if (!has_header(*read, key_header))
      read->headers.emplace_back(key_header, wire_key(request.key));
    read->timeout = settings_.timeout;
    read->ca_file = settings_.ca_file;
    read->at = request.at;
    read->once = !may_repeat(request);
    exchange(client_, std::move(*read),
             [done = std::move(done), secrets = std::move(request.secrets)](
                 attempt_result judged, const http_response& answer) {
               auto told = with_response(std::move(judged), answer);
               told.detail = without_secrets(std::move(told.detail), secrets);
               hide(told.response, secrets);
               done(std::move(told));
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
