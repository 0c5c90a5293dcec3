#include "api/client/endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace sojourn::client {

namespace {

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), port);
  return status == std::errc{} && end == text.data() + text.size() && port > 0;
}

/// No blanks, no control characters, nothing beyond ASCII: what may go into a header as it is.
bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string_view port_of_scheme(bool tls) { return tls ? "443" : "80"; }

} // namespace

result<endpoint> parse_url(std::string_view url) {
  const auto refuse = [&](std::string_view why) {
    return fail(error_code::invalid_request,
                "\"" + std::string{url} + "\" is not the URL of a daemon: " + std::string{why});
  };
  endpoint to;
  auto rest = url;
  if (rest.starts_with("https://"))
    to.tls = true;
  else if (!rest.starts_with("http://"))
    return refuse("it begins with neither http:// nor https://");
  rest.remove_prefix(to.tls ? 8 : 7);
  if (!is_visible(rest))
    return refuse("it has blanks or characters beyond ASCII");
  if (rest.find_first_of("?#") != std::string_view::npos)
    return refuse("it has a query or a fragment");

  const auto slash = std::min(rest.find('/'), rest.size());
  auto authority = rest.substr(0, slash);
  to.base_path = rest.substr(slash);
  while (to.base_path.ends_with('/'))
    to.base_path.pop_back();
  if (authority.find('@') != std::string_view::npos)
    return refuse("it has a user name; a token goes into SOJOURN_TOKEN");

  std::string_view port_part;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos)
      return refuse("the bracket of its IPv6 address is not closed");
    to.host = authority.substr(1, close - 1);
    port_part = authority.substr(close + 1);
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    to.host = authority.substr(0, colon);
    port_part = authority.substr(colon);
  }
  if (to.host.empty())
    return refuse("it has no host");
  if (port_part.empty())
    to.port = port_of_scheme(to.tls);
  else if (port_part.front() == ':' && is_port(port_part.substr(1)))
    to.port = port_part.substr(1);
  else
    return refuse("its port is not 1 to 65535");
  return to;
}

std::string host_header(const endpoint& to) {
  auto host = to.host.find(':') == std::string::npos ? to.host : "[" + to.host + "]";
  return to.port == port_of_scheme(to.tls) ? host : host + ":" + to.port;
}

} // namespace sojourn::client
