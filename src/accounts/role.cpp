#include "accounts/role.hpp"

#include <algorithm>

namespace sojourn::accounts {

namespace {

using enum permission;

constexpr std::array<shipped_role, 6> shipped{{
    {"administrator", "Quản trị viên", "Administrator", permission_set::all()},
    {"marketer", "Nhân viên tiếp thị", "Marketer", {view, see_personal_data, edit}},
    {"sender",
     "Người duyệt gửi",
     "Sender",
     {view, see_personal_data, edit, activate, send, operate}},
    {"analyst", "Nhà phân tích", "Analyst", {view}},
    {"staff", "Nhân viên cửa hàng", "Staff", {desk}},
    {"developer", "Lập trình viên", "Developer", {view, edit, data, developer}},
}};

constexpr std::size_t longest_title_bytes = 200;

/// The text at `language` of a title; says what is wrong with it.
std::string read_title(const json& title, const char* language,
                       std::vector<error_detail>& mistakes) {
  const auto pointer = std::string{"/title/"} + language;
  const auto found = title.is_object() ? title.find(language) : title.end();
  if (!title.is_object() || found == title.end() || !found->is_string() ||
      found->get_ref<const std::string&>().empty() ||
      found->get_ref<const std::string&>().size() > longest_title_bytes) {
    mistakes.push_back({pointer, "must be a text of 1 to 200 bytes"});
    return {};
  }
  return found->get<std::string>();
}

} // namespace

std::span<const shipped_role> shipped_roles() { return shipped; }

const shipped_role* find_shipped_role(std::string_view name) {
  const auto* found = std::find_if(shipped.begin(), shipped.end(),
                                   [&](const shipped_role& one) { return one.name == name; });
  return found == shipped.end() ? nullptr : found;
}

result<permission_set> read_permissions(const json& names, const std::string& pointer) {
  std::vector<error_detail> mistakes;
  permission_set found;
  if (!names.is_array() || names.empty())
    mistakes.push_back({pointer, "must be a list of at least one permission"});
  for (std::size_t i = 0; names.is_array() && i < names.size(); ++i) {
    const auto one = names[i].is_string() ? parse_permission(names[i].get_ref<const std::string&>())
                                          : std::nullopt;
    if (one)
      found |= *one;
    else
      mistakes.push_back(
          {pointer_to(pointer, i), "must be one of " + to_text(permission_set::all())});
  }
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "that is no list of permissions", std::move(mistakes));
  return found;
}

result<role_document> read_role(const json& document) {
  std::vector<error_detail> mistakes;
  role_document made;
  const auto title = document.value("title", json{});
  made.title_vi = read_title(title, "vi", mistakes);
  made.title_en = read_title(title, "en", mistakes);
  if (auto permissions = read_permissions(document.value("permissions", json{}), "/permissions"))
    made.permissions = *permissions;
  else
    mistakes.insert(mistakes.end(), permissions.error().details.begin(),
                    permissions.error().details.end());
  for (const auto& [name, value] : document.items()) {
    if (name != "title" && name != "permissions")
      mistakes.push_back({pointer_to("", name), "is nothing that a role has"});
  }
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the role has errors", std::move(mistakes));
  return made;
}

json show(const role_document& role) {
  return {{"title", {{"vi", role.title_vi}, {"en", role.title_en}}},
          {"permissions", role.permissions.names()}};
}

permission_set permissions_of_scope(std::string_view scope) {
  if (scope == "read")
    return {view, see_personal_data};
  if (scope == "write")
    return {view, see_personal_data, edit, people, desk, data, developer};
  if (scope == "operate")
    return {view, see_personal_data, activate, send, operate, money};
  if (scope == "admin")
    return permission_set::all();
  return {};
}

} // namespace sojourn::accounts
