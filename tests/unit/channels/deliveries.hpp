// Deliveries to test with.
#pragma once

#include "channels/channel.hpp"

#include <string>

namespace sojourn::channels {

inline const instant some_time = from_unix_ms(1'767'225'600'250); // 2026-01-01T00:00:00.250Z

/// A message to customer 42, "tell" of a campaign, on its `visit`th visit.
inline send_attempt some_attempt(std::uint32_t visit = 1) {
  send_attempt made;
  made.key = {instance_id{std::uint64_t{1} << 40}, "tell", visit};
  const auto digits = std::to_string(visit);
  made.tracking = "0000010000000000" + std::string(16 - digits.size(), '0') + digits;
  made.at = some_time;
  made.campaign = "tier-upgrade";
  made.subject = {"customer", "42"};
  made.customer = {{"name", "Nguyễn Văn An"}, {"email", "an@example.com"}};
  made.message = "tier-upgraded";
  made.content = {"Chúc mừng", "Bạn đã lên hạng Vàng.", ""};
  made.data = {{"vars", {{"tier", "gold"}}}};
  return made;
}

} // namespace sojourn::channels
