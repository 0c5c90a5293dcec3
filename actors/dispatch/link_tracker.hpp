// Puts links of ours into messages, which tell when they are followed.
#pragma once

#include "channels/channel.hpp"
#include "messages/tracking.hpp"

#include <string>
#include <vector>

namespace sojourn::actors {

/// Where our links lead, and what signs them.
struct link_tracker {
  std::string base_url; ///< without a slash at its end; empty: links stay as they are
  std::string key{};

  [[nodiscard]] bool is_on() const { return !base_url.empty(); }
  [[nodiscard]] std::string url_of(const messages::link_token& token) const;
};

/// Replaces the links of a message that lead to `domains`, where its channel can, adds the pixel
/// that tells of opening, and, unless the person waits for the message, the address to unsubscribe
/// at. Gives the links that were replaced, in the order of their tokens.
[[nodiscard]] std::vector<std::string> track_links(const link_tracker& tracker,
                                                   const std::vector<std::string>& domains,
                                                   const std::string& channel,
                                                   const channels::link_places& where,
                                                   channels::send_attempt& message);

} // namespace sojourn::actors
