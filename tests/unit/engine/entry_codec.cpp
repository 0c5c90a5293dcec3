#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

const auto some_instant = at("2026-03-01T12:00:00.123Z");
const std::string odd = "\"quoted\" \\ \n\t\x01 ạ €";

/// At least one of every type, with every member set and with every member bare.
// Kept whole: one entry of each type.
std::vector<entry> every_entry() {
  effect_settled full;
  full.step = odd;
  full.visit = 2;
  full.attempt = 3;
  full.how = outcome::unknown;
  full.channel = "email";
  full.code = "421";
  full.detail = odd;
  full.provider_id = "p-1";
  full.content_hash = "abc";
  full.tried = {{"zns", "no consent"}, {odd, odd}};
  full.retry_after = milliseconds{0};
  full.response = {{"status", 200}, {"body", odd}};
  full.cost = {{"tokens", 5}, {"credits", 300}, {"account", "zalo"}};

  std::vector<entry> all{
      started{instance_id{9},
              "welcome",
              4,
              {"order", "a:b " + std::string{"ạ"}},
              odd,
              {{"deep", {1, 2.5, nullptr, true}}},
              odd},
      started{instance_id{1}, "w", 0, {"customer", "1"}, "", json::object(), ""},
      timer_due{some_instant},
      event_arrived{"order.paid", "e-1", {{"n", 1}}},
      event_arrived{"order.paid", "", json::object()},
      full,
      effect_settled{},
      facts_read{{{"customer.tier", nullptr}, {"redeemed.gift", 5}}},
      facts_read{},
      delayed{odd, 1, some_instant},
      wait_began{odd, 1, some_instant},
      wait_began{"w", 7, std::nullopt},
      transition_taken{odd, 1, odd, odd},
      effect_revoked{odd, 4},
      retry_scheduled{odd, 1, 2, some_instant},
      voucher_issued{odd, "gold", odd},
      voucher_issued{"s", "gold", "G-1", some_instant},
      voucher_returned{"gold", odd, "unreachable"},
      subject_tagged{"s", "tags", {"vip", odd}, {}},
      subject_tagged{odd, odd, {}, {"new"}},
      task_made{"s", 1, {{"", odd}}, {}, {}, some_instant},
      task_made{odd, 2, {{"en", odd}, {"vi", "Gọi lại"}}, {"greeted"}, some_instant, some_instant},
      subject_updated{odd, {{"gone", nullptr}, {"n", 1.5}}},
      subject_updated{"s", json::object()},
      held{odd, odd},
      parked{},
      ended{instance_status::converted, odd},
      ended{instance_status::failed, ""},
      placed{odd, 2, {odd, some_instant, some_instant}},
      placed{"s", 1, {"home-top", {}, {}}},
      event_dropped{odd, 3},
      erased{odd},
      commanded{command_kind::link,
                "anna",
                odd,
                {},
                identity{{"customer", "a:b " + std::string{"ạ"}}, odd}},
      commanded{command_kind::link, "", "", {}, identity{{"customer", "42"}, ""}},
      commanded{command_kind::migrate, "anna", "", migration{.to = 2, .step = odd}},
      commanded{command_kind::migrate, "", odd, migration{.to = 2, .step = "s", .re_time = true}},
      commanded{command_kind::migrate, "", "",
                migration{.to = 1,
                          .step = "s",
                          .back = true,
                          .due = some_instant,
                          .timer_set_at = some_instant}},
  };
  for (const auto& data : {json{}, json::array(), json(""), json(0), json(false), json{1}}) {
    all.push_back(event_arrived{"t", "", data});
    all.push_back(started{instance_id{1}, "w", 1, {"customer", "1"}, "", data, ""});
  }
  for (const auto how : {outcome::accepted, outcome::rejected, outcome::transient, outcome::unknown,
                         outcome::unreachable}) {
    effect_settled one;
    one.how = how;
    all.push_back(one);
  }
  for (const auto kind :
       {command_kind::cancel, command_kind::pause, command_kind::resume, command_kind::retry,
        command_kind::skip, command_kind::restarted, command_kind::campaign_resumed})
    all.push_back(commanded{kind, "anna", odd});
  for (std::size_t kind = 0; kind < effect_kinds; ++kind)
    all.push_back(effect_requested{"s", 1, 2, static_cast<effect_kind>(kind)});
  all.push_back(start_requested{"s", 1, "thanks", {{"code", odd}}});
  all.push_back(start_requested{"s", 1, "thanks"});
  all.push_back(campaign_paused{"s", odd});
  for (const auto status : {instance_status::completed, instance_status::converted,
                            instance_status::cancelled, instance_status::failed})
    all.push_back(ended{status, "r"});
  return all;
}

TEST(an_entry, of_every_type_comes_back_from_its_bytes) {
  std::set<std::size_t> seen;
  for (const auto& one : every_entry()) {
    expect_stored_whole(one);
    seen.insert(one.index());
  }
  EXPECT_EQ(seen.size(), std::variant_size_v<entry>) << "a type without a sample";
}

TEST(an_entry, has_the_stored_number_and_name_it_always_had) {
  const std::vector<std::string_view> names{"started",
                                            "timer_due",
                                            "event_arrived",
                                            "effect_settled",
                                            "commanded",
                                            "facts_read",
                                            "delayed",
                                            "wait_began",
                                            "transition_taken",
                                            "effect_requested",
                                            "effect_revoked",
                                            "retry_scheduled",
                                            "voucher_issued",
                                            "subject_updated",
                                            "held",
                                            "parked",
                                            "ended",
                                            "start_requested",
                                            "campaign_paused",
                                            "placed",
                                            "event_dropped",
                                            "erased",
                                            "voucher_returned",
                                            "subject_tagged",
                                            "task_made"};
  ASSERT_EQ(names.size(), std::variant_size_v<entry>);
  for (std::size_t type = 0; type < names.size(); ++type)
    EXPECT_EQ(entry_type_name(type), names[type]);
  EXPECT_EQ(entry{started{}}.index(), 0u);
  EXPECT_EQ(entry{facts_read{}}.index(), 5u);
  EXPECT_EQ(entry{ended{}}.index(), 16u);
  EXPECT_EQ(entry{event_dropped{}}.index(), 20u);
  EXPECT_EQ(entry{erased{}}.index(), 21u);
  EXPECT_EQ(entry{voucher_returned{}}.index(), 22u);
  EXPECT_EQ(entry{subject_tagged{}}.index(), 23u);
  EXPECT_EQ(entry{task_made{}}.index(), 24u);
  EXPECT_EQ(entry_type_name(names.size()), "");
}

TEST(an_entry, is_stored_as_compact_json_without_what_is_empty) {
  EXPECT_EQ(encode_entry(delayed{"rest", 1, from_unix_ms(5)}),
            R"({"step":"rest","visit":1,"until_ms":5})");
  EXPECT_EQ(encode_entry(commanded{command_kind::pause, "anna", ""}),
            R"({"command":"pause","who":"anna"})");
  EXPECT_EQ(encode_entry(parked{}), "{}");
}

TEST(an_entry, of_an_unknown_type_is_damage) {
  const auto read = decode_entry(std::variant_size_v<entry>, "{}");

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, error_code::data_corrupt);
  EXPECT_EQ(read.error().message,
            "no journal entry has the type " + std::to_string(std::variant_size_v<entry>));
}

TEST(an_entry, whose_payload_is_no_json_object_is_damage) {
  for (std::size_t type = 0; type < std::variant_size_v<entry>; ++type) {
    for (const auto* payload : {"", "{", "null", "5", "[]", "\"x\"", "{\"step\":\"\xff\"}"}) {
      const auto read = decode_entry(type, payload);
      ASSERT_FALSE(read) << entry_type_name(type) << " " << payload;
      EXPECT_EQ(read.error().code, error_code::data_corrupt);
      EXPECT_NE(read.error().message.find(entry_type_name(type)), std::string::npos);
    }
  }
}

/// What may be left out of a payload, since it is when it is empty.
bool is_optional(const std::string& member) {
  static const std::set<std::string> optional{"key",
                                              "trigger",
                                              "who",
                                              "why",
                                              "id",
                                              "data",
                                              "channel",
                                              "code",
                                              "detail",
                                              "provider_id",
                                              "content_sha256",
                                              "cost",
                                              "passed_over",
                                              "retry_after_ms",
                                              "response",
                                              "reason"};
  return optional.contains(member);
}

TEST(an_entry, that_lost_a_member_or_has_one_of_a_wrong_type_is_damage) {
  for (const auto& one : every_entry()) {
    if (std::holds_alternative<facts_read>(one))
      continue; // its members are the facts
    const auto payload = json::parse(encode_entry(one));
    const bool is_voucher = std::holds_alternative<voucher_issued>(one);
    const bool is_returned = std::holds_alternative<voucher_returned>(one);
    const bool is_hold = std::holds_alternative<held>(one);
    const bool is_wait = std::holds_alternative<wait_began>(one);
    const bool is_placed = std::holds_alternative<placed>(one);
    const bool is_task = std::holds_alternative<task_made>(one);
    for (const auto& [member, value] : payload.items()) {
      const bool may_lack =
          (is_optional(member) && !is_returned && !(is_voucher && member == "code") &&
           !(is_hold && member == "reason")) ||
          (is_voucher && member == "valid_until_ms") || (is_task && member == "due_ms") ||
          (is_wait && member == "until_ms") ||
          (is_placed && (member == "from_ms" || member == "until_ms"));
      auto lost = payload;
      lost.erase(member);
      EXPECT_EQ(decode_entry(one.index(), lost.dump()).has_value(), may_lack)
          << entry_type_name(one.index()) << " without " << member;
      if (member == "trigger" || member == "data" || member == "response" || member == "set")
        continue; // any JSON
      auto wrong = payload;
      wrong[member] = value.is_string() ? json(7) : json("text");
      EXPECT_FALSE(decode_entry(one.index(), wrong.dump()))
          << entry_type_name(one.index()) << " with a wrong " << member;
    }
  }
}

TEST(an_entry, with_a_word_nobody_knows_is_damage) {
  const auto type_of = [](const entry& one) { return one.index(); };
  for (const auto& [type, payload] : std::vector<std::pair<std::size_t, std::string>>{
           {type_of(effect_settled{}), R"({"step":"s","visit":1,"attempt":1,"outcome":"perhaps"})"},
           {type_of(commanded{}), R"({"command":"explode"})"},
           {type_of(effect_requested{}), R"({"step":"s","visit":1,"attempt":1,"kind":"pigeon"})"},
           {type_of(ended{}), R"({"status":"gone"})"},
           {type_of(started{}),
            R"({"instance":"ins_1","campaign":"w","version":1,"subject":"customer:1"})"},
           {type_of(started{}),
            R"({"instance":"ins_0000000000001","campaign":"w","version":1,"subject":":"})"},
           {type_of(started{}),
            R"({"instance":"ins_0000000000001","campaign":"w","version":-1,"subject":"a:1"})"},
       })
    EXPECT_FALSE(decode_entry(type, payload)) << payload;
}

TEST(a_vouchers_outcome, says_which_code_was_reserved_or_that_none_was) {
  const pending_effect effect{"offer", 2, 3, effect_kind::voucher, "gold"};

  const auto given = voucher_settled(effect, "G-1");
  EXPECT_EQ(given.how, outcome::accepted);
  EXPECT_EQ(given.code, "reserved");
  EXPECT_EQ(given.response, json({{"code", "G-1"}}));
  EXPECT_EQ(std::tie(given.step, given.visit, given.attempt),
            std::tie(effect.step, effect.visit, effect.attempt));

  const auto none = voucher_settled(effect, std::nullopt);
  EXPECT_EQ(none.how, outcome::rejected);
  EXPECT_EQ(none.code, "exhausted");
  EXPECT_EQ(none.response, json{});
}

} // namespace
} // namespace sojourn::engine::testing
