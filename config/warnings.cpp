#include "config/warnings.hpp"

#include "base/ascii.hpp"
#include "config/value_checks.hpp"

namespace sojourn::config {

namespace {

bool is_this_machine(const std::string& host) { return host == "localhost" || is_loopback(host); }

} // namespace

std::vector<std::string> warnings_about(const settings& values) {
  std::vector<std::string> found;
  const auto& http = values.http;
  if (!is_loopback(http.address) && http.tls_certificate.empty())
    found.push_back("http.address \"" + http.address +
                    "\" is reached by other machines without TLS, so tokens and personal data "
                    "cross the network in clear; set http.tls_certificate and http.tls_key, or "
                    "listen on loopback behind a proxy with TLS");
  const auto& email = values.channels.email;
  if (email.enabled && email.tls == email_security::none && !is_this_machine(email.host))
    found.push_back(
        "channels.email.tls is \"none\": " +
        std::string{email.password.empty() ? "every message goes" : "the password goes"} + " to " +
        email.host + " in clear; write \"starttls\" or \"tls\"");
  for (const auto& [name, endpoint] : values.channels.webhooks) {
    if (endpoint.secret.empty())
      found.push_back("channels.webhooks." + name +
                      ".secret is empty: requests are not signed, and the receiver cannot tell "
                      "them from forged ones");
  }
  if (lower_ascii(values.tracking.base_url.substr(0, 7)) == "http://")
    found.push_back("tracking.base_url is no https URL: mails offer no one-click unsubscription "
                    "(RFC 8058 asks for https), which large mailbox providers demand of senders, "
                    "and links can be read on the way");
  return found;
}

} // namespace sojourn::config
