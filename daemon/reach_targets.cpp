#include "daemon/reach_targets.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "channels/http/url.hpp"
#include "daemon/small_file.hpp"

#include <charconv>

namespace sojourn::daemon {

namespace {

using channels::reach_target;
using protocol = reach_target::protocol;

/// The host of an http or https URL; nullopt where it has none that is fixed.
std::optional<reach_target> target_of(const std::string& channel, const std::string& url) {
  const auto origin = channels::origin_of(url.substr(0, url.find("{{")));
  const bool host_is_whole =
      url.find("{{") == std::string::npos || url.find('/', url.find("://") + 3) < url.find("{{");
  if (!origin || !host_is_whole)
    return std::nullopt;
  const bool is_secure = origin->starts_with("https:");
  reach_target target{.channel = channel,
                      .how = is_secure ? protocol::https : protocol::http,
                      .host = origin->substr(origin->find("://") + 3),
                      .port = is_secure ? 443 : 80};
  const auto colon = target.host.rfind(':');
  if (colon != std::string::npos && target.host.find(']', colon) == std::string::npos) {
    const auto digits = target.host.substr(colon + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), target.port);
    target.host.resize(colon);
  }
  return target;
}

void add(std::vector<reach_target>& all, std::optional<reach_target> target) {
  if (target)
    all.push_back(std::move(*target));
}

} // namespace

std::vector<reach_target> reach_targets(const config::settings& settings) {
  const auto& from = settings.channels;
  std::vector<reach_target> all;
  if (from.email.enabled)
    all.push_back({.channel = "email",
                   .how = from.email.tls == config::email_security::tls ? protocol::smtps
                          : from.email.tls == config::email_security::none
                              ? protocol::smtp
                              : protocol::smtp_starttls,
                   .host = from.email.host,
                   .port = from.email.port,
                   .ca_file = from.email.ca_file});
  if (from.zalo.enabled) {
    add(all, target_of("zns", from.zalo.business_url));
    add(all, target_of("zalo_oa", from.zalo.oa_url));
    add(all, target_of("zalo_oa", from.zalo.oauth_url));
  }
  for (const auto& [name, endpoint] : from.webhooks)
    add(all, target_of("webhook:" + name, endpoint.url));
  for (const auto& [name, provider] : from.providers) {
    const auto text = read_small_file(provider.file);
    const auto source = text ? json::parse(*text, nullptr, false) : json{};
    const auto* url = source.is_object() ? find_path(source, "send.url") : nullptr;
    if (url != nullptr && url->is_string())
      add(all, target_of(name, url->get<std::string>()));
  }
  return all;
}

} // namespace sojourn::daemon
