// What a browser gets to show, and how its push service shall treat it.
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace sojourn::channels {

/// What all pushes of a shop have in common.
struct push_limits {
  std::chrono::seconds ttl = std::chrono::hours{24}; ///< where a message names none
  std::size_t title_characters = 35;                 ///< of normal form C
  std::size_t body_characters = 55;
};

/// A service may keep a push for four weeks.
inline constexpr std::chrono::seconds longest_push_ttl = std::chrono::hours{28 * 24};
/// Browsers show no more buttons.
inline constexpr std::size_t most_push_actions = 2;

struct push_message {
  std::string
      payload; ///< JSON: {"title", "body", "icon", "image", "badge", "url", "actions", "tag"}
  std::string urgency; ///< "very-low", "low", "normal", "high"
  std::chrono::seconds ttl{};
  std::string topic;        ///< 32 characters; the same over every attempt of an effect
  bool newest_only = false; ///< only to the device that subscribed last
};

/// Reads what a delivery says. Its subject is the title and its text the body, unless the
/// message's own part for the channel has "title" and "body"; there may be "icon", "image",
/// "badge" (http or https, or a small picture as "data:image/png;base64,…"), "url" (http or https),
/// "actions" (a list of {"action", "title", "url", "icon"}), "tag", "urgency", "ttl" (ISO 8601,
/// four weeks at most) and "devices" ("all" or "newest"). Errors: invalid_request, with a sentence
/// on what cannot be shown.
[[nodiscard]] result<push_message> read_push_message(const send_attempt& request,
                                                     const push_limits& limits);

} // namespace sojourn::channels
