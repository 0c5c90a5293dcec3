// Passwords as they are stored.
#include "signing/password_hash.hpp"

#include <gtest/gtest.h>

namespace sojourn::signing {

TEST(password_hash, is_of_its_password_alone) {
  const auto hash = hash_password("correct horse battery");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
  EXPECT_TRUE(is_password_of(hash, "correct horse battery"));
  EXPECT_FALSE(is_password_of(hash, "correct horse batterY"));
  EXPECT_FALSE(is_password_of(hash, ""));
  EXPECT_FALSE(needs_new_hash(hash));
}

TEST(password_hash, of_one_password_differs_each_time) {
  EXPECT_NE(hash_password("correct horse battery"), hash_password("correct horse battery"));
}

TEST(password_hash, that_is_none_is_nobodys_and_one_of_other_costs_is_made_anew) {
  EXPECT_FALSE(is_password_of("", "x"));
  EXPECT_FALSE(is_password_of("*", "x"));
  EXPECT_TRUE(needs_new_hash("$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

} // namespace sojourn::signing
