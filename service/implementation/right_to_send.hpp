// Who may change what campaigns send that are active or paused.
#pragma once

#include "service/common.hpp"
#include "storage/writer.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sojourn::service {

/// Whether `by` may change `what` (`the segment "vip"`), which `campaigns` use: they may if none of
/// them is active or paused as of this transaction, or if they have the permission to send. A
/// paused campaign goes on with what was changed, and one that the budget paused even by itself.
/// Errors: may_not_send.
[[nodiscard]] result<void> require_right_to_send(storage::transaction& tx, const caller& by,
                                                 std::string_view what,
                                                 std::span<const std::string> campaigns);

} // namespace sojourn::service
