// What a message is for: it decides which consents, caps and hours apply.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sojourn::messages {

/// Values are stored; never renumber them.
enum class purpose : std::uint8_t {
  transactional = 0, ///< the person waits for it: an order, a code, a payment
  service = 1,       ///< customer care: it is about what they bought or are a member of
  promotional = 2,   ///< everything else; the strictest rules apply
};
inline constexpr std::array all_purposes{purpose::transactional, purpose::service,
                                         purpose::promotional};

/// "transactional", "service", "promotional".
[[nodiscard]] std::string_view to_text(purpose value);
[[nodiscard]] std::optional<purpose> parse_purpose(std::string_view text);

} // namespace sojourn::messages
