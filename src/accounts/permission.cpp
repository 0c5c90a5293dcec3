#include "accounts/permission.hpp"

namespace sojourn::accounts {

std::vector<std::string> permission_set::names() const {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < permission_names.size(); ++i) {
    if (contains(static_cast<permission>(i)))
      found.emplace_back(permission_names[i]);
  }
  return found;
}

std::string to_text(permission_set all) {
  std::string text;
  for (const auto& name : all.names())
    text += (text.empty() ? "" : " ") + name;
  return text;
}

} // namespace sojourn::accounts
