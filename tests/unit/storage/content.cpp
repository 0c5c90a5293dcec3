// The library of messages, what campaigns take from it, pools that expire, and similar products.
#include "storage/content.hpp"

#include "fixture.hpp"
#include "storage/campaigns.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/saved.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class content : public storage_test {
protected:
  void SetUp() override { open(); }
  result<document_written> put(const json& source) {
    return write(*data, [&](transaction& tx) {
      return write_message(tx, {.id = "welcome", .source = source, .who = "test"}, monday);
    });
  }
  result<version_written> put_campaign(const json& library) {
    return write(*data, [&](transaction& tx) {
      return write_version(tx, "c", {{"name", "a"}}, false, "test", monday, library);
    });
  }
  std::vector<std::string> takers() {
    return *write(*data, [&](transaction& tx) -> result<std::vector<std::string>> {
      return campaigns_taking(tx, "welcome");
    });
  }
  void move_campaign(campaign_state to) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, "c", to, "test", "", monday);
    }));
  }
  void put_product(const std::string& id, const json& product) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"product", id}, product, {}, {}, monday);
    }));
  }
};

TEST_F(content, messages_keep_their_versions_and_survive_a_restart) {
  EXPECT_TRUE(put({{"fallback", "vi"}})->created);
  EXPECT_FALSE(put({{"fallback", "vi"}})->changed);
  EXPECT_EQ(put({{"fallback", "en"}})->document.version, 2);
  reopen();
  auto& reader = data->reader().content();
  EXPECT_EQ(reader.message("welcome")->source, (json{{"fallback", "en"}}));
  EXPECT_EQ(reader.message("nobody"), std::nullopt);
  EXPECT_THAT(reader.messages(), SizeIs(1));
  ASSERT_THAT(reader.message_versions("welcome"), SizeIs(2));
  EXPECT_EQ(reader.message_versions("welcome").back().version, 1);
  EXPECT_TRUE(write(*data, [&](transaction& tx) {
    return remove_message(tx, "welcome", over(2), "test", "", monday);
  }));
  EXPECT_THAT(reader.message_versions("welcome"), IsEmpty());
}

TEST_F(content, a_campaign_keeps_what_it_took_and_another_taking_is_another_version) {
  const json first{{"welcome", {{"version", 1}, {"source", {{"fallback", "vi"}}}}}};
  const json second{{"welcome", {{"version", 2}, {"source", {{"fallback", "en"}}}}}};

  EXPECT_TRUE(put_campaign(first)->created);
  EXPECT_FALSE(put_campaign(first)->created);
  EXPECT_TRUE(put_campaign(second)->created);

  reopen();
  const auto versions = data->reader().campaigns().versions("c");
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[0].library, first);
  EXPECT_EQ(data->reader().campaigns().load_version(versions[1].key)->library, second);
  EXPECT_TRUE(put_campaign(json())->created);
  EXPECT_TRUE(data->reader().campaigns().versions("c").back().library.is_null());
}

TEST_F(content, campaigns_take_a_message_until_they_end_or_take_another) {
  put_campaign({{"welcome", {{"version", 1}, {"source", json::object()}}}});
  EXPECT_THAT(takers(), ElementsAre("c"));
  move_campaign(campaign_state::active);
  EXPECT_THAT(takers(), ElementsAre("c"));
  put_campaign({{"other", {{"version", 1}, {"source", json::object()}}}});
  EXPECT_THAT(takers(), IsEmpty());
  put_campaign({{"welcome", {{"version", 1}, {"source", json::object()}}}});
  move_campaign(campaign_state::ended);
  EXPECT_THAT(takers(), IsEmpty());
}

TEST_F(content, products_near_a_price_are_of_the_category_and_the_nearest) {
  for (int i = 0; i < 250; ++i) {
    const auto number = std::to_string(1000 + i);
    put_product("p" + number, {{"category", "phones"}, {"price", 100 + i}, {"name", number}});
  }
  put_product("case", {{"category", "cases"}, {"price", 200}});
  put_product("free", {{"category", "phones"}});

  const auto all = data->reader().content().products_near("phones", 225, 0, 1000);
  ASSERT_THAT(all, SizeIs(2 * max_near_products));
  EXPECT_EQ(all.front().data.at("price"), 225);
  EXPECT_EQ(all[max_near_products].data.at("price"), 224);
  EXPECT_EQ(all.back().data.at("price"), 125);
  EXPECT_THAT(data->reader().content().products_near("phones", 349.5, 348, 350), SizeIs(2));
  EXPECT_THAT(data->reader().content().products_near("hats", 100, 0, 1000), IsEmpty());
}

TEST_F(content, a_visitors_latest_look_counts_in_whatever_order_they_were_told) {
  const auto look = [&](const std::string& id, const std::string& product, const char* when) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {"product_view", id},
                          {{"visitor_id", "v"}, {"product_id", product}, {"viewed_at", when}}, {},
                          {}, monday);
    }));
  };
  look("1", "late", "2026-03-02T10:00:00+07:00");
  look("2", "early", "2026-03-02T02:00:00Z");

  EXPECT_EQ(data->reader().content().last_viewed({"visitor", "v"}), "late");
  EXPECT_EQ(data->reader().content().last_viewed({"visitor", "w"}), "");
}

} // namespace
} // namespace sojourn::storage
