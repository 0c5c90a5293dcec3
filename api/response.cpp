#include "api/response.hpp"

#include "api/permission_challenge.hpp"

namespace sojourn::api {

response json_response(int status, const json& value) {
  return {.status = status, .body = dump(value)};
}

response problem_response(const error& what, const problem_context& around) {
  const auto& info = describe(what.code);
  const int status = around.status != 0 ? around.status : info.status;
  json problem{{"type", "/docs/errors/" + std::string{info.text}},
               {"code", info.text},
               {"title", info.title},
               {"status", status},
               {"detail", what.message},
               {"instance", around.request_id}};
  if (!what.details.empty()) {
    auto& errors = problem["errors"] = json::array();
    for (const auto& one : what.details) {
      json shown{{"pointer", one.pointer}, {"message", one.message}};
      if (!one.code.empty())
        shown["code"] = one.code;
      if (!one.facts.empty())
        shown["facts"] = one.facts;
      errors.push_back(std::move(shown));
    }
  }
  auto answer = json_response(status, problem);
  answer.content_type = "application/problem+json";
  // RFC 9110, section 11.6.1, wants a challenge in every 401; no token helps a call of a hook.
  if (what.code == error_code::bad_signature || what.code == error_code::stale_signature)
    answer.headers.emplace_back("WWW-Authenticate", "Signature realm=\"hooks\"");
  if (what.code == error_code::may_not_send)
    answer.headers.emplace_back("WWW-Authenticate",
                                permission_challenge(accounts::permission::send));
  if (status == 503 || status == 429)
    answer.headers.emplace_back(
        "Retry-After",
        std::to_string(what.retry_after_s > 0 ? what.retry_after_s : around.retry_after.count()));
  return answer;
}

std::string_view reason_of(int status) {
  switch (status) {
  case 200:
    return "OK";
  case 201:
    return "Created";
  case 202:
    return "Accepted";
  case 204:
    return "No Content";
  case 303:
    return "See Other";
  case 304:
    return "Not Modified";
  case 308:
    return "Permanent Redirect";
  case 400:
    return "Bad Request";
  case 401:
    return "Unauthorized";
  case 403:
    return "Forbidden";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 408:
    return "Request Timeout";
  case 409:
    return "Conflict";
  case 410:
    return "Gone";
  case 412:
    return "Precondition Failed";
  case 413:
    return "Content Too Large";
  case 415:
    return "Unsupported Media Type";
  case 417:
    return "Expectation Failed";
  case 422:
    return "Unprocessable Content";
  case 429:
    return "Too Many Requests";
  case 431:
    return "Request Header Fields Too Large";
  case 500:
    return "Internal Server Error";
  case 501:
    return "Not Implemented";
  case 503:
    return "Service Unavailable";
  case 504:
    return "Gateway Timeout";
  default:
    return "";
  }
}

} // namespace sojourn::api
