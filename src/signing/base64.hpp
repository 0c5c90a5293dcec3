// Base 64 (RFC 4648, sections 4 and 5): bytes as text that survives headers and settings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::signing {

/// `bytes` in base 64, padded, without line breaks.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// The bytes that `text` stands for, or nullopt when it is not base 64. Strict: padding
/// is required, and nothing but the one text that base64_encode gives is taken.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

/// `bytes` in base 64 for URLs (RFC 4648, section 5), without padding.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);

/// The bytes that `text` stands for, or nullopt when it is not base 64 for URLs without
/// padding. As strict as base64_decode.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

} // namespace sojourn::signing
