#include "service/implementation/show_account.hpp"

namespace sojourn::service {

json show_user(const storage::stored_user& user) {
  return {{"login", user.login},
          {"name", user.name},
          {"language", user.language},
          {"role", user.role},
          {"disabled", user.is_disabled},
          {"must_change_password", user.must_change_password},
          {"one_time_code", user.one_time_confirmed},
          {"version", user.version},
          {"created_at", to_text(user.created_at)},
          {"updated_at", to_text(user.updated_at)}};
}

json show_token(const storage::stored_token& token) {
  json shown{{"name", token.name},
             {"role", token.role},
             {"addresses", token.addresses},
             {"hooks", token.hooks},
             {"created_at", to_text(token.created_at)},
             {"created_by", token.created_by}};
  if (token.expires_at)
    shown["expires_at"] = to_text(*token.expires_at);
  return shown;
}

json show_session(const storage::stored_session& session, const std::string& login,
                  const session_limits& limits) {
  return {{"id", std::to_string(session.number)},
          {"user", login},
          {"created_at", to_text(session.created_at)},
          {"seen_at", to_text(session.seen_at)},
          {"ends_at",
           to_text(std::min(session.created_at + limits.longest, session.seen_at + limits.idle))},
          {"address", session.network},
          {"agent", session.agent}};
}

json show_role(const storage::stored_role& role) {
  auto shown = role.document;
  shown["name"] = role.name;
  shown["shipped"] = false;
  shown["version"] = role.version;
  shown["updated_at"] = to_text(role.updated_at);
  shown["updated_by"] = role.updated_by;
  return shown;
}

json show_role(const accounts::shipped_role& role) {
  return {{"name", role.name},
          {"title", {{"vi", role.title_vi}, {"en", role.title_en}}},
          {"permissions", role.permissions.names()},
          {"shipped", true},
          {"version", 0}};
}

page page_of_all(std::vector<json> all, const page_request& at, const char* by) {
  page shown;
  for (auto& one : all) {
    if (one.at(by).get_ref<const std::string&>() <= at.cursor)
      continue;
    if (shown.items.size() == at.limit) {
      shown.next_cursor = shown.items.back().at(by).get<std::string>();
      break;
    }
    shown.items.push_back(std::move(one));
  }
  return shown;
}

result<void> require_all_of(const caller& by, accounts::permission_set given,
                            const std::string& what) {
  const auto lacking = accounts::lacking(by.may, given);
  if (lacking.empty())
    return {};
  return fail(error_code::forbidden, what + " has permissions that \"" + by.who + "\" lacks: " +
                                         to_text(lacking) + "; ask somebody who has them");
}

} // namespace sojourn::service
