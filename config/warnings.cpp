#include "config/warnings.hpp"

#include "base/ascii.hpp"

namespace sojourn::config {

std::vector<std::string> warnings_about(const settings& values) {
  std::vector<std::string> found;
  if (lower_ascii(values.tracking.base_url.substr(0, 7)) == "http://")
    found.push_back("tracking.base_url is no https URL: mails offer no one-click unsubscription "
                    "(RFC 8058 asks for https), which large mailbox providers demand of senders, "
                    "and links can be read on the way");
  return found;
}

} // namespace sojourn::config
