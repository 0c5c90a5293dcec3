#include "storage/vouchers.hpp"

#include "fixture.hpp"
#include "storage/outbox.hpp"
#include "storage/turns.hpp"

#include <atomic>
#include <set>
#include <thread>

namespace sojourn::storage {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class vouchers : public storage_test {
protected:
  void fill(const std::vector<std::string>& codes) {
    ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }));
    ASSERT_TRUE(
        write(*data, [&](transaction& tx) { return add_codes(tx, "gold", codes, monday); }));
  }
  result<redemption> use(const std::string& code, const std::string& pool = "gold") {
    return write(
        *data, [&](transaction& tx) { return redeem(tx, pool, code, "till 3", {}, monday + day); });
  }
  std::int64_t count(const char* state) {
    return data->reader().vouchers().pool("gold")->at(state);
  }
};

TEST_F(vouchers, a_pool_is_created_once_and_filled_without_duplicates) {
  open();
  fill({"A", "B"});
  EXPECT_EQ(
      write(*data, [](transaction& tx) { return create_pool(tx, "gold", monday); }).error().code,
      error_code::already_exists);
  EXPECT_EQ(*write(*data,
                   [](transaction& tx) {
                     return add_codes(tx, "gold", {"B", "C", "C"}, monday);
                   }),
            json::parse(R"({"pool": "gold", "added": 1, "duplicates": 2})"));
  EXPECT_EQ(write(*data, [](transaction& tx) { return add_codes(tx, "tin", {"X"}, monday); })
                .error()
                .code,
            error_code::not_found);
  EXPECT_EQ(*data->reader().vouchers().pool("gold"),
            json::parse(R"({"id": "gold", "created_at": "2026-03-02T09:00:00Z", "version": 1,
                            "total": 3, "free": 3, "reserved": 0, "issued": 0, "redeemed": 0,
                            "void": 0})"));
  EXPECT_THAT(data->reader().vouchers().pools(), SizeIs(1));
  EXPECT_EQ(data->reader().vouchers().pool("tin"), std::nullopt);
}

TEST_F(vouchers, a_pool_gives_no_code_from_the_instant_it_expires) {
  open();
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return create_pool(tx, "gold", monday, {.expires_at = monday + day});
  }));
  ASSERT_TRUE(write(*data, [](transaction& tx) { return add_codes(tx, "gold", {"A"}, monday); }));
  EXPECT_EQ(data->reader().vouchers().pool("gold")->at("expires_at"), "2026-03-03T09:00:00Z");
  traveller gifts{*data, ids, gift()};

  EXPECT_EQ(code_in(gifts.write(gifts.begin("late", monday + day))->booking), std::nullopt);
  EXPECT_EQ(count("free"), 1);
  EXPECT_EQ(code_in(gifts.write(gifts.begin("in-time", monday + day - 1ms))->booking), "A");
}

TEST_F(vouchers, a_code_tells_when_its_pool_expires_also_after_a_restart) {
  open();
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return create_pool(tx, "gold", monday, {.expires_at = monday + day});
  }));
  ASSERT_TRUE(write(*data, [](transaction& tx) { return add_codes(tx, "gold", {"A"}, monday); }));
  traveller gifts{*data, ids, gift()};

  EXPECT_EQ(gifts.write(gifts.begin("42", monday))->booking->booked.at("expires_at"),
            "2026-03-03T09:00:00Z");
  EXPECT_EQ(data->reader().outbox().list({}, 1).at(0).outcome->booked.at("expires_at"),
            "2026-03-03T09:00:00Z");
}

TEST_F(vouchers, an_expired_code_is_not_redeemed) {
  open();
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return create_pool(tx, "gold", monday, {.expires_at = monday + day});
  }));
  ASSERT_TRUE(write(*data, [](transaction& tx) { return add_codes(tx, "gold", {"A"}, monday); }));
  traveller gifts{*data, ids, gift()};
  gifts.take_code(gifts.start("42"), "A", monday);

  const auto used = use("A"); // at the instant at which it expires

  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().code, error_code::voucher_expired);
  EXPECT_EQ(used.error().message, "the code \"A\" expired at 2026-03-03T09:00:00Z");
  EXPECT_EQ(count("issued"), 1);
}

TEST_F(vouchers, a_requested_effect_reserves_and_its_result_issues) {
  open();
  fill({"A", "B"});
  traveller gifts{*data, ids, gift()};
  const auto turn = gifts.begin("42", monday);
  EXPECT_EQ(code_in(gifts.write(turn)->booking), "A");
  EXPECT_EQ(count("reserved"), 1);

  gifts.take_code(turn.after->id, "A", monday);
  EXPECT_EQ(count("reserved"), 0);
  EXPECT_EQ(count("issued"), 1);
  const auto code = data->reader().vouchers().codes("gold", "issued", 0, 10).at(0);
  EXPECT_EQ(code["code"], "A");
  EXPECT_EQ(code["instance"], to_text(turn.after->id));
  EXPECT_EQ(code["step"], "offer");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(vouchers, an_instance_that_ends_before_gives_its_code_back) {
  open();
  fill({"A"});
  traveller gifts{*data, ids, gift()};
  const auto id = gifts.start("42");
  gifts.go(id, cancel_it, monday);
  EXPECT_EQ(count("free"), 1);
  EXPECT_EQ(count("reserved"), 0);
  EXPECT_EQ(code_in(gifts.write(gifts.begin("43", monday))->booking), "A");
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(vouchers, an_empty_pool_reserves_nothing_and_the_turn_still_counts) {
  open();
  fill({});
  traveller gifts{*data, ids, gift()};
  const auto turn = gifts.begin("42", monday);
  const auto written = gifts.write(turn);
  ASSERT_TRUE(written);
  EXPECT_EQ(code_in(written->booking), std::nullopt);
  EXPECT_EQ(code_in(data->reader().outbox().list({}, 1).at(0).outcome), std::nullopt);
}

TEST_F(vouchers, a_code_that_is_not_reserved_for_the_instance_cannot_be_issued) {
  open();
  fill({"A", "B"});
  traveller gifts{*data, ids, gift()};
  const auto one = gifts.start("1");
  gifts.start("2");
  const auto theft = gifts.step(one, gifts.code_given(one, "B"), monday);
  EXPECT_EQ(gifts.write(theft).error().code, error_code::data_corrupt);
  EXPECT_EQ(count("issued"), 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(vouchers, a_hundred_codes_are_never_oversold_by_many_threads) {
  constexpr int threads = 4;
  constexpr int starts_each = 60;
  open();
  std::vector<std::string> codes;
  for (int i = 0; i < 100; ++i)
    codes.push_back("C" + std::to_string(i));
  fill(codes);
  traveller gifts{*data, ids, gift()};
  std::vector<turn_write> turns;
  for (int i = 0; i < threads * starts_each; ++i)
    turns.push_back(gifts.begin(std::to_string(i), monday));

  std::mutex mutex;
  std::multiset<std::string> given;
  std::atomic<int> empty = 0;
  std::vector<std::thread> submitters;
  for (int t = 0; t < threads; ++t) {
    submitters.emplace_back([&, t] {
      for (int i = 0; i < starts_each; ++i) {
        const auto written = gifts.write(turns[static_cast<std::size_t>(t * starts_each + i)]);
        const std::lock_guard lock{mutex};
        if (const auto code = code_in(written.value().booking))
          given.insert(*code);
        else
          ++empty;
      }
    });
  }
  for (auto& submitter : submitters)
    submitter.join();

  EXPECT_THAT(given, SizeIs(100));
  EXPECT_THAT(std::set<std::string>(given.begin(), given.end()), SizeIs(100)) << "one code twice";
  EXPECT_EQ(empty, threads * starts_each - 100);
  EXPECT_EQ(count("free"), 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(vouchers, redeeming_tells_the_instance_that_got_the_code) {
  open();
  fill({"A"});
  traveller gifts{*data, ids, gift()};
  const auto id = gifts.start("42");
  gifts.take_code(id, "A", monday);

  const auto used = use("A");
  ASSERT_TRUE(used) << used.error().message;
  EXPECT_EQ(used->voucher["state"], "redeemed");
  EXPECT_EQ(used->voucher["redeemed_by"], "till 3");
  ASSERT_THAT(used->inbox_entries, SizeIs(1));
  EXPECT_EQ(used->inbox_entries[0].instance, id);
  EXPECT_EQ(used->inbox_entries[0].payload, (json{{"type", "voucher.redeemed"},
                                                  {"id", "gold/A"},
                                                  {"data",
                                                   {{"pool", "gold"},
                                                    {"code", "A"},
                                                    {"redeemed_at", "2026-03-03T09:00:00Z"},
                                                    {"campaign", "gift"},
                                                    {"instance", to_text(id)}}}}));
  EXPECT_EQ(data->reader().vouchers().standing("gold", "A")->redeemed_at, monday + day);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(vouchers, only_an_issued_code_is_redeemed_and_only_once) {
  open();
  fill({"A", "B"});
  traveller gifts{*data, ids, gift()};
  const auto id = gifts.start("42");
  EXPECT_EQ(use("A").error().code, error_code::wrong_state);
  EXPECT_EQ(use("B").error().code, error_code::wrong_state);
  EXPECT_EQ(use("Z").error().code, error_code::not_found);
  EXPECT_EQ(use("A", "tin").error().code, error_code::not_found);
  gifts.take_code(id, "A", monday);
  ASSERT_TRUE(use("A"));
  const auto again = use("A");
  EXPECT_EQ(again.error().code, error_code::already_redeemed);
  EXPECT_THAT(again.error().message, ::testing::HasSubstr("2026-03-03T09:00:00Z"));
  EXPECT_EQ(count("redeemed"), 1);
}

TEST_F(vouchers, codes_are_listed_by_state_in_pages) {
  open();
  fill({"A", "B", "C"});
  traveller gifts{*data, ids, gift()};
  gifts.start("42");
  const auto page = data->reader().vouchers().codes("gold", "", 0, 2);
  ASSERT_THAT(page, SizeIs(2));
  EXPECT_EQ(page[0]["state"], "reserved");
  EXPECT_THAT(data->reader().vouchers().codes("gold", "", page[1]["number"], 2), SizeIs(1));
  EXPECT_THAT(data->reader().vouchers().codes("gold", "free", 0, 10), SizeIs(2));
  EXPECT_THAT(data->reader().vouchers().codes("gold", "lost", 0, 10), IsEmpty());
  EXPECT_THAT(data->reader().vouchers().codes("tin", "", 0, 10), IsEmpty());
}

} // namespace
} // namespace sojourn::storage
