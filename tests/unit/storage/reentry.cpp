#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/operation.hpp"

namespace sojourn::storage {
namespace {

using ::testing::IsEmpty;

using reentry = storage_test;

TEST_F(reentry, parallel_lets_any_number_in) {
  open();
  traveller sleepers{*data, ids, sleeper("parallel")};
  sleepers.start("42");
  sleepers.start("42");
  EXPECT_EQ(data->reader().campaigns().totals()["waiting"], 2);
}

TEST_F(reentry, skip_if_open_refuses_while_one_is_open_and_names_it) {
  open();
  traveller sleepers{*data, ids, sleeper("skip_if_open")};
  const auto open_one = sleepers.start("42");
  sleepers.start("43");

  const auto refused = sleepers.write(sleepers.begin("42", monday));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error_code::reentry_refused);
  ASSERT_EQ(refused.error().details.size(), 1u);
  EXPECT_EQ(refused.error().details[0].message, to_text(open_one));
  EXPECT_THAT(refused.error().message,
              ::testing::HasSubstr("allows a second one when it has ended or is cancelled"));

  sleepers.go(open_one, cancel_it, monday);
  sleepers.start("42");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(reentry, restart_refuses_until_the_open_one_has_ended) {
  open();
  traveller sleepers{*data, ids, sleeper("restart")};
  const auto first = sleepers.start("42");
  EXPECT_EQ(sleepers.write(sleepers.begin("42", monday)).error().code, error_code::reentry_refused);
  sleepers.go(first, cancel_it, monday);
  sleepers.start("42");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(reentry, once_refuses_for_ever) {
  open();
  traveller sleepers{*data, ids, sleeper("once")};
  const auto only = sleepers.start("42");
  sleepers.go(only, cancel_it, monday);
  reopen();
  traveller again{*data, ids, sleeper("once")};
  const auto refused = again.write(again.begin("42", monday + day));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error_code::reentry_refused);
  EXPECT_EQ(refused.error().details[0].message, to_text(only));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(reentry, a_refused_start_leaves_nothing_behind) {
  open();
  traveller sleepers{*data, ids, sleeper("skip_if_open")};
  sleepers.start("42");
  const auto before = data->reader().operation().status()["rows"];
  const auto turn = sleepers.begin("42", monday);
  ASSERT_FALSE(sleepers.write(turn));
  EXPECT_EQ(data->reader().operation().status()["rows"], before);
  EXPECT_FALSE(data->reader().instances().load(turn.after->id));
}

} // namespace
} // namespace sojourn::storage
