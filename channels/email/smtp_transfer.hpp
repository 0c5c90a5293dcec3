// One submission of a message to a mail server.
#pragma once

#include "base/instant.hpp"
#include "channels/channel.hpp"
#include "channels/http/multi_client.hpp"

#include <memory>
#include <string>

namespace sojourn::channels {

enum class mail_security {
  none,     ///< plain text, for a relay on the same host
  starttls, ///< plain at first, then TLS or nothing
  tls,      ///< TLS from the first byte
};

struct mail_submission {
  std::string host;
  int port = 587;
  mail_security security = mail_security::starttls;
  std::string user; ///< empty: no AUTH
  std::string password;
  std::string ca_file;    ///< certificates to trust; empty: those of the system
  std::string helo_name;  ///< how the client calls itself
  std::string from;       ///< envelope sender
  std::string to;         ///< envelope recipient
  std::string message;    ///< as build_message gives it
  milliseconds timeout{}; ///< from the connection to the final reply
  instant at{};           ///< when it was handed over
};

/// A transfer that submits `mail` and tells `done` the outcome.
///
/// Accepted is what the server says after the final dot; a 5xx about this mail is rejected, a
/// 4xx transient. A 5xx to RCPT or to the message that blames the address (fault_of) is
/// unreachable, and so is an address that needs SMTPUTF8 where the server does not offer it:
/// nothing of it is sent then. A refusal of the session itself (greeting, TLS, login) says nothing
/// about the mail and is transient; where it will not pass by itself (a login that is refused, a
/// wrong certificate, no TLS) the channel is closed for a quarter of an hour. What ends without a
/// reply is unknown once the whole message has left, since the final dot may have too, and
/// transient before.
[[nodiscard]] std::unique_ptr<transfer> make_smtp_transfer(mail_submission mail, completion done);

} // namespace sojourn::channels
