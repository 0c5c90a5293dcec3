#include "storage/idempotency.hpp"

#include "fixture.hpp"

namespace sojourn::storage {
namespace {

using ::testing::SizeIs;

class idempotency : public storage_test {
protected:
  /// What a POST does: answers as before, or does the work and remembers the answer.
  result<json> post(const std::string& key, const std::string& fingerprint, const json& answer,
                    instant now = monday) {
    return write(*data, [&](transaction& tx) -> result<json> {
      auto found = find_answer(tx, key, fingerprint, now);
      if (!found)
        return fail(std::move(found.error()));
      if (*found)
        return **found;
      remember_answer(tx, key, fingerprint, answer, now);
      return answer;
    });
  }
};

TEST_F(idempotency, the_same_request_gets_the_first_answer) {
  open();
  EXPECT_EQ(*post("k1", "f", 1), 1);
  EXPECT_EQ(*post("k1", "f", 2), 1);
  reopen();
  EXPECT_EQ(*post("k1", "f", 3), 1);
  EXPECT_EQ(*post("k2", "f", 4), 4);
}

TEST_F(idempotency, another_request_with_the_key_is_refused) {
  open();
  ASSERT_TRUE(post("k1", "f", 1));
  EXPECT_EQ(post("k1", "g", 2).error().code, error_code::idempotency_mismatch);
}

TEST_F(idempotency, a_failed_unit_does_not_keep_the_key) {
  open();
  const auto failed = write(*data, [](transaction& tx) -> result<int> {
    (void)find_answer(tx, "k1", "f", monday);
    remember_answer(tx, "k1", "f", 1, monday);
    return fail(error_code::wrong_state, "no");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(*post("k1", "g", 2), 2);
}

TEST_F(idempotency, a_key_is_forgotten_after_its_hours) {
  options.idempotency_hours = 24;
  open();
  ASSERT_TRUE(post("k1", "f", 1));
  EXPECT_EQ(*post("k1", "f", 2, monday + 23h), 1);
  EXPECT_EQ(*post("k1", "g", 3, monday + 25h), 3);
}

TEST_F(idempotency, forgotten_keys_give_their_space_back) {
  open();
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(post("old" + std::to_string(i), "f", 1));
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(post("new" + std::to_string(i), "f", 1, monday + 2 * day));
  close();
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM idempotency"), 50);
}

} // namespace
} // namespace sojourn::storage
