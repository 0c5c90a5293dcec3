// One-time codes of six digits that change every 30 seconds (TOTP, RFC 6238, with HMAC-SHA-1 as
// every authenticator app expects).
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::accounts {

inline constexpr std::size_t one_time_secret_bytes = 20; ///< RFC 4226, section 4: at least 16
inline constexpr std::int64_t one_time_step_seconds = 30;

/// The code of a counter (HOTP, RFC 4226): six digits.
[[nodiscard]] std::string code_of_counter(std::string_view secret, std::uint64_t counter);

/// The code of the 30 seconds in which `now` lies.
[[nodiscard]] std::string code_at(std::string_view secret, instant now);

/// The step whose code this is: the present one, or one before or after it, since clocks differ;
/// never one at or before `last_used`, so that a code counts once. nullopt: it is none of them.
[[nodiscard]] std::optional<std::int64_t>
accepted_step(std::string_view secret, std::string_view code, instant now, std::int64_t last_used);

/// The secret in base 32 (RFC 4648) without padding, as apps take it.
[[nodiscard]] std::string secret_text(std::string_view secret);

/// What an authenticator app reads from a QR code.
[[nodiscard]] std::string secret_uri(std::string_view secret, std::string_view login);

} // namespace sojourn::accounts
