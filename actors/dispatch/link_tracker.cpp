#include "actors/dispatch/link_tracker.hpp"

#include "actors/dispatch/personal_links.hpp"
#include "messages/web_address.hpp"

#include <algorithm>

namespace sojourn::actors {

namespace {

/// Different links of one message, as many as a token can name.
constexpr std::size_t most_links = 256;

std::string with_pixel(std::string html, const std::string& url) {
  const auto pixel = "<img src=\"" + url + "\" width=\"1\" height=\"1\" alt=\"\">";
  // Before the end of the body, where there is one.
  auto end = html.rfind("</body>");
  if (end == std::string::npos)
    end = html.size();
  return html.insert(end, pixel);
}

} // namespace

std::string link_tracker::url_of(const messages::link_token& token) const {
  const auto path = token.use == messages::link_use::follow ? "/t/"
                    : token.use == messages::link_use::open ? "/o/"
                                                            : "/u/";
  return base_url + path + messages::seal_link(token, key);
}

std::vector<std::string> track_links(const link_tracker& tracker,
                                     const std::vector<std::string>& domains,
                                     const std::string& channel, const channels::link_places& where,
                                     channels::send_attempt& message) {
  std::vector<std::string> links;
  const auto token_for = [&](messages::link_use use, std::size_t link) {
    return tracker.url_of({message.tracking, use, static_cast<std::uint8_t>(link)});
  };
  const auto replace = [&](std::string_view written) -> std::optional<std::string> {
    const auto address = messages::read_web_address(written);
    if (!address || !messages::leads_to(written, domains) || is_hosted_page(tracker, written))
      return std::nullopt;
    auto found = std::find(links.begin(), links.end(), address->url);
    if (found == links.end()) {
      if (links.size() == most_links)
        return std::nullopt;
      found = links.emplace(links.end(), address->url);
    }
    return token_for(messages::link_use::follow, static_cast<std::size_t>(found - links.begin()));
  };
  auto& content = message.content;
  if (where.text)
    content.text = messages::replace_links(content.text, replace);
  if (where.html && !content.html.empty()) {
    content.html = messages::replace_links_in_html(content.html, replace);
    if (where.pixel)
      content.html = with_pixel(std::move(content.html), token_for(messages::link_use::open, 0));
  }
  for (const auto& field : where.fields) {
    const auto found =
        content.fields.is_object() ? content.fields.find(field) : content.fields.end();
    if (found == content.fields.end() || !found->is_string())
      continue;
    if (auto other = replace(found->get_ref<const std::string&>()))
      *found = std::move(*other);
  }
  if (message.purpose != messages::purpose::transactional)
    message.unsubscribe_url = tracker.url_of(
        {.tracking = message.tracking,
         .use = messages::link_use::unsubscribe,
         .of = messages::link_addressee{to_text(message.subject), channel, message.purpose}});
  return links;
}

} // namespace sojourn::actors
