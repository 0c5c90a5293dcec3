#include "storage/records.hpp"

#include "fixture.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/operation.hpp"
#include "storage/read/find_records.hpp"
#include "storage/record_changes.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class record_writes : public storage_test {
protected:
  result<record_change> put(const json& value, const preconditions& only_if = {}) {
    return change(record_write_kind::put, value, only_if);
  }
  result<record_change> change(record_write_kind how, const json& value,
                               const preconditions& only_if = {}) {
    return write(*data, [&](transaction& tx) {
      return write_record(tx, how, customer, value, only_if, listeners, monday);
    });
  }

  const subject_ref customer{"customer", "42"};
  static campaign::record_trigger
  watches(const std::string& type, std::vector<std::string> fields,
          campaign::record_moment on = campaign::record_moment::changed) {
    return {.on = on, .record = type, .fields = std::move(fields), .order = {}};
  }
  listener_set listeners{.records = {{"upgrade", watches("customer", {"tier"})},
                                     {"move", watches("customer", {"city", "tier"})},
                                     {"orders", watches("order", {"tier"})}},
                         .events = {}};
};

TEST_F(record_writes, a_creation_is_version_1_and_starts_nobody) {
  open();
  const auto created = put({{"tier", "silver"}});
  ASSERT_TRUE(created);
  EXPECT_TRUE(created->created);
  EXPECT_EQ(created->version, 1);
  EXPECT_TRUE(created->before.is_null());
  EXPECT_THAT(created->inbox_entries, IsEmpty());
  EXPECT_EQ(data->reader().records().find(customer)->at("version"), 1);
  EXPECT_EQ(data->reader().records().find(customer)->at("created_at"), "2026-03-02T09:00:00Z");
}

TEST_F(record_writes, a_changed_field_starts_each_campaign_that_listens_to_it) {
  open();
  put({{"tier", "silver"}, {"city", "Hue"}, {"name", "An"}});
  const auto changed = put({{"tier", "gold"}, {"city", "Hue"}, {"name", "Binh"}});
  EXPECT_EQ(changed->version, 2);
  ASSERT_THAT(changed->inbox_entries, SizeIs(2));
  EXPECT_EQ(changed->inbox_entries[0].campaign, "upgrade");
  EXPECT_EQ(changed->inbox_entries[0].subject, customer);
  EXPECT_EQ(changed->inbox_entries[0].payload,
            json::parse(R"({"type": "record_changed", "record": "customer",
                            "change": {"tier": {"from": "silver", "to": "gold"}}})"));
  EXPECT_EQ(changed->inbox_entries[1].campaign, "move");
  EXPECT_THAT(data->reader().inbox().list(0, 10), SizeIs(2));
}

TEST_F(record_writes, a_new_record_and_a_field_that_appears_start_what_waits_for_new_data) {
  open();
  listeners.records = {{"hello", watches("customer", {"email"}, campaign::record_moment::created)}};
  EXPECT_THAT(put({{"name", "An"}})->inbox_entries, IsEmpty());
  EXPECT_THAT(put({{"name", "An"}, {"email", "an@shop.example"}})->inbox_entries, SizeIs(1));
  EXPECT_THAT(put({{"name", "An"}, {"email", "binh@shop.example"}})->inbox_entries, IsEmpty());
}

TEST_F(record_writes, an_insert_fires_new_or_changed_once) {
  open();
  listeners.records = {{"either", watches("customer", {"tier", "city"},
                                          campaign::record_moment::created_or_changed)}};
  const auto created = put({{"tier", "gold"}, {"city", "Hue"}});
  ASSERT_THAT(created->inbox_entries, SizeIs(1));
  EXPECT_EQ(created->inbox_entries[0].payload.at("change").at("tier"),
            json::parse(R"({"from": null, "to": "gold"})"));
  EXPECT_THAT(put({{"tier", "gold"}, {"city", "Da Nang"}})->inbox_entries, SizeIs(1));
}

TEST_F(record_writes, a_direction_counts_only_changes_that_go_its_way) {
  open();
  auto up = watches("customer", {"tier"});
  up.towards = campaign::direction::up;
  up.order = {"silver", "gold", "diamond"};
  listeners.records = {{"upgrade", up}};
  put({{"tier", "gold"}});
  EXPECT_THAT(put({{"tier", "diamond"}})->inbox_entries, SizeIs(1));
  EXPECT_THAT(put({{"tier", "silver"}})->inbox_entries, IsEmpty());
  EXPECT_THAT(put({{"tier", "platinum"}})->inbox_entries, IsEmpty());
  EXPECT_THAT(put({{"tier", "gold"}})->inbox_entries, IsEmpty()); // from where nobody can say
  EXPECT_THAT(put(json::object())->inbox_entries, IsEmpty());
  EXPECT_THAT(put({{"tier", "silver"}})->inbox_entries, SizeIs(1));
}

TEST_F(record_writes, a_direction_without_an_order_compares_numbers) {
  open();
  auto down = watches("customer", {"points"});
  down.towards = campaign::direction::down;
  listeners.records = {{"losing", down}};
  put({{"points", 10}});
  EXPECT_THAT(put({{"points", 9.5}})->inbox_entries, SizeIs(1));
  EXPECT_THAT(put({{"points", 12}})->inbox_entries, IsEmpty());
}

TEST_F(record_writes, a_direction_tells_whole_numbers_apart_that_are_one_double) {
  open();
  auto up = watches("customer", {"points"});
  up.towards = campaign::direction::up;
  listeners.records = {{"gaining", up}};
  put({{"points", 9007199254740992}});
  EXPECT_THAT(put({{"points", 9007199254740993}})->inbox_entries, SizeIs(1));
  EXPECT_THAT(put({{"points", 9007199254740992}})->inbox_entries, IsEmpty());
}

TEST_F(record_writes, an_order_starts_campaigns_for_the_customer_who_owns_it) {
  open();
  listeners.records = {{"thanks", watches("order", {"status"}, campaign::record_moment::created)}};
  const auto write_order = [&](const std::string& id, const json& order) {
    return *write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"order", id}, order, {}, listeners, monday);
    });
  };
  const json paid{{"customer_id", "42"}, {"status", "paid"}};

  const auto owned = write_order("o1", paid);
  const auto nobodys = write_order("o2", {{"status", "paid"}});

  ASSERT_THAT(owned.inbox_entries, SizeIs(1));
  EXPECT_EQ(owned.inbox_entries[0].subject, customer);
  EXPECT_EQ(owned.inbox_entries[0].payload.at("id"), "o1");
  EXPECT_EQ(owned.inbox_entries[0].payload.at("data"), paid);
  EXPECT_THAT(nobodys.inbox_entries, IsEmpty());
}

TEST_F(record_writes, a_field_that_nobody_watches_starts_nobody) {
  open();
  put({{"tier", "gold"}, {"name", "An"}});
  const auto changed = put({{"tier", "gold"}, {"name", "Binh"}});
  EXPECT_TRUE(changed->changed);
  EXPECT_THAT(changed->inbox_entries, IsEmpty());
}

TEST_F(record_writes, the_same_value_again_keeps_the_version) {
  open();
  put({{"tier", "gold"}});
  const auto again = put({{"tier", "gold"}});
  EXPECT_FALSE(again->changed);
  EXPECT_EQ(again->version, 1);
}

TEST_F(record_writes, one_that_was_deleted_and_made_again_goes_on_counting_its_versions) {
  open();
  put({{"tier", "silver"}});
  put({{"tier", "gold"}});
  ASSERT_TRUE(change(record_write_kind::remove, json(), over(2)));
  reopen();

  const auto again = put({{"tier", "diamond"}});

  EXPECT_TRUE(again->created);
  EXPECT_EQ(again->version, 3);
  EXPECT_EQ(put({{"tier", "none"}}, over(2)).error().code, error_code::version_mismatch);
}

TEST_F(record_writes, a_patch_merges_and_removes_fields) {
  open();
  put({{"tier", "gold"}, {"city", "Hue"}});
  const auto patched = change(record_write_kind::patch, {{"city", nullptr}, {"age", 30}});
  EXPECT_EQ(patched->after, json::parse(R"({"tier": "gold", "age": 30})"));
  ASSERT_THAT(patched->inbox_entries, SizeIs(1));
  EXPECT_EQ(patched->inbox_entries[0].payload["change"],
            json::parse(R"({"city": {"from": "Hue", "to": null}})"));
}

TEST_F(record_writes, a_write_for_another_version_is_refused) {
  open();
  put({{"tier", "silver"}});
  const auto refused = put({{"tier", "gold"}}, over(7));
  EXPECT_EQ(refused.error().code, error_code::version_mismatch);
  EXPECT_EQ(data->reader().records().data(customer)["tier"], "silver");
  EXPECT_TRUE(put({{"tier", "gold"}}, over(1)));
}

TEST_F(record_writes, what_is_not_there_cannot_be_patched_or_removed) {
  open();
  EXPECT_EQ(change(record_write_kind::patch, {{"a", 1}}).error().code, error_code::not_found);
  EXPECT_EQ(change(record_write_kind::remove, {}).error().code, error_code::not_found);
  EXPECT_TRUE(data->reader().records().data(customer).is_null());
  EXPECT_EQ(data->reader().records().find(customer), std::nullopt);
}

TEST_F(record_writes, a_removed_record_is_gone) {
  open();
  put({{"tier", "gold"}});
  const auto removed = change(record_write_kind::remove, {});
  EXPECT_EQ(removed->version, 0);
  EXPECT_EQ(removed->before["tier"], "gold");
  EXPECT_EQ(data->reader().records().find(customer), std::nullopt);
  EXPECT_EQ(data->reader().operation().status()["rows"]["records"], 0);
}

TEST_F(record_writes, data_that_is_no_object_is_refused) {
  open();
  EXPECT_EQ(put(json::array()).error().code, error_code::invalid_request);
}

TEST_F(record_writes, are_listed_by_id_in_pages) {
  open();
  for (const auto* id : {"b", "a", "c"}) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"customer", id}, json::object(), {}, {},
                          monday);
    }));
  }
  const auto names = [](const std::vector<json>& found) {
    std::vector<std::string> read;
    for (const auto& record : found)
      read.push_back(record["id"]);
    return read;
  };
  EXPECT_THAT(names(data->reader().records().search({.type = "customer", .limit = 2}).items),
              ElementsAre("a", "b"));
  EXPECT_THAT(
      names(data->reader().records().search({.type = "customer", .after = "b", .limit = 2}).items),
      ElementsAre("c"));
  EXPECT_THAT(data->reader().records().search({.type = "order", .limit = 2}).items, IsEmpty());
}

TEST(record_changes, a_dotted_path_is_compared_and_shown_at_its_place) {
  const auto before = json::parse(R"({"address": {"city": "Hue", "zip": 1}})");
  const auto after = json::parse(R"({"address": {"city": "Vinh", "zip": 1}})");
  EXPECT_EQ(watched_changes(
                before, after,
                {.record = "customer", .fields = {"address.city", "address.zip"}, .order = {}}),
            json::parse(R"({"address": {"city": {"from": "Hue", "to": "Vinh"}}})"));
  EXPECT_TRUE(
      watched_changes(before, after,
                      {.record = "customer", .fields = {"address.zip", "name"}, .order = {}})
          .is_null());
}

TEST(record_changes, a_missing_field_and_null_are_the_same) {
  EXPECT_TRUE(watched_changes(json::object(), {{"tier", nullptr}},
                              {.record = "customer", .fields = {"tier"}, .order = {}})
                  .is_null());
}

} // namespace
} // namespace sojourn::storage
