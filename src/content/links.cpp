#include "content/links.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace sojourn::content {

namespace {

bool is_slash(char c) { return c == '/' || c == '\\'; }

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// The host of an address whose authority begins at `at`.
std::string host_at(std::string_view text, std::size_t at) {
  auto end = at;
  bool in_tag = false;
  for (; end < text.size(); ++end) {
    const auto rest = text.substr(end);
    if (rest.starts_with("{{"))
      in_tag = true;
    else if (in_tag && rest.starts_with("}}"))
      in_tag = false;
    else if (!in_tag &&
             std::string_view{"/\\?#\"'<>() \t\r\n,;|"}.find(text[end]) != std::string_view::npos)
      break;
  }
  auto host = text.substr(at, end - at);
  if (const auto user = host.rfind('@'); user != std::string_view::npos)
    host.remove_prefix(user + 1);
  if (host.find("{{") == std::string_view::npos) {
    if (const auto port = host.find(':'); port != std::string_view::npos)
      host = host.substr(0, port);
    while (!host.empty() && host.back() == '.') // the end of a sentence, or a root
      host.remove_suffix(1);
  }
  return std::string{host};
}

} // namespace

std::vector<std::string> linked_hosts(std::string_view text) {
  const auto lower = lower_ascii(text);
  const auto all = std::string_view{lower};
  std::vector<std::string> found;
  const auto take = [&](std::size_t authority) {
    auto host = host_at(all, authority);
    if (!host.empty() && std::find(found.begin(), found.end(), host) == found.end())
      found.push_back(std::move(host));
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto rest = all.substr(i);
    const bool begins = i == 0 || !is_word(all[i - 1]);
    std::size_t scheme = 0;
    if (begins && rest.starts_with("https:"))
      scheme = 6;
    else if (begins && rest.starts_with("http:"))
      scheme = 5;
    else if (rest.size() > 2 && (rest[0] == '"' || rest[0] == '\'') && is_slash(rest[1]) &&
             is_slash(rest[2]))
      scheme = 1;
    if (scheme != 0) {
      auto at = i + scheme;
      while (at < all.size() && is_slash(all[at]))
        ++at;
      take(at);
    } else if (begins && rest.starts_with("www.") &&
               (i == 0 || (all[i - 1] != '.' && !is_slash(all[i - 1]) && all[i - 1] != '@'))) {
      take(i);
    }
  }
  return found;
}

} // namespace sojourn::content
