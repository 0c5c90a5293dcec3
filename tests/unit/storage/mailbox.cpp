#include "storage/mailbox.hpp"

#include "fixture.hpp"
#include "storage/operation.hpp"

namespace sojourn::storage {
namespace {

using ::testing::SizeIs;

class mailbox : public storage_test {
protected:
  void send(std::uint32_t visit, const std::string& subject, const std::string& text) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
      put_mail(tx, {.key = {{5}, "tell", visit},
                    .subject = {"customer", subject},
                    .campaign = "welcome",
                    .message = "hello",
                    .subject_line = "Hi",
                    .text = text,
                    .html = "",
                    .at = monday});
      return 0;
    }));
  }
};

TEST_F(mailbox, shows_the_newest_message_first) {
  open();
  send(1, "42", "first");
  send(2, "43", "second");
  send(3, "42", "third");
  const auto page = data->reader().mailbox().list("", 0, 2);
  ASSERT_THAT(page, SizeIs(2));
  EXPECT_EQ(page[0]["text"], "third");
  EXPECT_EQ(page[0]["key"], to_text(effect_key{{5}, "tell", 3}));
  EXPECT_EQ(page[0]["subject"], "customer:42");
  EXPECT_EQ(data->reader().mailbox().list("", page[1]["number"], 2).at(0)["text"], "first");
  EXPECT_THAT(data->reader().mailbox().list("customer:42", 0, 10), SizeIs(2));
}

TEST_F(mailbox, the_same_key_again_changes_nothing) {
  open();
  send(1, "42", "first");
  send(1, "42", "again");
  const auto all = data->reader().mailbox().list("", 0, 10);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0]["text"], "first");
}

TEST_F(mailbox, the_virtual_clock_is_remembered) {
  open();
  EXPECT_EQ(data->reader().operation().remembered_clock(), std::nullopt);
  for (const auto now : {monday, monday + day}) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
      remember_clock(tx, now);
      return 0;
    }));
  }
  reopen();
  EXPECT_EQ(data->reader().operation().remembered_clock(), monday + day);
}

} // namespace
} // namespace sojourn::storage
