// The gate for the shop's pages, which call without a token: whose page may, and how often.
#pragma once

#include "api/request.hpp"
#include "api/response.hpp"
#include "api/server.hpp"
#include "base/clock.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sojourn::hooks {
class token_bucket;
}

namespace sojourn::api {

/// Whether `text` is the id of a visitor as the script makes it: "v-" and 24 characters of base 64
/// for URLs. Such an id is made of 144 random bits, so nobody can guess another one's, and ids
/// of other forms, which might be guessed, are not served to pages.
[[nodiscard]] bool is_page_visitor(std::string_view text);

/// The same of what else the script makes an id for: "l-" and so on.
[[nodiscard]] bool is_page_id(std::string_view text, std::string_view prefix);

/// Thread-safe.
class page_gate {
public:
  page_gate(const page_options& options, const clock_source& clock);
  ~page_gate();
  page_gate(const page_gate&) = delete;
  page_gate& operator=(const page_gate&) = delete;

  [[nodiscard]] const page_options& options() const { return options_; }
  [[nodiscard]] instant now() const { return clock_.now(); }

  /// Whether a page may call. Browsers say in Origin whose page it is, and on a page of the
  /// daemon's own host in Sec-Fetch-Site. Errors: not_found where it is switched off; forbidden;
  /// rate_limited.
  [[nodiscard]] std::optional<error> admit(const request& ask);

  /// Lets one call of this visitor through. Errors: invalid_request, when it is no visitor of a
  /// page; rate_limited.
  [[nodiscard]] std::optional<error> take(const std::string& visitor);

  /// A place among the streams, for as long as it is kept. Errors: overloaded.
  [[nodiscard]] result<std::shared_ptr<void>> open_stream();

  /// What lets the page read the answer (CORS).
  void add_headers(const request& ask, response& answer) const;

private:
  [[nodiscard]] bool is_listed(std::string_view origin) const;

  const page_options options_;
  const clock_source& clock_;
  /// Shared with the streams, which may end after the server.
  const std::shared_ptr<std::atomic<std::size_t>> streams_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::mutex mutex_; ///< guards what follows
  std::unique_ptr<hooks::token_bucket> all_;
  std::unordered_map<std::string, hooks::token_bucket> by_visitor_;
};

} // namespace sojourn::api
