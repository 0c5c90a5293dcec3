// A push service and the browsers that subscribed with it, on loopback.
#pragma once

#include "channels/channel.hpp"
#include "signing/p256.hpp"
#include "simulators/http_server.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::channels {

/// The text of a push body, as a browser reads it; nullopt when it is for somebody else.
std::optional<std::string> decrypt_push(std::string_view body, const signing::p256_key& receiver,
                                        std::string_view auth);

/// Why a VAPID header does not come from the owner of `public_key`, or nullopt.
std::optional<std::string> vapid_mistake(const std::string& header, const std::string& audience,
                                         const std::string& public_key, instant now);

/// What a browser was shown.
struct shown_push {
  std::string device;
  json payload;
  std::map<std::string, std::string> headers;
};

/// Checks each push as a real service and the browser behind it do: headers, VAPID token,
/// encryption; answers 400 or 401 with the reason when something is wrong.
class push_service {
public:
  /// `public_key` is the shop's, raw; pushes are sent at `now`.
  push_service(std::string public_key, instant now)
      : push_service{std::move(public_key), [now] { return now; }} {}
  push_service(std::string public_key, std::function<instant()> now);

  /// A browser subscribes; the record of it.
  json subscribe(const std::string& device, const std::string& created_at = "2026-01-01T00:00:00Z");
  /// From now on pushes to the device get `answer` after they were checked; an empty one means
  /// that the device is shown the push and the connection ends without an answer.
  void answer_with(const std::string& device, std::string answer);
  void drop(const std::string& device) { answer_with(device, http_answer(410)); }

  /// Called for each push that a browser is shown, before the service answers; set it before any
  /// comes.
  void on_shown(std::function<void(const shown_push&)> tell) { tell_ = std::move(tell); }

  std::vector<shown_push> shown();
  std::vector<seen_request> wait_for(std::size_t count) { return server_.wait_for(count); }
  std::string origin() const;

private:
  struct browser {
    signing::p256_key key;
    std::string auth;
    std::optional<std::string> answer{};
  };
  void serve(const seen_request& request, connection& peer);
  std::string judge(const seen_request& request);

  const std::string public_key_;
  const std::function<instant()> now_;
  std::function<void(const shown_push&)> tell_;
  std::mutex mutex_;
  std::map<std::string, browser> browsers_;
  std::vector<shown_push> shown_;
  http_server server_;
};

} // namespace sojourn::channels
