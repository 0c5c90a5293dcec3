#include "messages/web_address.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <idn2.h>
#include <memory>

namespace sojourn::messages {

namespace {

/// What ends a URL in a text wherever it stands: marks and blanks of which no URL is made, though
/// other letters that are not ASCII are ("https://shop.vn/giày").
constexpr auto text_marks = std::to_array<std::string_view>(
    {"\u2026", "\u3001", "\u3002", "\uff01", "\uff08", "\uff09", "\uff0c", "\uff0e",
     "\uff1a", "\uff1b", "\uff1f", "\u3008", "\u3009", "\u300a", "\u300b", "\u300c",
     "\u300d", "\u300e", "\u300f", "\u3010", "\u3011", "\u2018", "\u2019", "\u201c",
     "\u201d", "\u00ab", "\u00bb", "\u2039", "\u203a", "\u00a0", "\u2002", "\u2003",
     "\u2009", "\u200b", "\u202f", "\u3000", "\u2028", "\u2029", "\u0085"});

bool is_control_or_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

/// Without what browsers overlook: controls and blanks around, tabs and line breaks inside.
std::string without_overlooked(std::string_view written) {
  const auto begin = std::find_if_not(written.begin(), written.end(), is_control_or_blank);
  const auto end =
      std::find_if_not(written.rbegin(), std::make_reverse_iterator(begin), is_control_or_blank)
          .base();
  std::string kept;
  std::copy_if(begin, end, std::back_inserter(kept),
               [](char c) { return c != '\t' && c != '\r' && c != '\n'; });
  return kept;
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // RFC 3986, section 2: what is neither reserved nor unreserved.
    const bool may_stand = byte > ' ' && byte < 0x7f &&
                           std::string_view{"\"<>\\^`{|}"}.find(c) == std::string_view::npos;
    if (may_stand)
      out += c;
    else
      out.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                           hex_digit(text[i + 2]) >= 0;
    decoded += is_escape ? static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]))
                         : text[i];
    i += is_escape ? 2 : 0;
  }
  return decoded;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The host in ASCII and lower case; what is no name of a host becomes none.
std::string ascii_host(std::string_view written) {
  auto host = percent_decoded(written);
  if (std::any_of(host.begin(), host.end(), is_control_or_blank))
    return {}; // what reads the host up to a NUL would take a part of it for the whole
  if (!is_ascii(host)) {
    char* made = nullptr;
    if (idn2_to_ascii_8z(host.c_str(), &made, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
      return {};
    const std::unique_ptr<char, void (*)(void*)> owned{made, idn2_free};
    host = made;
  }
  host = lower_ascii(host);
  const bool is_host = std::all_of(host.begin(), host.end(), [](char c) {
    return c > ' ' && c < 0x7f &&
           std::string_view{"\"#%/<>?@\\^`{|}"}.find(c) == std::string_view::npos;
  });
  return is_host ? host : std::string{};
}

std::string_view without_last_dot(std::string_view host) {
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

/// Where the port of "host:port" begins, the colon included; of an IPv6 address behind its bracket.
std::size_t port_at(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return colon == std::string_view::npos ? authority.size() : colon;
}

} // namespace

std::optional<web_address> read_web_address(std::string_view written) {
  const auto text = without_overlooked(written);
  const auto lower = lower_ascii(std::string_view{text}.substr(0, 6));
  const std::string_view scheme = lower.starts_with("https:")  ? "https:"
                                  : lower.starts_with("http:") ? "http:"
                                                               : "";
  if (scheme.empty())
    return std::nullopt;
  auto rest = std::string_view{text}.substr(scheme.size());
  rest.remove_prefix(std::min(rest.find_first_not_of("/\\"), rest.size()));
  auto authority = rest.substr(0, rest.find_first_of("/\\?#"));
  rest.remove_prefix(authority.size());

  web_address made{.url = std::string{scheme} + "//", .host = {}};
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    made.has_user = true;
    append_encoded(made.url, authority.substr(0, at + 1));
    authority.remove_prefix(at + 1);
  }
  const auto port = authority.substr(port_at(authority));
  const auto host = ascii_host(authority.substr(0, authority.size() - port.size()));
  made.host = without_last_dot(host);
  if (made.host.empty() || port.find_first_not_of(":0123456789") != std::string_view::npos)
    return std::nullopt;
  made.url.append(host).append(port);
  auto path = std::string{rest.substr(0, rest.find_first_of("?#"))};
  std::replace(path.begin(), path.end(), '\\', '/');
  append_encoded(made.url, path.empty() && !rest.empty() ? "/" : path);
  append_encoded(made.url, rest.substr(path.size()));
  return made;
}

bool ends_url(std::string_view rest) {
  return !rest.empty() && static_cast<unsigned char>(rest.front()) >= 0x80 &&
         std::any_of(text_marks.begin(), text_marks.end(),
                     [&](std::string_view mark) { return rest.starts_with(mark); });
}

std::string normal_host(std::string_view written) { return ascii_host(without_last_dot(written)); }

std::string_view unsafe_scheme(std::string_view written) {
  constexpr auto schemes = std::to_array<std::string_view>({"javascript", "vbscript", "data"});
  std::string head;
  for (const char c : written) {
    if (c == ':')
      break;
    if (!is_control_or_blank(c))
      head += c;
    if (head.size() > schemes.front().size())
      return {};
  }
  if (written.find(':') == std::string_view::npos)
    return {};
  head = lower_ascii(head);
  const auto found = std::find(schemes.begin(), schemes.end(), head);
  return found == schemes.end() ? std::string_view{} : *found;
}

} // namespace sojourn::messages
