// The keys of a push subscription (RFC 8291), as browsers and shops write them down.
#pragma once

#include "base/json.hpp"
#include "base/mistakes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::records {

/// The type of the records of browsers that take pushes.
inline constexpr std::string_view push_subscription_type = "push_subscription";

/// The bytes of a key in base 64, of either alphabet (RFC 4648, sections 4 and 5), padded or not;
/// nullopt where it is none.
[[nodiscard]] std::optional<std::string> push_key_bytes(std::string_view text);

/// `data`, a push subscription, with its keys as browsers give them: in base 64 for URLs, without
/// padding. What is no key stays as it is.
[[nodiscard]] json with_normal_push_keys(json data);

/// Tells what no push can be encrypted for: a "p256dh" that is no uncompressed point of the curve
/// P-256 (65 bytes), an "auth" that is not 16 bytes. Keys that are not there are not missed.
void check_push_keys(const json& data, mistake_list& mistakes);

} // namespace sojourn::records
