// Permissions, and roles as sets of them.
#include "accounts/role.hpp"

#include <gtest/gtest.h>

namespace sojourn::tests {

namespace {

using accounts::permission;
using accounts::permission_set;

json role(const json& permissions) {
  return {{"title", {{"vi", "Thu ngân"}, {"en", "Cashier"}}}, {"permissions", permissions}};
}

std::vector<std::string> pointers_of(const result<accounts::role_document>& read) {
  std::vector<std::string> found;
  if (!read) {
    for (const auto& one : read.error().details)
      found.push_back(one.pointer);
  }
  return found;
}

} // namespace

TEST(permissions, have_names_that_lead_back_to_them) {
  for (std::size_t i = 0; i < accounts::permission_names.size(); ++i) {
    const auto one = static_cast<permission>(i);
    EXPECT_EQ(accounts::parse_permission(accounts::to_text(one)), one);
  }
  EXPECT_EQ(accounts::parse_permission("fly"), std::nullopt);
  EXPECT_EQ(accounts::permission_names.back(), "administer") << "the last of the enumeration";
  EXPECT_EQ(accounts::to_text(permission::administer), "administer");
}

TEST(permissions, of_a_set_are_those_that_were_put_in) {
  permission_set some{permission::edit, permission::view};
  EXPECT_TRUE(some.contains(permission::edit));
  EXPECT_FALSE(some.contains(permission::send));
  EXPECT_EQ(accounts::to_text(some), "view edit") << "in the order of the enumeration";
  some |= permission::send;
  EXPECT_TRUE(some.contains_all({permission::send, permission::view}));
  EXPECT_FALSE(some.contains_all({permission::send, permission::money}));
  EXPECT_TRUE(some.contains_all({}));
  EXPECT_EQ(permission_set::all().names().size(), accounts::permission_names.size());
}

TEST(permissions, that_the_giver_lacks_are_told) {
  const permission_set giver{permission::view, permission::administer};
  EXPECT_TRUE(accounts::lacking(giver, permission::view).empty());
  EXPECT_EQ(accounts::lacking(giver, {permission::view, permission::money}), permission::money);
}

TEST(roles, that_come_with_sojourn_keep_sending_apart_from_editing) {
  const auto may = [](const char* name) { return accounts::find_shipped_role(name)->permissions; };
  EXPECT_EQ(may("administrator"), permission_set::all());
  EXPECT_TRUE(may("marketer").contains(permission::edit));
  EXPECT_FALSE(may("marketer").contains(permission::send));
  EXPECT_FALSE(may("marketer").contains(permission::activate));
  EXPECT_TRUE(may("sender").contains_all({permission::activate, permission::send}));
  EXPECT_EQ(may("analyst"), permission::view);
  EXPECT_EQ(may("staff"), permission::desk) << "they see the desk and nothing else";
  EXPECT_FALSE(may("developer").contains(permission::see_personal_data));
  EXPECT_EQ(accounts::find_shipped_role("boss"), nullptr);
}

TEST(roles, of_a_shop_are_read_and_shown_again) {
  const auto read = accounts::read_role(role({"people", "view"}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->permissions, (permission_set{permission::view, permission::people}));
  EXPECT_EQ(accounts::show(*read), role({"view", "people"}));
}

TEST(roles, with_mistakes_say_where_each_is) {
  EXPECT_EQ(pointers_of(accounts::read_role(role({"view", "fly"}))),
            std::vector<std::string>{"/permissions/1"});
  EXPECT_EQ(pointers_of(accounts::read_role(role(json::array()))),
            std::vector<std::string>{"/permissions"});
  EXPECT_EQ(pointers_of(accounts::read_role({{"title", {{"en", "x"}}}, {"who", 1}})),
            (std::vector<std::string>{"/title/vi", "/permissions", "/who"}));
  EXPECT_EQ(pointers_of(accounts::read_role({{"title", "x"}, {"permissions", 3}})),
            (std::vector<std::string>{"/title/vi", "/title/en", "/permissions"}));
}

TEST(scopes, of_the_settings_are_sets_of_permissions) {
  const auto of = accounts::permissions_of_scope;
  for (const auto* scope : {"read", "write", "operate", "admin"})
    EXPECT_TRUE(of(scope).contains_all({permission::view, permission::see_personal_data}));
  EXPECT_FALSE(of("write").contains(permission::send));
  EXPECT_FALSE(of("operate").contains(permission::edit));
  EXPECT_FALSE(of("operate").contains(permission::administer));
  EXPECT_EQ(of("admin"), permission_set::all());
  EXPECT_TRUE(of("none").empty());
}

} // namespace sojourn::tests
