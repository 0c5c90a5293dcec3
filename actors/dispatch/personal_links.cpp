#include "actors/dispatch/personal_links.hpp"

#include "forms/link.hpp"
#include "messages/web_address.hpp"
#include "text/format.hpp"

#include <charconv>
#include <functional>
#include <optional>

namespace sojourn::actors {

namespace {

std::optional<std::string> confirmation_token(std::string_view id, const std::string& subject,
                                              const std::string& key) {
  std::int64_t request = 0;
  const auto* end = id.data() + id.size();
  const auto read = std::from_chars(id.data(), end, request);
  if (read.ec != std::errc{} || read.ptr != end)
    return std::nullopt;
  return forms::seal(forms::confirmation_link{request, subject}, key);
}

/// Changes each text of a value.
void change_texts(json& value, const std::function<void(std::string&)>& change) {
  if (value.is_string())
    return change(value.get_ref<std::string&>());
  if (!value.is_structured())
    return;
  for (auto& part : value)
    change_texts(part, change);
}

} // namespace

void make_links_personal(const link_tracker& tracker, channels::send_attempt& attempt) {
  if (!tracker.is_on())
    return;
  const auto forms_at = tracker.base_url + std::string{text::form_path};
  const auto confirmed_at = tracker.base_url + std::string{text::confirm_path};
  const auto subject = to_text(attempt.subject);
  const auto link_to_form = [&](std::string_view form) {
    return std::optional{forms::seal(forms::personal_link{.form = std::string{form},
                                                          .tracking = attempt.tracking,
                                                          .subject = subject},
                                     tracker.key)};
  };
  const auto link_to_confirm = [&](std::string_view id) {
    return confirmation_token(id, subject, tracker.key);
  };
  const auto change = [&](std::string& text) {
    text = forms::replace_ids(text, forms_at, link_to_form);
    text = forms::replace_ids(text, confirmed_at, link_to_confirm);
  };
  change(attempt.content.text);
  change(attempt.content.html);
  change_texts(attempt.content.fields, change);
  change_texts(attempt.request, change);
}

std::vector<std::string> with_own_host(std::vector<std::string> domains,
                                       const link_tracker& tracker) {
  if (const auto own = messages::read_web_address(tracker.base_url); own && !domains.empty())
    domains.push_back(own->host);
  return domains;
}

bool is_hosted_page(const link_tracker& tracker, std::string_view url) {
  if (!tracker.is_on() || !url.starts_with(tracker.base_url))
    return false;
  const auto path = url.substr(tracker.base_url.size());
  return path.starts_with(text::form_path) || path.starts_with(text::confirm_path);
}

} // namespace sojourn::actors
