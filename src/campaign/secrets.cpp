#include "campaign/secrets.hpp"

namespace sojourn::campaign {

namespace {

void add(std::set<std::string>& found, const text::message_template& shown) {
  for (const auto& name : shown.names()) {
    if (name.size() > secrets_root.size() + 1 && name.starts_with(secrets_root) &&
        name[secrets_root.size()] == '.')
      found.insert(name.substr(secrets_root.size() + 1));
  }
}

} // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::size_t longest = 64;
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  return !name.empty() && name.size() <= longest && name.front() >= 'a' && name.front() <= 'z' &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

std::set<std::string> secrets_of(const http_step& call) {
  std::set<std::string> found;
  add(found, call.url);
  for (const auto& [name, value] : call.headers)
    add(found, value);
  if (call.body)
    add(found, *call.body);
  return found;
}

std::set<std::string> secrets_of(const definition& campaign) {
  std::set<std::string> found;
  for (const auto& [id, step] : campaign.steps) {
    if (const auto* call = std::get_if<http_step>(&step.kind))
      found.merge(secrets_of(*call));
  }
  return found;
}

} // namespace sojourn::campaign
