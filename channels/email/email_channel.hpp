// The e-mail channel: a message as a mail, submitted over SMTP.
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"
#include "channels/described/provider.hpp"
#include "channels/email/smtp_transfer.hpp"

#include <map>
#include <memory>
#include <string>

namespace sojourn::channels {

struct email_settings {
  std::string host;
  int port = 587;
  mail_security security = mail_security::starttls;
  std::string user; ///< empty: no login
  std::string password;
  std::string ca_file; ///< certificates to trust; empty: those of the system
  std::string from_address;
  std::string from_name;
  std::string message_id_domain; ///< empty: the domain of from_address
  /// The envelope's sender, to which bounces go; "{tracking}" in it becomes that of the send.
  /// Empty: from_address.
  std::string return_path{};
  /// What a call that brings a bounce or complaint carries as "Authorization: Bearer …"; empty:
  /// none is taken.
  std::string report_token{};
  /// How the calls of the mail service are read; null: none is taken.
  std::shared_ptr<const described_calls> calls{};
  std::map<std::string, std::string> call_secrets{}; ///< the values of calls->secrets
  milliseconds timeout{300'000}; ///< for one mail, from the connection to the final reply
  int connections = 4;           ///< mails under way at the same time, one a connection
};

/// Makes the channel. It reaches customers with an "email"; a "name" stands beside the
/// address. A mail of one effect has one Message-ID over all attempts, by which a person's
/// mail program may, and the operator can, recognise a duplicate; servers do not, so the
/// channel does not declare that it deduplicates.
///
/// A login that is refused, and a server that is not whom its certificate says, close the channel
/// for a time: no mail is to blame, and none must use up its attempts.
///
/// It hears of bounces and complaints by calls: those that carry a mail (message/rfc822,
/// multipart/report) are reports of mail servers and need `report_token`; all others are those
/// that `calls` describes, whose "key" may be a Message-ID. Errors: invalid_settings.
[[nodiscard]] result<std::shared_ptr<channel>> make_email_channel(email_settings settings);

} // namespace sojourn::channels
