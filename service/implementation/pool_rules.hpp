// The rules of a voucher pool as somebody writes them.
#pragma once

#include "storage/vouchers.hpp"

namespace sojourn::service {

/// What `patch` (RFC 7396) makes of the rules: "expires_at", an instant; "valid_for", an ISO 8601
/// duration; "per_person", a whole number from 1 to 1,000,000; "value", a text of what a code is
/// worth. Errors: invalid_request, with every
/// mistake by its pointer.
[[nodiscard]] result<storage::pool_rules> patched(storage::pool_rules before, const json& patch);

} // namespace sojourn::service
