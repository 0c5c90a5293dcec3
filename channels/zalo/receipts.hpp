// What a call of Zalo's webhook says, and whether it is Zalo's.
#pragma once

#include "channels/channel.hpp"
#include "channels/zalo/settings.hpp"

namespace sojourn::channels::zalo {

/// Checks `X-ZEvent-Signature: mac=…`: the SHA-256 of an id, the body, a timestamp and a secret.
/// Gives the variant that matched, such as "app_id+body_timestamp+app_secret".
/// Errors: unauthorized.
[[nodiscard]] result<std::string> check_signature(const provider_call& call,
                                                  const settings& configured);

/// What the call says, in the words of no provider. An event that means nothing to us is nothing.
/// Errors: malformed_json, invalid_request.
[[nodiscard]] result<messages::provider_news> read_event(const provider_call& call);

} // namespace sojourn::channels::zalo
