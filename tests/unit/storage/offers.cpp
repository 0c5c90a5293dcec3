// Offers: codes for a time, so many a person, for points; and codes that go back.
#include "fixture.hpp"
#include "storage/identities.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class offers : public storage_test {
protected:
  offers() { open(); }

  void fill(const std::vector<std::string>& codes, const pool_rules& rules = {}) {
    ASSERT_TRUE(
        write(*data, [&](transaction& tx) { return create_pool(tx, "gold", monday, rules); }));
    ASSERT_TRUE(
        write(*data, [&](transaction& tx) { return add_codes(tx, "gold", codes, monday); }));
  }
  /// Gives a code for points, and tells it by mail.
  static json offer(const json& points = {}) {
    auto source = json::parse(R"({
      "id": "offer", "name": "Offer", "trigger": {"type": "manual"},
      "reentry": {"policy": "parallel"}, "start": "offer",
      "steps": {
        "offer": {"type": "voucher", "pool": "gold", "as": "offer", "on_exhausted": "end",
                  "next": "tell"},
        "tell": {"type": "send", "message": "hello", "via": ["email"], "on_unreachable": "end",
                 "next": "end"}},
      "messages": {"hello": {"fallback": "en",
                             "languages": {"en": {"text": "{{vars.offer.code}}"}}}}})");
    if (!points.is_null())
      source["steps"]["offer"]["points"] = points;
    return source;
  }
  void grant(const std::string& customer, std::int64_t points) {
    traveller grants{
        *data,
        ids,
        {{"id", "grant-" + customer},
         {"name", "Grant"},
         {"trigger", {{"type", "manual"}}},
         {"reentry", {{"policy", "parallel"}}},
         {"start", "give"},
         {"steps",
          {{"give",
            {{"type", "points"}, {"amount", points}, {"reference", customer}, {"next", "end"}}}}}}};
    const auto turn = grants.begin(customer, monday);
    const auto written = grants.write(turn);
    grants.go(turn.after->id, engine::booking_settled(*turn.after->effect, *written->booking),
              monday);
  }
  std::int64_t points_of(const std::string& customer) {
    return data->reader().records().traits(customer).value("points", std::int64_t{0});
  }
  /// Starts an instance; how its voucher went, which it hears at once.
  engine::booking_outcome ask(traveller& in, const std::string& customer, instant now = monday) {
    auto turn = in.begin(customer, now);
    last = turn.after->id;
    const auto written = in.write(turn);
    EXPECT_TRUE(written) << (written ? "" : written.error().message);
    in.go(last, engine::booking_settled(*turn.after->effect, *written->booking), now);
    return *written->booking;
  }
  void tell(traveller& in, outcome how) {
    const auto effect = in.state(last).effect.value();
    engine::effect_settled told;
    told.step = effect.step;
    told.visit = effect.visit;
    told.attempt = effect.attempt;
    told.how = how;
    told.channel = "email";
    in.go(last, told, monday);
  }
  std::int64_t count(const char* state) {
    return data->reader().vouchers().pool("gold")->at(state);
  }
  json code(const std::string& name) { return data->reader().vouchers().named(name, {}, 10).at(0); }

  instance_id last;
};

TEST_F(offers, a_person_gets_no_more_codes_of_a_pool_than_its_rule_says) {
  fill({"A", "B", "C"}, {.per_person = 1});
  traveller campaign{*data, ids, offer()};

  EXPECT_EQ(code_in(ask(campaign, "1")), "A");
  const auto second = ask(campaign, "1");
  EXPECT_EQ(code_in(ask(campaign, "2")), "B");

  EXPECT_EQ(second.how, outcome::rejected);
  EXPECT_EQ(second.code, engine::person_limit_code);
  EXPECT_EQ(second.detail, "customer:1 has had 1 of its codes, and 1 is the most");
  EXPECT_EQ(count("free"), 1);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, a_code_that_is_bought_takes_the_points_in_the_same_commit) {
  fill({"A", "B"});
  grant("1", 700);
  traveller campaign{*data, ids, offer(500)};

  const auto bought = ask(campaign, "1");
  const auto refused = ask(campaign, "1");

  EXPECT_EQ(bought.booked, (json{{"code", "A"}, {"points", 500}, {"balance", 200}}));
  EXPECT_EQ(refused.code, engine::insufficient_points_code);
  EXPECT_EQ(points_of("1"), 200);
  EXPECT_EQ(count("free"), 1);
  EXPECT_EQ(code("A").at("points"), 500);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, who_is_no_customer_buys_nothing) {
  fill({"A"});
  traveller campaign{*data, ids, offer(5)};

  EXPECT_EQ(ask(campaign, "visitor:v").code, "no_customer");
  EXPECT_EQ(count("free"), 1);
}

TEST_F(offers, an_empty_pool_takes_no_points) {
  fill({});
  grant("1", 700);
  traveller campaign{*data, ids, offer(500)};

  EXPECT_EQ(ask(campaign, "1").code, "exhausted");
  EXPECT_EQ(points_of("1"), 700);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, an_instance_that_ends_before_it_has_its_code_gets_its_points_back) {
  fill({"A"});
  grant("1", 700);
  traveller campaign{*data, ids, offer(500)};
  const auto turn = campaign.begin("1", monday);
  ASSERT_TRUE(campaign.write(turn));
  ASSERT_EQ(points_of("1"), 200);

  campaign.go(turn.after->id, cancel_it, monday);

  EXPECT_EQ(points_of("1"), 700);
  EXPECT_EQ(count("free"), 1);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, a_code_whose_holder_is_unreachable_goes_back_with_the_points) {
  fill({"A"});
  grant("1", 700);
  traveller campaign{*data, ids, offer(500)};
  ask(campaign, "1");

  tell(campaign, outcome::unreachable);

  EXPECT_EQ(points_of("1"), 700);
  EXPECT_EQ(count("free"), 1);
  EXPECT_EQ(count("issued"), 0);
  EXPECT_FALSE(code("A").contains("subject"));
  EXPECT_EQ(code_in(ask(campaign, "1")), "A") << "the next one gets it, and it costs again";
  EXPECT_EQ(points_of("1"), 200);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, a_code_that_was_used_meanwhile_does_not_go_back) {
  fill({"A"});
  traveller campaign{*data, ids, offer()};
  ask(campaign, "1");
  const auto effect = campaign.state(last).effect.value();
  engine::effect_settled nobody;
  nobody.step = effect.step;
  nobody.visit = effect.visit;
  nobody.attempt = effect.attempt;
  nobody.how = outcome::unreachable;
  const auto turn = campaign.step(last, nobody, monday); // before it is used
  ASSERT_TRUE(
      write(*data, [](transaction& tx) { return redeem(tx, "gold", "A", "till", {}, monday); }));

  EXPECT_EQ(campaign.write(turn).error().code, error_code::version_mismatch);

  EXPECT_EQ(count("redeemed"), 1);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, a_bounce_is_brought_to_the_instance_that_has_ended) {
  fill({"A"});
  traveller campaign{*data, ids, offer()};
  ask(campaign, "1");
  const effect_key key{last, "tell", 1};
  ASSERT_TRUE(write(*data, [&](transaction& tx) {
    return admit_send(tx,
                      {.key = key,
                       .message = {.subject = {"customer", "1"},
                                   .campaign = "offer",
                                   .channel = "email",
                                   .zone = "UTC",
                                   .at = monday},
                       .version = 1,
                       .address = "an@example.com",
                       .name = "hello",
                       .language = "en",
                       .hash = "00",
                       .content = {}},
                      messages::send_rules{});
  }));
  tell(campaign, outcome::accepted);
  ASSERT_TRUE(engine::is_ended(campaign.state(last).status));

  const auto heard = write(*data, [&](transaction& tx) {
    return write_receipt(tx,
                         {.kind = messages::receipt_kind::bounced,
                          .channel = "email",
                          .key = tracking_of(key),
                          .at = monday,
                          .id = "1"},
                         {}, monday);
  });

  ASSERT_TRUE(heard);
  ASSERT_THAT(heard->inbox_entries, SizeIs(1));
  EXPECT_EQ(heard->inbox_entries[0].instance, last);
  EXPECT_EQ(heard->inbox_entries[0].payload.at("type"), "message.bounced");
}

TEST_F(offers, a_code_ends_with_itself_or_with_its_pool_whichever_is_first) {
  fill({"A", "B"}, {.valid_for = "P2D"});
  traveller campaign{*data, ids, offer()};
  ask(campaign, "1");
  EXPECT_EQ(code("A").at("expires_at"), "2026-03-04T09:00:00Z");

  EXPECT_EQ(
      write(*data,
            [](transaction& tx) { return redeem(tx, "gold", "A", "till", {}, monday + 2 * day); })
          .error()
          .code,
      error_code::voucher_expired);
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return change_pool(tx, "gold", {.expires_at = monday + day, .valid_for = "P2D"}, {});
  }));
  EXPECT_EQ(code("A").at("expires_at"), "2026-03-03T09:00:00Z");
  EXPECT_EQ(data->reader().vouchers().standing("gold", "A")->expires_at, monday + day);
  EXPECT_EQ(data->reader().vouchers().pool("gold")->at("version"), 2);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, codes_are_made_void_all_of_a_list_or_none) {
  fill({"A", "B", "C"});
  grant("1", 500);
  traveller campaign{*data, ids, offer(500)};
  ask(campaign, "1");
  const auto make_void = [&](const std::vector<std::string>& codes) {
    return write(*data,
                 [&](transaction& tx) { return void_codes(tx, "gold", codes, true, {}, monday); });
  };

  const auto refused = make_void({"B", "Z"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().details.at(0).pointer, "/codes/1");
  EXPECT_EQ(count("void"), 0);

  const auto made = make_void({"A", "B", "B"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->told,
            (json{{"pool", "gold"}, {"voided", 2}, {"void_before", 1}, {"points_refunded", 500}}));
  EXPECT_EQ(points_of("1"), 500);
  EXPECT_EQ(count("void"), 2);
  EXPECT_EQ(
      write(*data, [](transaction& tx) { return redeem(tx, "gold", "A", "till", {}, monday); })
          .error()
          .code,
      error_code::wrong_state);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(offers, codes_are_found_by_their_text_and_by_their_holder) {
  fill({"A", "B"});
  ASSERT_TRUE(write(*data, [](transaction& tx) { return create_pool(tx, "tin", monday); }));
  ASSERT_TRUE(write(*data, [](transaction& tx) { return add_codes(tx, "tin", {"A"}, monday); }));
  traveller campaign{*data, ids, offer()};
  ask(campaign, "1");
  ask(campaign, "1");
  auto& vouchers = data->reader().vouchers();

  const auto named = vouchers.named("A", {}, 10);
  ASSERT_THAT(named, SizeIs(2));
  EXPECT_EQ(named[0].at("pool"), "gold");
  EXPECT_EQ(named[0].at("subject"), "customer:1");
  EXPECT_EQ(named[1].at("pool"), "tin");
  EXPECT_THAT(vouchers.of("customer:1", {}, 1), SizeIs(1));
  const auto rest = vouchers.of("customer:1", {1, 1}, 10);
  ASSERT_THAT(rest, SizeIs(1));
  EXPECT_EQ(rest[0].at("code"), "B");
}

TEST_F(offers, tags_are_changed_in_the_list_as_the_commit_finds_it) {
  traveller campaign{*data, ids, json::parse(R"({
    "id": "mark", "name": "Mark", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "start": "mark",
    "steps": {"mark": {"type": "tag", "add": ["vip"], "remove": ["new"], "next": "end"}}})")};
  const auto turn = campaign.begin("1", monday);
  ASSERT_TRUE(write(*data, [](transaction& tx) {
    return write_record(tx, record_write_kind::put, {"customer", "1"}, {{"tags", {"new", "tea"}}},
                        {}, {}, monday);
  }));

  ASSERT_TRUE(campaign.write(turn));

  EXPECT_EQ(data->reader().records().data({"customer", "1"}).at("tags"), json({"tea", "vip"}));
  EXPECT_THAT(violations(), IsEmpty());
}

} // namespace
} // namespace sojourn::storage
