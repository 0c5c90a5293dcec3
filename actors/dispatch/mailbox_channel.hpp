// The local inbox as a channel: the embedded default, so that nothing leaves a machine
// that configured nothing.
#pragma once

#include "channels/channel.hpp"
#include "storage/mailbox.hpp"

namespace sojourn::actors {

/// What the channel is called in `via`.
inline constexpr std::string_view mailbox_name = "mailbox";

/// What the mailbox keeps of a message.
[[nodiscard]] storage::mail mail_of(const channels::send_attempt& message);

/// Accepts everything: a message is in the mailbox, once, by the commit that decided that it may
/// leave, since both are in one file (see admission_request).
[[nodiscard]] std::shared_ptr<channels::channel> make_mailbox_channel();

} // namespace sojourn::actors
