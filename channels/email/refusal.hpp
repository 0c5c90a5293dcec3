// What a mail server's refusal says of the address.
#pragma once

#include <string_view>

namespace sojourn::channels {

enum class mail_fault {
  none,             ///< of the address: a policy, a filter, a full mailbox, a server that was away
  address_unusable, ///< it cannot be used here, which says nothing of other ways to it
  address_dead,     ///< it takes no mail for good: nobody is there, or the mailbox is closed
};

/// The enhanced status code (RFC 3463) that begins `text`, such as "5.1.1"; empty: there is none.
[[nodiscard]] std::string_view enhanced_status_at(std::string_view text);

/// What a permanent failure with this status and these words of the server ("550 5.1.1 …") says.
///
/// Only what says so itself is an address that is dead, for what is suppressed is never written to
/// again: the statuses 5.1.1, 5.1.2, 5.1.6, 5.1.10 and 5.2.1, and a vague one (5.0.0, 5.1.0, 5.4.4,
/// 5.5.0, none) with words such as "user unknown". Words of a block list, a policy, a rate or a
/// timeout beside it make it none: servers give such refusals any status. Words inside addresses do
/// not count.
[[nodiscard]] mail_fault fault_of(std::string_view status, std::string_view diagnostic);

} // namespace sojourn::channels
