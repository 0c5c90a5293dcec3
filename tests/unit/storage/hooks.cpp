#include "storage/hooks.hpp"

#include "fixture.hpp"
#include "storage/inbox.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class hooks_stored : public storage_test {
protected:
  result<hook_put> put(const std::string& id, const json& definition,
                       const std::vector<std::string>& secrets = {}, bool must_be_new = false) {
    return write(*data, [&](transaction& tx) {
      return put_hook(tx,
                      {.id = id,
                       .definition = definition,
                       .secrets = secrets,
                       .first_secret = "first",
                       .must_be_new = must_be_new},
                      monday);
    });
  }
  result<stored_hook> add(const std::string& secret) {
    return write(*data,
                 [&](transaction& tx) { return add_hook_secret(tx, "shop", secret, monday); });
  }
  result<stored_hook> retire(std::int64_t number) {
    return write(*data,
                 [&](transaction& tx) { return retire_hook_secret(tx, "shop", number, monday); });
  }
  result<hook_written> call(const std::string& hook, const std::string& message,
                            instant now = monday, bool is_wanted = true) {
    checked_hook_call arrived{.hook = hook, .message = message};
    arrived.is_wanted = is_wanted;
    arrived.arrived = {{"headers", json::object()}, {"body", "{}"}};
    if (is_wanted)
      arrived.parts = {{.starts = {{.at = now,
                                    .campaign = "welcome",
                                    .subject = {"customer", "42"},
                                    .payload = {{"type", "webhook"}}}}}};
    return write(*data, [&](transaction& tx) { return write_hook_call(tx, arrived, {}, now); });
  }
  void refuse(const std::string& why) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<int> {
      log_hook_call(tx, "shop",
                    {.at = monday,
                     .status = 401,
                     .outcome = call_outcome::refused,
                     .why = why,
                     .message = {},
                     .event = {}});
      return 0;
    }));
  }
  std::vector<std::string> secrets() {
    std::vector<std::string> texts;
    for (const auto& hook : data->reader().hooks().list()) {
      for (const auto& secret : hook.secrets)
        texts.push_back(secret.text);
    }
    return texts;
  }
  std::vector<hook_call> log(std::int64_t before = 1'000'000, std::size_t limit = 1'000) {
    return data->reader().hooks().calls("shop", before, limit);
  }
};

TEST_F(hooks_stored, a_new_hook_gets_a_secret_and_keeps_it_over_a_change_and_a_restart) {
  open();
  const auto made = put("shop", {{"when", true}});
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->created);
  EXPECT_EQ(put("shop", {{"when", true}})->changed, false);
  const auto changed = put("shop", {{"when", false}});
  EXPECT_FALSE(changed->created);
  EXPECT_EQ(changed->hook.version, 2);
  EXPECT_EQ(put("shop", {}, {}, true).error().code, error_code::already_exists);
  reopen();
  EXPECT_THAT(secrets(), ElementsAre("first"));
  EXPECT_EQ(data->reader().hooks().list().front().definition, json({{"when", false}}));
}

TEST_F(hooks_stored, secrets_that_are_put_replace_the_others_and_those_that_stay_keep_their_ids) {
  open();
  ASSERT_TRUE(put("shop", {}, {"a", "b"}));
  const auto kept = data->reader().hooks().list().front().secrets.at(1).number;
  ASSERT_TRUE(put("shop", {}, {"b", "c"}));
  EXPECT_THAT(secrets(), ElementsAre("b", "c"));
  EXPECT_EQ(data->reader().hooks().list().front().secrets.at(0).number, kept);
  EXPECT_EQ(put("shop", {}, {"c", "b"})->changed, false);
}

TEST_F(hooks_stored, two_secrets_overlap_and_the_last_one_stays) {
  open();
  ASSERT_TRUE(put("shop", {}));
  EXPECT_EQ(add("first").error().code, error_code::already_exists);
  const auto both = add("second");
  ASSERT_TRUE(both);
  EXPECT_EQ(add("third").error().code, error_code::wrong_state);
  const auto older = both->secrets.at(0).number;
  EXPECT_THAT(retire(older)->secrets, SizeIs(1));
  EXPECT_EQ(retire(older).error().code, error_code::not_found);
  EXPECT_EQ(retire(both->secrets.at(1).number).error().code, error_code::wrong_state);
  EXPECT_THAT(secrets(), ElementsAre("second"));
  EXPECT_GT(add("third")->secrets.at(1).number, both->secrets.at(1).number)
      << "an id is never used twice";
}

TEST_F(hooks_stored, a_call_is_taken_once_and_every_one_is_logged) {
  open();
  ASSERT_TRUE(put("shop", {}));
  ASSERT_TRUE(put("other", {}));
  EXPECT_THAT(call("shop", "m1")->inbox_entries, SizeIs(1));
  EXPECT_EQ(call("shop", "m1")->outcome, call_outcome::duplicate);
  EXPECT_EQ(call("other", "m1")->outcome, call_outcome::accepted);
  EXPECT_THAT(call("shop", "m2", monday, false)->inbox_entries, IsEmpty());
  refuse("no signature matches");
  reopen();
  const auto lines = log();
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[0].outcome, call_outcome::refused);
  EXPECT_EQ(lines[0].why, "no signature matches");
  EXPECT_EQ(lines[1].outcome, call_outcome::ignored);
  EXPECT_EQ(lines[2].outcome, call_outcome::duplicate);
  EXPECT_EQ(lines[3].outcome, call_outcome::accepted);
  EXPECT_EQ(lines[3].message, "m1");
  EXPECT_EQ(lines[1].code, "condition");
  EXPECT_TRUE(lines[1].may_retry) << "what was ignored is kept, so that it can be taken again";
  EXPECT_FALSE(lines[3].may_retry);
  EXPECT_EQ(lines[3].started, 1);
  EXPECT_THAT(log(lines[1].number, 1), SizeIs(1));
  EXPECT_EQ(log(lines[1].number, 1)[0].number, lines[2].number);
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(2));
}

TEST_F(hooks_stored, an_ignored_call_leaves_its_id_to_the_one_that_counts) {
  open();
  ASSERT_TRUE(put("shop", {}));
  EXPECT_EQ(call("shop", "order-1", monday, false)->outcome, call_outcome::ignored);
  EXPECT_EQ(call("shop", "order-1", monday, false)->outcome, call_outcome::ignored);
  EXPECT_THAT(call("shop", "order-1")->inbox_entries, SizeIs(1));
  EXPECT_EQ(call("shop", "order-1")->outcome, call_outcome::duplicate);
  EXPECT_EQ(call("shop", "order-1", monday, false)->outcome, call_outcome::ignored)
      << "ignored, as it always is";
  std::vector<call_outcome> outcomes;
  for (const auto& line : data->reader().hooks().calls("shop", 100, 10))
    outcomes.push_back(line.outcome);
  using enum call_outcome;
  EXPECT_THAT(outcomes, ElementsAre(ignored, duplicate, accepted, ignored, ignored));
}

TEST_F(hooks_stored, a_refused_call_leaves_its_id_free) {
  open();
  const checked_hook_call arrived{.hook = "shop", .message = "order-1", .parts = {{}}};
  const auto failing = write(*data, [&](transaction& tx) -> result<bool> {
    (void)write_hook_call(tx, arrived, {}, monday);
    return fail(error_code::wrong_state, "the subject is being erased");
  });
  EXPECT_FALSE(failing);
  EXPECT_EQ(call("shop", "order-1")->outcome, call_outcome::accepted);
}

TEST_F(hooks_stored, a_call_is_forgotten_when_its_time_is_over) {
  options.event_dedupe_days = 30;
  open();
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(call("shop", "m" + std::to_string(i)));
  EXPECT_EQ(call("shop", "m19", monday + 30 * day)->outcome, call_outcome::duplicate);
  EXPECT_EQ(call("shop", "m19", monday + 31 * day)->outcome, call_outcome::accepted);
  EXPECT_EQ(call("shop", "m19", monday + 32 * day)->outcome, call_outcome::duplicate);
}

TEST_F(hooks_stored, a_call_of_a_hook_that_nobody_put_is_taken_and_not_logged) {
  open();
  EXPECT_THAT(call("old", "m1")->inbox_entries, SizeIs(1));
  EXPECT_THAT(data->reader().hooks().calls("old", 9, 9), IsEmpty());
}

TEST_F(hooks_stored, the_log_is_bounded_and_refused_calls_leave_the_others_in_it) {
  open();
  ASSERT_TRUE(put("shop", {}));
  ASSERT_TRUE(call("shop", "the only good one"));
  for (int i = 0; i < 500; ++i)
    refuse("forged");
  const auto lines = log();
  EXPECT_EQ(lines.back().message, "the only good one");
  EXPECT_GE(lines.size(), static_cast<std::size_t>(kept_hook_calls) + 1);
  EXPECT_LT(lines.size(), static_cast<std::size_t>(kept_hook_calls) + 40);
  EXPECT_EQ(lines.front().number, 501) << "the newest are kept";
}

TEST_F(hooks_stored, a_hook_that_is_removed_takes_its_secrets_and_its_log_with_it) {
  open();
  ASSERT_TRUE(put("shop", {}));
  ASSERT_TRUE(call("shop", "m1"));
  const auto remove = [&] {
    return write(*data, [&](transaction& tx) -> result<int> {
      if (auto removed = remove_hook(tx, "shop"); !removed)
        return fail(std::move(removed.error()));
      return 0;
    });
  };
  ASSERT_TRUE(remove());
  EXPECT_EQ(remove().error().code, error_code::not_found);
  EXPECT_EQ(add("x").error().code, error_code::not_found);
  ASSERT_TRUE(put("shop", {}));
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM hook_secret"), 1);
  EXPECT_EQ(call("shop", "m1")->outcome, call_outcome::duplicate)
      << "what was taken is not taken again";
}

} // namespace
} // namespace sojourn::storage
