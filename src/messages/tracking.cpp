#include "messages/tracking.hpp"

#include "base/ascii.hpp"
#include "messages/html.hpp"
#include "messages/web_address.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"

#include <algorithm>
#include <array>

namespace sojourn::messages {

namespace {

constexpr std::size_t tracking_bytes = 16;
constexpr std::size_t signature_bytes = 10;
constexpr std::size_t payload_bytes = tracking_bytes + 2;
constexpr std::size_t longest_channel = 255;
/// Sooner than this nobody has read a message: it is a scanner on the way.
constexpr milliseconds too_soon{1'500};

std::string signature_of(std::string_view payload, std::string_view key) {
  return signing::hmac_sha256(key, payload).substr(0, signature_bytes);
}

bool starts_with_scheme(std::string_view text) {
  const auto head = lower_ascii(text.substr(0, 8));
  return head.starts_with("http://") || head.starts_with("https://");
}

/// Where the URL that begins `text` ends: at a blank, a quote or a bracket of markup, without the
/// punctuation of the sentence around it.
std::size_t length_of_url(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' &&
         std::string_view{"\"'<>`"}.find(text[end]) == std::string_view::npos) {
    if (ends_url(text.substr(end)))
      break;
    ++end;
  }
  while (end > 0) {
    const auto last = text[end - 1];
    const auto held = text.substr(0, end);
    const bool closes = last == ')' && held.find('(') == std::string_view::npos;
    if (!closes && std::string_view{".,;:!?]}*_~"}.find(last) == std::string_view::npos)
      break;
    --end;
  }
  return end;
}

/// Whether a URL may begin behind this: at the beginning of a word, or behind a letter of a script
/// that writes no blanks.
bool may_precede_url(char c) {
  return static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view{" \t\r\n(<[{\"'*_~:;,.!?|>"}.find(c) != std::string_view::npos;
}

/// `value` for an attribute that is written in these quotes.
std::string in_quotes(std::string_view value, char quote) {
  std::string made{quote};
  for (const auto c : value) {
    if (c == '&')
      made += "&amp;";
    else if (c == quote)
      made += quote == '"' ? "&quot;" : "&#39;";
    else
      made += c;
  }
  return made + quote;
}

/// Purpose, length of the channel's name, channel, subject.
std::string encoded(const link_addressee& of) {
  std::string text;
  text += static_cast<char>(of.purpose);
  text += static_cast<char>(std::min(of.channel.size(), longest_channel));
  return text + of.channel.substr(0, longest_channel) + of.subject;
}

std::optional<link_addressee> decoded(std::string_view text) {
  if (text.size() < 2)
    return std::nullopt;
  const auto purpose = static_cast<std::size_t>(static_cast<unsigned char>(text[0]));
  const auto channel = static_cast<std::size_t>(static_cast<unsigned char>(text[1]));
  if (purpose >= all_purposes.size() || text.size() < 2 + channel)
    return std::nullopt;
  return link_addressee{.subject = std::string{text.substr(2 + channel)},
                        .channel = std::string{text.substr(2, channel)},
                        .purpose = static_cast<messages::purpose>(purpose)};
}

} // namespace

std::string seal_link(const link_token& token, std::string_view key) {
  auto payload = signing::hex_decode(token.tracking).value_or(std::string(tracking_bytes, '\0'));
  payload += static_cast<char>(token.use);
  payload += static_cast<char>(token.link);
  if (token.of)
    payload += encoded(*token.of);
  return signing::base64url_encode(payload + signature_of(payload, key));
}

std::optional<link_token> open_link(std::string_view text, std::string_view key) {
  const auto bytes = signing::base64url_decode(text);
  if (!bytes || bytes->size() < payload_bytes + signature_bytes)
    return std::nullopt;
  const auto payload = bytes->substr(0, bytes->size() - signature_bytes);
  if (!signing::constant_time_equal(bytes->substr(payload.size()), signature_of(payload, key)))
    return std::nullopt;
  const auto use = static_cast<std::uint8_t>(payload[tracking_bytes]);
  if (use > static_cast<std::uint8_t>(link_use::unsubscribe))
    return std::nullopt;
  link_token token{.tracking = signing::hex_encode(payload.substr(0, tracking_bytes)),
                   .use = static_cast<link_use>(use),
                   .link = static_cast<std::uint8_t>(payload[tracking_bytes + 1])};
  if (payload.size() > payload_bytes) {
    token.of = decoded(std::string_view{payload}.substr(payload_bytes));
    if (!token.of || token.use != link_use::unsubscribe)
      return std::nullopt;
  }
  return token;
}

bool is_host_of(std::string_view host, const std::vector<std::string>& domains) {
  const auto given = normal_host(host);
  return !given.empty() &&
         std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) {
           const auto wanted = normal_host(domain);
           return given == wanted || given.ends_with("." + wanted);
         });
}

bool leads_to(std::string_view url, const std::vector<std::string>& domains) {
  const auto address = read_web_address(url);
  return address && !address->has_user && is_host_of(address->host, domains);
}

std::string replace_links(std::string_view text, const link_replacer& replace) {
  std::string made;
  while (!text.empty()) {
    if ((made.empty() || may_precede_url(made.back())) && starts_with_scheme(text)) {
      const auto url = text.substr(0, length_of_url(text));
      made += replace(url).value_or(std::string{url});
      text.remove_prefix(url.size());
    } else {
      made += text.front();
      text.remove_prefix(1);
    }
  }
  return made;
}

std::string replace_links_in_html(std::string_view html, const link_replacer& replace) {
  const auto contents = read_html(html);
  if (!contents) // it takes too much to be read, and is not sent
    return std::string{html};
  std::string made;
  std::size_t taken = 0;
  for (const auto& one : contents->addresses) {
    const auto other = one.is_link ? replace(one.value) : std::nullopt;
    if (!other)
      continue;
    const auto quote = html[one.begin] == '\'' ? '\'' : '"';
    made.append(html.substr(taken, one.begin - taken)).append(in_quotes(*other, quote));
    taken = one.end;
  }
  return made.append(html.substr(taken));
}

namespace {

/// Whether a word of a User-Agent is the name of a robot. Only whole words are, and those that end
/// like "Googlebot": a phone may have "preview" or "bot" in its name.
bool is_robot(std::string_view word) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"preview", "bingpreview", "skypeuripreview", "googlewebpreview", "scanner",
       "facebookexternalhit", "slurp", "curl", "wget", "headlesschrome", "phantomjs", "barracuda",
       "mimecast", "proofpoint", "imgproxy", "feedfetcher", "iframely"});
  static constexpr auto endings = std::to_array<std::string_view>({"bot", "crawler", "spider"});
  static constexpr auto people = std::to_array<std::string_view>({"cubot"}); // a maker of phones
  const auto is_it = [word](std::string_view other) { return word == other; };
  if (std::any_of(people.begin(), people.end(), is_it))
    return false;
  return std::any_of(names.begin(), names.end(), is_it) ||
         std::any_of(endings.begin(), endings.end(),
                     [word](std::string_view end) { return word.ends_with(end); });
}

bool has_robot(std::string_view agent) {
  const auto small = lower_ascii(agent);
  // Libraries whose words are those of people, too.
  if (small.find("python-requests") != std::string::npos ||
      small.find("go-http-client") != std::string::npos)
    return true;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  for (auto begin = small.begin(); begin != small.end();) {
    begin = std::find_if(begin, small.end(), is_letter);
    const auto end = std::find_if_not(begin, small.end(), is_letter);
    if (begin != end && is_robot({&*begin, static_cast<std::size_t>(end - begin)}))
      return true;
    begin = end;
  }
  return false;
}

} // namespace

bool is_automatic(const link_visit& visit) {
  if (visit.method == "HEAD" || !visit.purpose.empty() || visit.user_agent.empty())
    return true;
  if (visit.age && *visit.age < too_soon)
    return true;
  return has_robot(visit.user_agent);
}

} // namespace sojourn::messages
