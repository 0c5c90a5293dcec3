// What Zalo's answers, templates and receipts mean; values alone.
#include "channels/wire_key.hpp"
#include "channels/zalo/policy.hpp"
#include "channels/zalo/receipts.hpp"
#include "channels/zalo/templates.hpp"
#include "channels/zalo/zalo_channel.hpp"
#include "signing/digest.hpp"
#include "simulators/zalo_simulator.hpp"
#include "tests/support/instants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace sojourn::channels::zalo {
namespace {

using tests::at;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;
using messages::purpose;
using simulator = sojourn::tests::zalo_simulator;

error_policy judged(int code, instant when = at("2026-03-10T03:00:00+07:00"),
                    const std::string& key = "k") {
  return judge({.code = code, .message = "said Zalo", .key = key, .at = when}, settings{});
}

TEST(zalo_policy, each_code_of_the_table_has_the_policy_of_its_class) {
  for (const auto& known : error_table()) {
    const auto [reported, closes] = judged(known.code);
    EXPECT_THAT(reported.detail, HasSubstr(std::to_string(known.code)));
    EXPECT_EQ(reported.code, outcome_code(known.code));
    switch (known.what) {
    case error_class::token:
    case error_class::balance:
    case error_class::account_quota:
      EXPECT_EQ(reported.how, outcome::transient) << known.code;
      EXPECT_TRUE(reported.closed_until) << known.code;
      EXPECT_EQ(closes.scope, closed_scope::account) << known.code;
      break;
    case error_class::template_quota:
    case error_class::promotional_quota:
      EXPECT_EQ(reported.how, outcome::transient) << known.code;
      EXPECT_FALSE(reported.closed_until) << "others still go out: " << known.code;
      EXPECT_NE(closes.scope, closed_scope::none);
      break;
    case error_class::timing:
      EXPECT_EQ(reported.how, outcome::transient) << known.code;
      EXPECT_TRUE(reported.retry_after) << known.code;
      break;
    case error_class::transient:
      EXPECT_EQ(reported.how, outcome::transient) << known.code;
      break;
    case error_class::person:
      EXPECT_EQ(reported.how, outcome::unreachable) << known.code;
      break;
    case error_class::configuration:
    case error_class::content:
    case error_class::other:
      EXPECT_EQ(reported.how, outcome::rejected) << known.code;
      break;
    }
  }
}

TEST(zalo_policy, no_code_stands_twice_and_one_that_nobody_knows_is_refused) {
  std::set<int> codes;
  for (const auto& known : error_table())
    EXPECT_TRUE(codes.insert(known.code).second) << known.code;
  EXPECT_EQ(judged(-99999).reported.how, outcome::rejected);
  EXPECT_EQ(judged(-99999).reported.code, "other_-99999");
}

TEST(zalo_policy, a_code_says_its_class_so_that_a_campaign_can_be_paused_for_it) {
  EXPECT_EQ(outcome_code(-117), "configuration_-117");
  EXPECT_EQ(outcome_code(-118), "person_-118");
  EXPECT_EQ(outcome_code(-1121), "content_-1121");
}

TEST(zalo_policy, what_came_at_night_waits_for_the_opening_and_is_spread_from_there_on) {
  const auto night = at("2026-03-10T23:30:00+07:00");
  const auto opening = at("2026-03-11T06:00:00+07:00");
  std::set<std::int64_t> waits;
  for (int i = 0; i < 50; ++i) {
    const auto wait = *judged(-234, night, "key " + std::to_string(i)).reported.retry_after;
    EXPECT_GE(night + wait, opening);
    EXPECT_LT(night + wait, opening + 30min);
    waits.insert(wait.count());
  }
  EXPECT_GT(waits.size(), 40u) << "they do not all come at once";
  EXPECT_EQ(judged(-234, night).reported.retry_after, judged(-234, night).reported.retry_after);
}

TEST(zalo_policy, quotas_last_until_the_day_or_the_month_ends_in_the_zone_of_zalo) {
  const auto evening = at("2026-03-31T20:00:00Z"); // the 1st of April in Vietnam
  EXPECT_EQ(judged(-144, evening).closes.until, at("2026-04-02T00:00:00+07:00"));
  EXPECT_EQ(judged(-147, evening).closes.until, at("2026-04-02T00:00:00+07:00"));
  EXPECT_EQ(judged(-1441, evening).closes.until, at("2026-05-01T00:00:00+07:00"));
  EXPECT_EQ(judged(-1441, at("2026-12-31T12:00:00+07:00")).closes.until,
            at("2027-01-01T00:00:00+07:00"));
}

TEST(zalo_phone, is_written_as_zalo_writes_it) {
  EXPECT_EQ(zalo_phone("0900 000 001"), "84900000001");
  EXPECT_EQ(zalo_phone("+84 (900) 000-001"), "84900000001");
  EXPECT_EQ(zalo_phone("0084900000001"), "84900000001");
  EXPECT_EQ(zalo_phone("84900000001"), "84900000001");
  for (const auto& wrong : {json{}, json{""}, json{"none"}, json{"0900"}, json{"84+900000001"},
                            json{"1234567890123456"}, json::object()})
    EXPECT_EQ(zalo_phone(wrong), std::nullopt) << wrong;
}

TEST(zalo_tracking_id, is_the_effects_key_where_it_fits_and_else_names_its_instance) {
  effect_key key{instance_id{std::uint64_t{1} << 40}, "tell", 1};
  EXPECT_EQ(short_key(key, 48), wire_key(key));
  key.step = std::string(200, 'x');
  const auto cut = short_key(key, 48);
  EXPECT_EQ(cut.size(), 48u);
  EXPECT_TRUE(cut.starts_with(to_text(key.instance) + "-"));
  EXPECT_EQ(cut, short_key(key, 48));
  auto other = key;
  other.visit = 2;
  EXPECT_NE(short_key(other, 48), cut);
}

json info(const std::string& status = "ENABLE", const json& tag = 2) {
  return {{"templateId", 300001},
          {"templateName", "Nâng hạng"},
          {"status", status},
          {"templateTag", tag},
          {"listParams",
           {{{"name", "ten"}, {"require", true}, {"type", "CUSTOMER_NAME"}},
            {{"name", "ma"}, {"require", false}, {"type", "STRING"}, {"maxLength", "5"}}}}};
}

std::vector<error_detail> checked(const json& fields, purpose what = purpose::service,
                                  const json& described = info(),
                                  fields_state state = fields_state::before_rendering) {
  template_cache templates;
  auto one = read_template(described).value();
  templates[one.id] = std::move(one);
  return check_template(fields, what, &templates, state);
}

json fields(json data = {{"ten", "{{customer.name}}"}}) {
  return {{"template_id", "300001"}, {"template_data", std::move(data)}};
}

TEST(zalo_templates, a_message_that_fits_is_right) { EXPECT_THAT(checked(fields()), IsEmpty()); }

TEST(zalo_templates, a_parameter_that_is_missing_or_unknown_is_told_with_its_place) {
  const auto wrong = checked(fields({{"name", "An"}}));
  ASSERT_THAT(wrong, SizeIs(2));
  EXPECT_EQ(wrong[0].pointer, "/template_data/ten");
  EXPECT_EQ(wrong[1].pointer, "/template_data/name");
}

TEST(zalo_templates, lengths_are_counted_in_characters_by_what_zalo_says_or_by_the_type) {
  const auto of = [](const std::string& name, const std::string& code) {
    return checked(fields({{"ten", name}, {"ma", code}}), purpose::service, info(),
                   fields_state::rendered);
  };
  EXPECT_THAT(of("Nguyễn Thị Phương Thảo Quỳnhhh", "VÀNG5"), IsEmpty()) << "30 characters";
  EXPECT_THAT(of("Nguyễn Thị Phương Thảo Quỳnhhhh", "VÀNG5"), SizeIs(1));
  EXPECT_THAT(of("An", "VÀNG55"), SizeIs(1));
}

TEST(zalo_templates, what_is_filled_in_is_measured_once_it_is_filled_in) {
  const auto data = json{{"ten", "{{a.long.path.of.something.that.is.short.when.rendered}}"}};
  EXPECT_THAT(checked(fields(data)), IsEmpty());
  EXPECT_THAT(checked(fields(data), purpose::service, info(), fields_state::rendered), SizeIs(1));
}

TEST(zalo_templates, one_that_cannot_be_used_is_told_with_its_status) {
  for (const auto* status : {"DISABLE", "REJECT", "PENDING_REVIEW", "DELETE"}) {
    const auto wrong = checked(fields(), purpose::service, info(status));
    ASSERT_THAT(wrong, SizeIs(1));
    EXPECT_THAT(wrong[0].message, HasSubstr(status));
  }
}

TEST(zalo_templates, tags_are_purposes_and_no_promotion_goes_by_a_template_for_transactions) {
  const std::vector<std::pair<json, purpose>> tags{
      {1, purpose::transactional}, {"TRANSACTION", purpose::transactional},
      {"2", purpose::service},     {"CUSTOMER_CARE", purpose::service},
      {3, purpose::promotional},   {"PROMOTION", purpose::promotional}};
  for (const auto& [tag, meant] : tags) {
    for (const auto asked : messages::all_purposes) {
      const auto wrong = checked(fields(), asked, info("ENABLE", tag));
      EXPECT_EQ(wrong.empty(), asked == meant) << tag << " for " << messages::to_text(asked);
    }
  }
}

TEST(zalo_templates, one_that_nobody_knows_is_refused_and_without_a_mirror_nothing_can_be_checked) {
  EXPECT_THAT(checked({{"template_id", "1"}}), SizeIs(1));
  EXPECT_THAT(checked({{"template_id", "{{vars.id}}"}}), SizeIs(1));
  EXPECT_THAT(checked(nullptr), SizeIs(1));
  const auto unread = [](fields_state state) {
    return check_template(fields(), purpose::service, nullptr, state);
  };
  EXPECT_THAT(unread(fields_state::before_rendering), SizeIs(1));
  EXPECT_THAT(unread(fields_state::rendered), IsEmpty()) << "Zalo will judge it";
}

TEST(zalo_templates, are_stored_and_read_back_as_they_were) {
  const auto one = read_template(info()).value();
  EXPECT_EQ(one.parameters[0].max_length, 30u) << "by its type";
  EXPECT_EQ(to_document(from_document(to_document(one)).value()), to_document(one));
}

// ---- receipts ---------------------------------------------------------------------------

settings signed_by_app() {
  settings configured;
  configured.app_id = simulator::app_id;
  configured.oa_id = simulator::oa_id;
  configured.app_secret = simulator::app_secret;
  return configured;
}

provider_call arrived(const sojourn::tests::zalo_call& call) {
  return {.body = call.body, .headers = call.headers, .at = at("2026-03-10T03:00:00Z")};
}

TEST(zalo_signature, matches_in_every_variant_that_the_settings_take_and_says_which) {
  auto call = arrived(simulator::call("follow", {{"follower", {{"id", "7"}}}}, 1'700'000'000'000));
  EXPECT_EQ(check_signature(call, signed_by_app()), "app_id+body_timestamp+app_secret");

  auto configured = signed_by_app();
  configured.oa_secret = "the-secret-of-the-account";
  call.headers["x-zevent-timestamp"] = "99";
  call.headers["x-zevent-signature"] =
      "mac=" + signing::sha256_hex(configured.oa_id + call.body + "99" + configured.oa_secret);
  EXPECT_EQ(check_signature(call, configured), "oa_id+header_timestamp+oa_secret");
  configured.signature_secret = signer::app;
  EXPECT_FALSE(check_signature(call, configured));
}

TEST(zalo_signature, a_call_that_was_changed_or_is_not_signed_is_refused) {
  const auto good = arrived(simulator::call("follow", {{"follower", {{"id", "7"}}}}, 1));
  auto changed = good;
  changed.body.replace(changed.body.find("\"7\""), 3, "\"8\"");
  EXPECT_EQ(check_signature(changed, signed_by_app()).error().code, error_code::unauthorized);
  auto bare = good;
  bare.headers.clear();
  EXPECT_EQ(check_signature(bare, signed_by_app()).error().code, error_code::unauthorized);
  auto nobody = signed_by_app();
  nobody.app_secret.clear();
  EXPECT_FALSE(check_signature(good, nobody));
}

messages::provider_news news_of(const std::string& event, const json& more) {
  return read_event(arrived(simulator::call(event, more, 1'700'000'000'123))).value();
}

TEST(zalo_receipts, a_message_that_arrived_is_told_with_its_true_time_and_its_key) {
  const auto call =
      simulator::delivered({.path = "/message/template",
                            .body = {{"tracking_id", "ins_0.tell.1"}, {"phone", "84900000001"}},
                            .id = "m1"},
                           1'700'000'000'777);
  const auto news = read_event(arrived(call)).value();
  ASSERT_THAT(news.receipts, SizeIs(1));
  const auto& one = news.receipts[0];
  EXPECT_EQ(one.kind, messages::receipt_kind::delivered);
  EXPECT_EQ(one.channel, "zns");
  EXPECT_EQ(one.key, "ins_0.tell.1");
  EXPECT_EQ(one.provider_id, "m1");
  EXPECT_EQ(one.address, "84900000001");
  EXPECT_EQ(to_unix_ms(one.at), 1'700'000'000'777);
  EXPECT_EQ(read_event(arrived(call))->receipts[0].id, one.id) << "repeated, it is the same";
}

TEST(zalo_receipts, by_user_id_there_is_no_key_and_the_id_of_zalo_names_the_message) {
  const auto news = news_of("user_received_message",
                            {{"recipient", {{"id", "77"}}}, {"message", {{"msg_id", "m2"}}}});
  ASSERT_THAT(news.receipts, SizeIs(1));
  EXPECT_EQ(news.receipts[0].channel, "zalo_oa");
  EXPECT_EQ(news.receipts[0].provider_id, "m2");
}

TEST(zalo_receipts, reading_and_answering_are_told_once_a_message) {
  const auto seen = news_of("user_seen_message", {{"message", {{"msg_ids", {"a", "b"}}}}});
  ASSERT_THAT(seen.receipts, SizeIs(2));
  EXPECT_EQ(seen.receipts[0].kind, messages::receipt_kind::read);
  EXPECT_NE(seen.receipts[0].id, seen.receipts[1].id);
  const auto rated = news_of("user_feedback", {{"message",
                                                {{"msg_id", "m"},
                                                 {"tracking_id", "k"},
                                                 {"note", "tốt"},
                                                 {"rate", "5"},
                                                 {"submit_time", "1700000000999"}}}});
  ASSERT_THAT(rated.receipts, SizeIs(1));
  EXPECT_EQ(rated.receipts[0].kind, messages::receipt_kind::replied);
  EXPECT_EQ(rated.receipts[0].data.at("rate"), 5);
  EXPECT_EQ(to_unix_ms(rated.receipts[0].at), 1'700'000'000'999);
}

TEST(zalo_receipts, following_and_leaving_change_the_persons_record) {
  const auto followed = news_of("follow", {{"follower", {{"id", "77"}}}});
  ASSERT_THAT(followed.people, SizeIs(1));
  EXPECT_EQ(followed.people[0].identity, "zalo_user_id");
  EXPECT_EQ(followed.people[0].value, "77");
  EXPECT_EQ(followed.people[0].type, "zalo.followed");
  EXPECT_EQ(followed.people[0].patch, (json{{"zalo_follows", true}}));
  const auto left = news_of("unfollow", {{"follower", {{"id", "77"}}}});
  EXPECT_EQ(left.people.at(0).patch, (json{{"zalo_follows", false}}));
}

TEST(zalo_receipts, a_text_opens_the_days_of_consultation) {
  const auto news = news_of("user_send_text", {{"sender", {{"id", "77"}}},
                                               {"message", {{"msg_id", "x"}, {"text", "alo"}}}});
  ASSERT_THAT(news.people, SizeIs(1));
  EXPECT_EQ(news.people[0].type, "zalo.replied");
  EXPECT_EQ(news.people[0].data.at("text"), "alo");
  EXPECT_EQ(news.people[0].patch.at("zalo_last_interaction_at"),
            sojourn::to_text(from_unix_ms(1'700'000'000'123)));
}

TEST(zalo_receipts, what_happens_to_templates_and_quotas_is_news_of_the_account) {
  const auto changed = news_of("change_template_status", {{"template_id", "300001"},
                                                          {"status", {{"new_status", "DISABLE"}}}});
  ASSERT_THAT(changed.account, SizeIs(1));
  EXPECT_EQ(changed.account[0].type, "template.changed");
  EXPECT_EQ(changed.account[0].name, "300001");
  EXPECT_EQ(news_of("change_oa_daily_quota", {{"oaId", "1717"}}).account.at(0).type,
            "quota.changed");
}

TEST(zalo_receipts, what_means_nothing_to_us_is_nothing_and_what_is_no_event_is_refused) {
  const auto news = news_of("event_journey_timeout", json::object());
  EXPECT_THAT(news.receipts, IsEmpty());
  EXPECT_THAT(news.people, IsEmpty());
  for (const auto* wrong : {"", "[]", "{}", "{\"event_name\":[]}"})
    EXPECT_FALSE(read_event({.body = wrong, .headers = {}, .at = {}})) << wrong;
  for (const auto* event :
       {"follow", "user_send_text", "user_received_message", "user_seen_message", "user_feedback"})
    EXPECT_THAT(news_of(event, {{"message", 5}, {"sender", "x"}, {"follower", {1}}}).people,
                IsEmpty())
        << event;
}

} // namespace
} // namespace sojourn::channels::zalo
