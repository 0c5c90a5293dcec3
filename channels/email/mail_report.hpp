// What mail servers write back: bounces (RFC 3464) and complaints (RFC 5965).
#pragma once

#include "base/result.hpp"
#include "messages/receipt.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::channels {

/// Whether a message of this Content-Type can be a report: a whole mail, or the body of one.
[[nodiscard]] bool may_be_report(std::string_view content_type);

/// The tracking that `text` names: a Message-ID of ours, with or without its angle brackets, or the
/// tracking itself; nullopt: it is none of ours. `domain` is that of our Message-IDs.
[[nodiscard]] std::optional<std::string> tracking_named(std::string_view text,
                                                        std::string_view domain);

/// Reads a report: `body` is a whole mail ("message/rfc822"), or the body of a "multipart/report"
/// whose boundary stands in `content_type`. It may be cut off after the part that counts.
///
/// A failure that says that the address is dead (fault_of) is `bounced`, any other `failed`; a
/// delay is nothing. `recipients` are those of the group of fields: a mail may have been forwarded.
/// Receipts name their send by the Message-ID of the mail that came back, or by the address that
/// the report was sent to (`return_path`, where it holds a tracking). A report on no mail of ours
/// gives a receipt that names nothing: it may be forged, so nobody's address is taken from it. `at`
/// is their time. Errors: invalid_request, when it is no report.
[[nodiscard]] result<std::vector<messages::receipt>> read_mail_report(std::string_view body,
                                                                      std::string_view content_type,
                                                                      std::string_view domain,
                                                                      instant at);

} // namespace sojourn::channels
