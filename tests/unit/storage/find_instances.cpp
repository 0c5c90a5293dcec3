#include "fixture.hpp"
#include "storage/instances.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class finding : public storage_test {
protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    traveller sleepers{*data, ids, sleeper()};
    traveller gifts{*data, ids, gift()};
    a = sleepers.start("1", monday);
    b = gifts.start("1", monday + 1h);
    c = sleepers.start("2", monday + 2h);
    d = sleepers.start("3", monday + 3h);
    sleepers.go(c, cancel_it, monday + 4h);
  }
  std::vector<instance_id> find(const instance_query& what) {
    std::vector<instance_id> found;
    for (const auto& instance : data->reader().instances().find(what))
      found.push_back(instance.state.id);
    return found;
  }
  instance_id a, b, c, d;
};

TEST_F(finding, everything_comes_from_new_to_old_in_pages) {
  EXPECT_THAT(find({}), ElementsAre(d, c, b, a));
  EXPECT_THAT(find({.limit = 2}), ElementsAre(d, c));
  EXPECT_THAT(find({.limit = 2, .after = c.value}), ElementsAre(b, a));
}

TEST_F(finding, by_campaign_merges_the_statuses_in_order) {
  EXPECT_THAT(find({.campaign = "sleeper"}), ElementsAre(d, c, a));
  EXPECT_THAT(find({.campaign = "sleeper", .limit = 1, .after = d.value}), ElementsAre(c));
  EXPECT_THAT(find({.campaign = "nobody"}), IsEmpty());
}

TEST_F(finding, by_status_merges_the_campaigns_in_order) {
  EXPECT_THAT(find({.status = engine::instance_status::waiting}), ElementsAre(d, b, a));
  EXPECT_THAT(find({.status = engine::instance_status::held}), IsEmpty());
  EXPECT_THAT(find({.campaign = "sleeper", .status = engine::instance_status::cancelled}),
              ElementsAre(c));
}

TEST_F(finding, by_step) {
  EXPECT_THAT(find({.step = "rest"}), ElementsAre(d, c, a));
  EXPECT_THAT(find({.step = "offer"}), ElementsAre(b));
  EXPECT_THAT(find({.status = engine::instance_status::waiting, .step = "rest"}),
              ElementsAre(d, a));
  EXPECT_THAT(find({.step = "nowhere"}), IsEmpty());
}

TEST_F(finding, by_subject_with_everything_else) {
  EXPECT_THAT(find({.subject = "customer:1"}), ElementsAre(b, a));
  EXPECT_THAT(find({.subject = "customer:1", .limit = 1, .after = b.value}), ElementsAre(a));
  EXPECT_THAT(find({.campaign = "gift", .subject = "customer:1"}), ElementsAre(b));
  EXPECT_THAT(find({.campaign = "nobody", .subject = "customer:1"}), IsEmpty());
  EXPECT_THAT(find({.step = "rest", .subject = "customer:1"}), ElementsAre(a));
  EXPECT_THAT(find({.status = engine::instance_status::cancelled, .subject = "customer:1"}),
              IsEmpty());
}

} // namespace
} // namespace sojourn::storage
