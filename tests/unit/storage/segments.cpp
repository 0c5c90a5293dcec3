// Saved segments, and the paid orders that are kept apart for them.
#include "storage/segments.hpp"

#include "fixture.hpp"
#include "storage/records.hpp"
#include "storage/saved.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class saved_segments : public storage_test {
protected:
  void SetUp() override { open(); }
  result<document_written> put(const json& source, bool must_be_new = false,
                               const preconditions& only_if = {}) {
    return write(*data, [&](transaction& tx) {
      return write_segment(tx,
                           {.id = "vip",
                            .source = source,
                            .must_be_new = must_be_new,
                            .only_if = only_if,
                            .who = "test"},
                           monday);
    });
  }
};

TEST_F(saved_segments, keep_their_versions_and_survive_a_restart) {
  EXPECT_TRUE(put({{"condition", true}})->created);
  EXPECT_FALSE(put({{"condition", true}})->changed);
  EXPECT_EQ(put({{"condition", false}})->document.version, 2);
  EXPECT_EQ(put({{"condition", 1}}, true).error().code, error_code::already_exists);
  EXPECT_EQ(put({{"condition", 1}}, false, over(1)).error().code, error_code::version_mismatch);
  EXPECT_EQ(put({{"condition", 1}}, false, only_new).error().code, error_code::version_mismatch);
  reopen();
  const auto all = data->reader().segments().list();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].source, (json{{"condition", false}}));
  EXPECT_EQ(data->reader().segments().versions("vip").back().source, (json{{"condition", true}}));

  const auto remove = [&] {
    return write(
        *data, [&](transaction& tx) { return remove_segment(tx, "vip", {}, "test", "", monday); });
  };
  EXPECT_TRUE(remove());
  EXPECT_EQ(remove().error().code, error_code::not_found);
  EXPECT_THAT(data->reader().segments().versions("vip"), IsEmpty());
  EXPECT_EQ(put({{"condition", true}})->document.version, 3)
      << "a tag of what was deleted does not fit";
}

TEST_F(saved_segments, find_paid_orders_that_follow_their_records) {
  const auto put_order = [&](const std::string& customer, const std::string& status) {
    const json order{{"customer_id", customer}, {"status", status}, {"amount", 5}};
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"order", "1"}, order, {}, {}, monday);
    }));
  };
  const auto paid = [&] {
    return raw_file{file()}.text("SELECT coalesce(group_concat(customer), '') FROM paid_order");
  };
  put_order("a", "placed");
  EXPECT_EQ(paid(), "");
  put_order("a", "paid");
  EXPECT_EQ(paid(), "a");
  put_order("b", "paid");
  EXPECT_EQ(paid(), "b");
  EXPECT_THAT(violations(), IsEmpty());
  raw_file{file()}.run("UPDATE paid_order SET amount = 1");
  EXPECT_THAT(violations(), ElementsAre("paid_orders_differ"));
  raw_file{file()}.run("UPDATE paid_order SET amount = 5000, customer = 'nobody'");
  EXPECT_THAT(violations(), ElementsAre("paid_orders_differ"));
  raw_file{file()}.run("UPDATE paid_order SET customer = 'b'");
  put_order("b", "refunded");
  EXPECT_EQ(paid(), "");
}

} // namespace
} // namespace sojourn::storage
