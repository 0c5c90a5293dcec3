// Users, roles, tokens and sessions in the file.
#include "storage/accounts.hpp"

#include "fixture.hpp"

#include <fstream>

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class stored_accounts_test : public storage_test {
protected:
  result<stored_user> add(const std::string& login, const std::string& role = "analyst") {
    return write(*data, [&](transaction& tx) -> result<stored_user> {
      return add_user(tx, {.login = login, .name = login, .role = role, .created_at = monday});
    });
  }
  session_begun begin(std::int64_t user, int number, instant when = monday) {
    return *write(*data, [&](transaction& tx) -> result<session_begun> {
      return begin_session(tx, {.user = user,
                                .sha256_hex = "digest " + std::to_string(number),
                                .created_at = when,
                                .seen_at = when,
                                .network = "network " + std::to_string(number)});
    });
  }
  /// Runs `change` in a unit of the writer.
  template <class Change>
  void in_unit(Change change) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
      change(tx);
      return true;
    }));
  }
  stored_accounts all() { return data->reader().accounts().all(); }
};

TEST_F(stored_accounts_test, a_login_is_that_of_one_user_and_of_no_token) {
  open();
  ASSERT_TRUE(add("anna"));
  EXPECT_EQ(add("anna").error().code, error_code::already_exists);
  const auto token = [&](const std::string& name) {
    return write(*data, [&](transaction& tx) -> result<stored_token> {
      return add_token(tx, {.name = name, .sha256_hex = "d-" + name, .role = "analyst"});
    });
  };
  ASSERT_TRUE(token("bot"));
  EXPECT_EQ(token("bot").error().code, error_code::already_exists);
  EXPECT_EQ(token("anna").error().code, error_code::already_exists);
  EXPECT_EQ(add("bot").error().code, error_code::already_exists);
}

TEST_F(stored_accounts_test, everything_of_them_is_read_again_and_the_secret_of_codes_is_sealed) {
  open();
  auto anna = *add("anna", "administrator");
  anna.password_hash = "$argon2id$…";
  anna.one_time_secret = "raw secret of codes!";
  anna.one_time_confirmed = true;
  anna.one_time_step = 58'000'000;
  in_unit([&](transaction& tx) {
    update_user(tx, anna);
    ASSERT_TRUE(add_token(tx, {.name = "bot",
                               .sha256_hex = "d",
                               .role = "sender",
                               .expires_at = monday + day,
                               .addresses = {"10.0.0.0/8"},
                               .hooks = {"shop"},
                               .created_at = monday,
                               .created_by = "anna"}));
    ASSERT_TRUE(put_role(tx, {.name = "clerk", .document = {{"permissions", {"view"}}}}));
  });
  reopen();
  const auto read = all();
  ASSERT_THAT(read.users, SizeIs(1));
  EXPECT_EQ(read.users[0].one_time_secret, "raw secret of codes!");
  EXPECT_TRUE(read.users[0].one_time_confirmed);
  ASSERT_THAT(read.tokens, SizeIs(1));
  EXPECT_EQ(read.tokens[0].expires_at, monday + day);
  EXPECT_THAT(read.tokens[0].addresses, ElementsAre("10.0.0.0/8"));
  EXPECT_THAT(read.tokens[0].hooks, ElementsAre("shop"));
  ASSERT_THAT(read.roles, SizeIs(1));
  EXPECT_EQ(read.roles[0].document, (json{{"permissions", {"view"}}}));
  close();
  std::ifstream bytes{file(), std::ios::binary};
  const std::string content{std::istreambuf_iterator{bytes}, {}};
  EXPECT_EQ(content.find("raw secret of codes!"), std::string::npos);
}

TEST_F(stored_accounts_test, of_a_user_twenty_sessions_and_twenty_places_are_kept) {
  open();
  const auto anna = *add("anna");
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 20; ++i) {
    const auto begun = begin(anna.number, i, monday + i * 1h);
    EXPECT_THAT(begun.ended, IsEmpty());
    numbers.push_back(begun.session.number);
  }
  in_unit([&](transaction& tx) { touch_session(tx, numbers[0], monday + 2 * day); });
  EXPECT_THAT(begin(anna.number, 20, monday + 3 * day).ended, ElementsAre(numbers[1]))
      << "the one that was used longest ago";
  EXPECT_THAT(all().sessions, SizeIs(20));
  EXPECT_THAT(all().networks, SizeIs(20));
}

TEST_F(stored_accounts_test, a_user_who_is_removed_leaves_no_session) {
  open();
  const auto anna = *add("anna");
  const auto binh = *add("binh");
  begin(anna.number, 1);
  begin(binh.number, 2);
  in_unit([&](transaction& tx) { remove_user(tx, anna.number); });
  EXPECT_THAT(all().sessions, SizeIs(1));
  EXPECT_THAT(all().networks, SizeIs(1));
  EXPECT_THAT(violations(), IsEmpty());
  EXPECT_GT(add("anna")->number, binh.number) << "no session can mean somebody else";
}

TEST_F(stored_accounts_test, sessions_that_nobody_can_use_any_more_go) {
  open();
  const auto anna = *add("anna");
  begin(anna.number, 1, monday);
  begin(anna.number, 2, monday + 2h);
  in_unit([&](transaction& tx) { end_stale_sessions(tx, monday, monday + 1h); });
  EXPECT_THAT(all().sessions, SizeIs(1));
}

TEST_F(stored_accounts_test, who_has_a_role_is_told) {
  open();
  const auto anna = *add("anna", "clerk");
  in_unit([&](transaction& tx) {
    ASSERT_TRUE(add_token(tx, {.name = "bot", .sha256_hex = "d", .role = "clerk"}));
    EXPECT_THAT(holders_of_role(tx, "clerk", 5), ElementsAre("user anna", "token bot"));
    EXPECT_THAT(holders_of_role(tx, "clerk", 1), SizeIs(1));
    EXPECT_FALSE(has_other_user_with_role(tx, "clerk", anna.number));
    EXPECT_TRUE(has_other_user_with_role(tx, "clerk", 0));
  });
}

} // namespace
} // namespace sojourn::storage
