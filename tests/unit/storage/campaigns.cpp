#include "storage/campaigns.hpp"

#include "fixture.hpp"

namespace sojourn::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class campaigns : public storage_test {
protected:
  result<version_written> put(const json& definition, bool must_be_new = false) {
    return write(*data, [&](transaction& tx) {
      return write_version(tx, "welcome", definition, must_be_new, "an", monday);
    });
  }
  result<stored_campaign> move(campaign_state to) {
    return write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, "welcome", to, "an", "spring", monday + day);
    });
  }
};

TEST_F(campaigns, a_changed_definition_is_a_further_version) {
  open();
  const auto first = put({{"name", "a"}});
  EXPECT_TRUE(first->created);
  EXPECT_EQ(first->campaign.state, campaign_state::draft);
  EXPECT_EQ(first->version.version, 1u);
  const auto second = put({{"name", "b"}});
  EXPECT_EQ(second->campaign.version, 2u);
  EXPECT_NE(second->version.key, first->version.key);

  reopen();
  const auto versions = data->reader().campaigns().versions("welcome");
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[0].definition, (json{{"name", "a"}}));
  EXPECT_EQ(versions[1].created_by, "an");
  EXPECT_EQ(data->reader().campaigns().load_version(second->version.key)->definition,
            (json{{"name", "b"}}));
  EXPECT_EQ(data->reader().campaigns().load_version({99}).error().code, error_code::not_found);
  EXPECT_EQ(data->reader().campaigns().list().at(0).version, 2u);
}

TEST_F(campaigns, the_same_definition_again_writes_nothing) {
  open();
  put({{"name", "a"}});
  const auto again = put({{"name", "a"}});
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->version.version, 1u);
  EXPECT_THAT(data->reader().campaigns().versions("welcome"), SizeIs(1));
}

TEST_F(campaigns, an_id_is_taken_once_by_who_must_be_new) {
  open();
  put({{"name", "a"}});
  EXPECT_EQ(put({{"name", "b"}}, true).error().code, error_code::already_exists);
}

TEST_F(campaigns, go_through_their_states_and_no_other_way) {
  using enum campaign_state;
  open();
  EXPECT_EQ(move(active).error().code, error_code::not_found);
  put({{"name", "a"}});
  EXPECT_EQ(move(paused).error().code, error_code::wrong_state);
  const auto refused = move(ended);
  EXPECT_THAT(refused.error().message, HasSubstr("is draft"));
  EXPECT_THAT(refused.error().message, HasSubstr("active or paused"));
  for (const auto state : {active, paused, active, ended, archived})
    EXPECT_EQ(move(state)->state, state);
  EXPECT_EQ(move(active).error().code, error_code::wrong_state);
  EXPECT_EQ(put({{"name", "b"}}).error().code, error_code::wrong_state);
  EXPECT_EQ(data->reader().campaigns().list().at(0).updated_at, monday + day);
}

TEST_F(campaigns, every_change_of_state_is_audited_with_who_and_why) {
  open();
  put({{"name", "a"}});
  ASSERT_TRUE(move(campaign_state::active));
  close();
  EXPECT_EQ(raw_file{file()}.text("SELECT who || ' ' || action || ' ' || target || ' ' || why "
                                  "FROM audit ORDER BY number DESC LIMIT 1"),
            "an campaign.active welcome spring");
}

} // namespace
} // namespace sojourn::storage
