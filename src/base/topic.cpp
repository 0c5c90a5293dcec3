#include "base/topic.hpp"

#include <algorithm>
#include <array>

namespace sojourn {

namespace {

constexpr std::array<std::string_view, topic_count> topic_names{
    "access",   "audit",    "boosters",    "budget",   "campaigns", "channels", "clock",
    "forms",    "held",     "hooks",       "imports",  "jobs",      "messages", "records",
    "segments", "settings", "suggestions", "vouchers", "campaign",  "customer", "instance"};

} // namespace

std::string_view to_text(topic what) { return topic_names[static_cast<std::size_t>(what)]; }

std::string topic_text(topic what, std::string_view id) {
  std::string text{to_text(what)};
  if (has_id(what))
    text.append(":").append(id);
  return text;
}

std::optional<topic> parse_topic(std::string_view text) {
  const auto colon = text.find(':');
  const auto* const found = std::ranges::find(topic_names, text.substr(0, colon));
  if (found == topic_names.end())
    return std::nullopt;
  const auto what = static_cast<topic>(found - topic_names.begin());
  const bool names_one = colon != std::string_view::npos && colon + 1 < text.size();
  if (has_id(what) != names_one || (!has_id(what) && colon != std::string_view::npos))
    return std::nullopt;
  return what;
}

} // namespace sojourn
