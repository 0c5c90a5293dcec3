// What pages are told of a commit.
#include "fixture.hpp"
#include "storage/audit.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

class changes : public storage_test {
protected:
  void watch() {
    options.are_changes_watched = watched_;
    options.on_changes = [this](std::span<const std::string> topics) {
      told.insert(topics.begin(), topics.end());
    };
    open();
    watched_->store(true);
  }
  /// What was told since the last call.
  std::set<std::string> news() { return std::exchange(told, {}); }

  const std::shared_ptr<std::atomic<bool>> watched_ = std::make_shared<std::atomic<bool>>(false);
  std::set<std::string> told;
};

TEST_F(changes, of_an_instance_are_told_with_its_campaign_and_its_customer) {
  watch();
  traveller sleepers{*data, ids, sleeper()};
  news();

  const auto id = sleepers.start("42");
  const auto begun = news();
  EXPECT_THAT(begun,
              IsSupersetOf({"instance:" + to_text(id), std::string{"customer:42"},
                            "campaign:" + sleepers.definition->id, std::string{"campaigns"}}));
  EXPECT_THAT(begun, Not(Contains("held"))) << "nobody is held";

  sleepers.go(id, cancel_it, monday + day);
  EXPECT_THAT(news(), Contains("campaign:" + sleepers.definition->id));
}

TEST_F(changes, of_a_record_are_told_with_its_customer) {
  watch();
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_record(tx, record_write_kind::put, {"customer", "an"}, {{"name", "An"}}, {}, {},
                        monday);
  }));
  EXPECT_THAT(news(), IsSupersetOf({"records", "customer:an"}));
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_record(tx, record_write_kind::put, {"customer", "an"}, {{"name", "An"}}, {}, {},
                        monday);
  }));
  EXPECT_THAT(news(), IsEmpty()) << "it is as it was";
}

TEST_F(changes, by_an_operator_are_told_as_what_was_done_and_as_a_line_of_the_audit) {
  watch();
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    write_audit(tx, monday, "anna", "campaign.pause", "spring", "");
    write_audit(tx, monday, "anna", "send_rules.put", "", "");
    return result<int>{1};
  }));
  EXPECT_THAT(news(), IsSupersetOf({"audit", "campaigns", "campaign:spring", "settings"}));
}

TEST_F(changes, are_not_gathered_while_nobody_watches) {
  watch();
  watched_->store(false);
  traveller sleepers{*data, ids, sleeper()};
  sleepers.start("42");
  EXPECT_THAT(told, IsEmpty());
}

} // namespace
} // namespace sojourn::storage
