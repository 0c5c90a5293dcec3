#include "channels/email/smtp_stage.hpp"

namespace sojourn::channels {

bool is_about_the_mail(std::string_view command, bool message_left, long code,
                       std::string_view reply) {
  constexpr long closing = 421;
  constexpr long no_storage = 452;
  if (code == closing)
    return false;
  if (message_left || command == "DATA")
    return code != no_storage && reply.find(" 4.3.") == std::string_view::npos;
  return command == "RCPT";
}

} // namespace sojourn::channels
