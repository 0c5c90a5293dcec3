#include "content/links.hpp"

#include "base/ascii.hpp"
#include "messages/html.hpp"
#include "messages/tracking.hpp"
#include "messages/web_address.hpp"

#include <algorithm>

namespace sojourn::content {

namespace {

bool is_slash(char c) { return c == '/' || c == '\\'; }

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

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
             (messages::ends_url(rest) ||
              std::string_view{"/\\?#\"'<>() \t\r\n,;|"}.find(text[end]) != std::string_view::npos))
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

void add(std::vector<std::string>& found, std::string host) {
  if (!host.empty() && std::find(found.begin(), found.end(), host) == found.end())
    found.push_back(std::move(host));
}

/// The host of what stands in an attribute; empty: it leads to where the message is.
std::string host_of_address(std::string_view written) {
  auto text = lower_ascii(written);
  std::erase_if(text, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
  const auto begin = std::find_if(text.begin(), text.end(),
                                  [](char c) { return static_cast<unsigned char>(c) > ' '; });
  text.erase(text.begin(), begin);
  std::size_t at = text.starts_with("https:") ? 6 : text.starts_with("http:") ? 5 : 0;
  if (at == 0 && !(text.size() > 2 && is_slash(text[0]) && is_slash(text[1])))
    return {};
  while (at < text.size() && is_slash(text[at]))
    ++at;
  return host_at(text, at);
}

/// The template with the tags of its sections, comments and partials blank.
std::string without_sections(std::string_view source) {
  std::string plain{source};
  for (auto at = plain.find("{{"); at != std::string::npos; at = plain.find("{{", at + 2)) {
    const auto end = plain.find("}}", at);
    if (end == std::string::npos)
      break;
    const auto mark = plain.find_first_not_of(' ', at + 2);
    if (mark < end && std::string_view{"#^/!>"}.find(plain[mark]) != std::string_view::npos)
      std::fill(plain.begin() + static_cast<std::ptrdiff_t>(at),
                plain.begin() + static_cast<std::ptrdiff_t>(end + 2), ' ');
  }
  return plain;
}

} // namespace

html_links links_in_html(std::string_view html) {
  const auto contents = messages::read_html(without_sections(html));
  if (!contents)
    return {.is_too_much = true};
  html_links found{.unsafe = messages::unsafe_address(*contents)};
  for (const auto& one : contents->addresses)
    add(found.hosts, host_of_address(one.value));
  for (const auto& text : contents->texts) {
    for (auto& host : linked_hosts(text))
      add(found.hosts, std::move(host));
  }
  return found;
}

std::string computed_host_outside(const campaign::message_parts& written, const shown_texts& shown,
                                  const std::vector<std::string>& domains) {
  std::vector<std::string> outside;
  const auto look = [&](std::vector<std::string> hosts) {
    for (auto& host : hosts) {
      if (!messages::is_host_of(host, domains))
        add(outside, std::move(host));
    }
  };
  look(linked_hosts(shown.subject));
  look(linked_hosts(shown.text));
  look(links_in_html(shown.html).hosts);
  if (shown.fields.is_structured())
    look(linked_hosts(dump(shown.fields)));
  if (outside.empty())
    return {};
  const auto forget = [&](const std::vector<std::string>& hosts) {
    std::erase_if(outside, [&](const std::string& host) {
      return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
    });
  };
  forget(linked_hosts(written.subject.source()));
  forget(linked_hosts(written.text.source()));
  if (written.html)
    forget(links_in_html(written.html->source()).hosts);
  for (const auto& [channel, fields] : written.channels)
    forget(linked_hosts(fields.source()));
  return outside.empty() ? std::string{} : outside.front();
}

std::vector<std::string> linked_hosts(std::string_view text) {
  const auto lower = lower_ascii(text);
  const auto all = std::string_view{lower};
  std::vector<std::string> found;
  const auto take = [&](std::size_t authority) { add(found, host_at(all, authority)); };
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
