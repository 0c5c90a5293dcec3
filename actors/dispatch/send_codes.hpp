// The codes of attempts that the dispatcher settles by itself; journals and docs name them.
#pragma once

namespace sojourn::actors::send_codes {

/// The provider takes no messages for now; it is sent again when it does.
inline constexpr const char* closed = "channel_closed";
/// No channel took it before the daemon stopped.
inline constexpr const char* stopping = "daemon_stopped";
/// The daemon does not own its data now, see ownership.
inline constexpr const char* not_owner = "not_owner";
/// Somebody's data brought what runs a script into the message.
inline constexpr const char* unsafe = "unsafe_content";
/// Somebody's data brought a link into the message that leads to none of the allowed domains.
inline constexpr const char* link_outside = "link_outside";
/// The call names a secret that is not set; an operator has to set it.
inline constexpr const char* secret = "secret_missing";
/// The address is suppressed.
inline constexpr const char* suppressed = "suppressed";
/// No channel of the step reaches the person.
inline constexpr const char* no_channel = "no_channel";
/// The daemon stopped while the hand-over was under way.
inline constexpr const char* interrupted = "interrupted";
/// What is needed for it cannot be read.
inline constexpr const char* unreadable = "record_unreadable";
/// Its texts take too much work.
inline constexpr const char* too_expensive = "too_expensive";
/// It failed by a defect.
inline constexpr const char* defect = "internal";

} // namespace sojourn::actors::send_codes
