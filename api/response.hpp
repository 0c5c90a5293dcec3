// An answer before it is written, and the shape of a refusal (RFC 9457).
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::api {

class reply;

/// `again`: what keeps a stream of events going. It is called when a stream has sent what it had,
/// once an interval, or sooner where `rung` was set, and answers with a response whose body is sent
/// as it is; an empty one, or an error, says that nothing is new.
struct response {
  int status = 200;
  std::string body{};
  std::string_view content_type = "application/json";              ///< a literal
  std::vector<std::pair<std::string_view, std::string>> headers{}; ///< names are literals
  bool is_packed = false; ///< the body is gzip already; who does not take that gets it unpacked
  std::function<void(const reply&)> again{}; ///< not empty: the body goes on after this one
  std::chrono::milliseconds again_after{0};
  /// Whether there is something new; anybody may set it. Looked at a few times a second.
  std::shared_ptr<std::atomic<bool>> rung{};
  bool is_last = false; ///< of a stream that goes on: it ends with this body, which is not empty
};

/// `value` as the body of an answer with this status.
[[nodiscard]] response json_response(int status, const json& value);

/// What a refusal says beside its error.
struct problem_context {
  std::string request_id;
  std::chrono::seconds retry_after{1};
  int status = 0; ///< 0: the one of the catalogue
};

/// `what` as application/problem+json, with the headers its status demands.
[[nodiscard]] response problem_response(const error& what, const problem_context& around);

/// The reason phrase of a status.
[[nodiscard]] std::string_view reason_of(int status);

} // namespace sojourn::api
