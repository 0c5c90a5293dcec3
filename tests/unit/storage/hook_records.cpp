// What calls of hooks bring: whom they are about, the records that they write, once and in order.
#include "fixture.hpp"
#include "storage/events.hpp"
#include "storage/hooks.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class hook_calls : public storage_test {
protected:
  hook_calls() {
    open();
    EXPECT_TRUE(write(*data, [](transaction& tx) {
      return put_hook(tx, {.id = "shop", .definition = {}, .secrets = {}, .first_secret = "s"},
                      monday);
    }));
  }
  ~hook_calls() override { EXPECT_THAT(violations(), IsEmpty()); }

  void put(const std::string& type, const std::string& id, const json& value) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {type, id}, value, {}, {}, monday);
    }));
  }
  json record(const std::string& type, const std::string& id) {
    return data->reader().records().data({type, id});
  }

  /// A call with one part, known by `message`.
  static checked_hook_call call_of(const std::string& message, hooks::part said,
                                   hooks::unknown_policy unknown = hooks::unknown_policy::create) {
    checked_hook_call call{.hook = "shop", .message = message};
    call.parts.push_back({.said = std::move(said)});
    call.unknown = unknown;
    return call;
  }
  static hooks::part about(const std::string& id,
                           std::vector<hooks::named_identity> identities = {}) {
    hooks::part said;
    if (!id.empty())
      said.subject = records::customer(id);
    said.identities = std::move(identities);
    return said;
  }
  static hooks::wanted_record order(const std::string& id, json fields) {
    return {.type = "order",
            .id = id,
            .fields = std::move(fields),
            .as_of = "updated_at",
            .once = {"paid_at"}};
  }
  result<hook_written> take(const checked_hook_call& call) {
    return write(*data,
                 [&](transaction& tx) { return write_hook_call(tx, call, listeners, monday); });
  }
  /// What became of the only record of a call that must be taken.
  record_effect effect_of(const std::string& message, hooks::wanted_record wanted) {
    auto said = about("an");
    said.records.push_back(std::move(wanted));
    const auto made = take(call_of(message, std::move(said), hooks::unknown_policy::accept));
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? made->parts.at(0).records.back().effect : record_effect::missing;
  }

  listener_set listeners{};
};

TEST_F(hook_calls, make_a_customer_nobody_knows_with_what_they_are_known_by) {
  auto said = about("shopify-1", {{"phone", "+84912345678"}, {"email", "an@shop.example"}});
  said.records.push_back(order("o-1", {{"status", "placed"}}));
  const auto made = take(call_of("m1", said));

  ASSERT_TRUE(made);
  EXPECT_TRUE(made->parts.at(0).is_new);
  EXPECT_EQ(record("customer", "shopify-1"),
            json({{"phone", "+84912345678"}, {"email", "an@shop.example"}}));
  EXPECT_EQ(record("order", "o-1").at("customer_id"), "shopify-1") << "whose it is, by its link";
  EXPECT_EQ(data->reader().records().traits("shopify-1").at("orders_count"), 1);
}

TEST_F(hook_calls, find_a_customer_by_id_and_then_by_each_identity_in_its_turn) {
  put("customer", "kh-42", {{"name", "An"}, {"phone", "0912 345 678"}});
  put("customer", "kh-43", {{"name", "Binh"}, {"email", "binh@shop.example"}});
  const auto found = [&](const std::string& message, hooks::part said) {
    const auto made = take(call_of(message, std::move(said)));
    EXPECT_TRUE(made);
    const auto& only = made->parts.at(0);
    return only.subject->id + " by " + only.found_by;
  };
  EXPECT_EQ(found("m1", about("kh-43", {{"phone", "+84912345678"}})), "kh-43 by id");
  EXPECT_EQ(
      found("m2", about("shopify-9", {{"phone", "+84912345678"}, {"email", "binh@shop.example"}})),
      "kh-42 by phone");
  EXPECT_EQ(found("m3", about("", {{"phone", "+84999999999"}, {"email", "BINH@shop.example"}})),
            "kh-43 by email");
}

TEST_F(hook_calls, about_the_same_unknown_person_make_one_customer) {
  for (const auto* message : {"m1", "m2"}) {
    auto said = about("", {{"phone", "+84912345678"}});
    said.records.push_back(order(std::string{"o-"} + message, {{"status", "placed"}}));
    ASSERT_TRUE(take(call_of(message, std::move(said))));
  }
  EXPECT_THAT(data->reader().identities().find_customer("phone", "0912345678"), SizeIs(1));
  EXPECT_EQ(record("order", "o-m1").at("customer_id"), record("order", "o-m2").at("customer_id"));
}

TEST_F(hook_calls, about_somebody_unknown_are_refused_or_ignored_as_the_hook_says) {
  auto said = about("nobody", {{"phone", "+84912345678"}});
  said.records.push_back(order("o-1", {{"status", "placed"}}));
  const auto refused = take(call_of("m1", said, hooks::unknown_policy::refuse));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error_code::invalid_request);
  EXPECT_EQ(refused.error().details.at(0).code, "unknown_subject");

  const auto ignored = take(call_of("m1", said, hooks::unknown_policy::ignore));
  EXPECT_EQ(ignored->outcome, call_outcome::ignored);
  EXPECT_EQ(ignored->code, "unknown_subject");
  EXPECT_EQ(record("order", "o-1"), json());
  put("customer", "nobody", {{"name", "Somebody"}});
  EXPECT_EQ(take(call_of("m1", said, hooks::unknown_policy::ignore))->outcome,
            call_outcome::accepted)
      << "the id of a call that meant nothing stays free";
}

TEST_F(hook_calls, that_name_nobody_write_what_belongs_to_nobody_where_the_hook_says_so) {
  const auto with_event = [](hooks::unnamed_policy policy) {
    auto call = call_of("m1", about(""));
    call.unnamed = policy;
    call.parts[0].said.records.push_back(order("o-1", {{"status", "placed"}}));
    call.parts[0].event = stored_event{.number = 0,
                                       .source = "/v1/hooks/shop",
                                       .id = "m1",
                                       .type = "order.seen",
                                       .subject = {},
                                       .at = monday,
                                       .data = json::object()};
    return call;
  };
  const auto refused = take(with_event(hooks::unnamed_policy::as_needed));
  EXPECT_EQ(refused.error().details.at(0).code, "no_subject") << "an event needs somebody";
  EXPECT_EQ(take(with_event(hooks::unnamed_policy::ignore))->code, "no_subject");
  EXPECT_EQ(record("order", "o-1"), json());

  const auto written = take(with_event(hooks::unnamed_policy::write));
  EXPECT_EQ(written->outcome, call_outcome::accepted);
  EXPECT_EQ(written->parts.at(0).event, "");
  EXPECT_EQ(record("order", "o-1"), json({{"status", "placed"}}));
}

TEST_F(hook_calls, that_come_out_of_order_never_overwrite_what_is_newer) {
  EXPECT_EQ(
      effect_of("m1", order("o-1", {{"status", "paid"}, {"updated_at", "2026-03-02T08:05:00Z"}})),
      record_effect::created);
  EXPECT_EQ(effect_of("m2", order("o-1", {{"status", "placed"},
                                          {"updated_at", "2026-03-02T15:00:00+07:00"}})),
            record_effect::stale)
      << "instants are compared, not texts";
  EXPECT_EQ(record("order", "o-1").at("status"), "paid");
  EXPECT_EQ(effect_of("m3", order("o-1",
                                  {{"status", "shipped"}, {"updated_at", "2026-03-02T08:05:00Z"}})),
            record_effect::changed)
      << "of two at the same instant the later one counts";
  EXPECT_EQ(effect_of("m4", order("o-1", {{"status", "shipped"}})), record_effect::same)
      << "who does not say when is taken as now";
}

TEST_F(hook_calls, keep_what_is_told_once_and_what_they_do_not_have) {
  put("order", "o-1", {{"note", "gift"}, {"paid_at", "2026-03-01T09:00:00Z"}});
  EXPECT_EQ(
      effect_of("m1", order("o-1", {{"status", "paid"}, {"paid_at", "2026-03-02T09:00:00Z"}})),
      record_effect::changed);
  EXPECT_EQ(record("order", "o-1"), json::parse(R"({"note": "gift", "status": "paid",
    "paid_at": "2026-03-01T09:00:00Z", "customer_id": "an"})"));

  auto whole = order("o-1", {{"status", "shipped"}});
  whole.mode = hooks::record_mode::replace;
  EXPECT_EQ(effect_of("m2", whole), record_effect::changed);
  EXPECT_EQ(record("order", "o-1"), json::parse(R"({"status": "shipped", "customer_id": "an",
    "paid_at": "2026-03-01T09:00:00Z"})"));

  hooks::wanted_record gone{.type = "order", .id = "o-1", .mode = hooks::record_mode::remove};
  EXPECT_EQ(effect_of("m3", gone), record_effect::removed);
  EXPECT_EQ(effect_of("m4", gone), record_effect::missing);
}

TEST_F(hook_calls, with_a_record_that_its_type_refuses_change_nothing) {
  auto said = about("an");
  said.records.push_back(order("o-1", {{"status", "placed"}}));
  said.records.push_back(order("o-2", {{"status", "thought of"}}));
  said.records.back().rule = 3;
  const auto refused = take(call_of("m1", said));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().details.at(0).pointer, "/mapping/records/3/fields/status");
  EXPECT_EQ(record("order", "o-1"), json());
  EXPECT_EQ(record("customer", "an"), json());

  said.records.back().type = "ticket";
  EXPECT_THAT(take(call_of("m1", said)).error().message, ::testing::HasSubstr("\"ticket\""));
}

TEST_F(hook_calls, are_taken_once_with_all_that_they_bring) {
  auto said = about("an");
  said.records.push_back(order("o-1", {{"status", "placed"}}));
  ASSERT_EQ(take(call_of("m1", said))->outcome, call_outcome::accepted);
  said.records.back().fields["status"] = "paid";
  const auto again = take(call_of("m1", said));
  EXPECT_EQ(again->outcome, call_outcome::duplicate);
  EXPECT_EQ(again->code, "duplicate");
  EXPECT_EQ(record("order", "o-1").at("status"), "placed");
}

TEST_F(hook_calls, start_campaigns_that_hear_nothing_of_what_the_call_itself_brought) {
  listeners.records = {{"thanks",
                        {.on = campaign::record_moment::created_or_changed,
                         .record = "order",
                         .fields = {"status"},
                         .order = {}}}};
  listeners.events = {{"by-event", "order.seen"}};
  listeners.named = {"order.placed", "order.seen"};
  listeners.hearers = {{"order.placed", {"by-event", "hooked"}}, {"order.seen", {"hooked"}}};
  auto call = call_of("m1", about("an"));
  call.parts[0].said.records.push_back(order("o-1", {{"status", "placed"}}));
  call.parts[0].event = stored_event{.number = 0,
                                     .source = "/v1/hooks/shop",
                                     .id = "m1",
                                     .type = "order.seen",
                                     .subject = {},
                                     .at = monday,
                                     .data = json::object()};
  call.parts[0].starts = {{.at = monday, .campaign = "hooked", .subject = {}, .payload = {}}};

  const auto made = take(call);

  ASSERT_TRUE(made);
  ASSERT_THAT(made->inbox_entries, SizeIs(3));
  const auto newest = raw_file{file()}.integer("SELECT max(number) FROM event");
  EXPECT_EQ(newest, 2) << "the event of the call, and that of the record";
  for (const auto& start : made->inbox_entries) {
    EXPECT_EQ(start.subject, records::customer("an"));
    EXPECT_EQ(start.cause, newest) << start.campaign;
  }
  for (const auto& stored : data->reader().inbox().list(0, 10))
    EXPECT_EQ(stored.cause, newest) << stored.campaign;
  EXPECT_THAT(made->heard_at_start, IsEmpty());
}

TEST_F(hook_calls, of_several_parts_are_written_together_and_log_whom_they_are_about) {
  auto call = call_of("m1", about("an"), hooks::unknown_policy::ignore);
  put("customer", "an", {{"name", "An"}});
  put("customer", "binh", {{"name", "Binh"}});
  call.parts[0].said.records.push_back(order("o-1", {{"status", "placed"}}));
  call.parts.push_back({.said = about("nobody")});
  call.parts.push_back({.said = about("binh")});
  const auto made = take(call);
  EXPECT_EQ(made->outcome, call_outcome::accepted);
  EXPECT_TRUE(made->parts.at(1).is_ignored);

  const auto line = data->reader().hooks().call("shop", 1);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->details.at("subjects"), json({"customer:an", "customer:binh", "order:o-1"}));
  EXPECT_EQ(line->details.at("parts").at(0).at("records").at(0).at("effect"), "created");
  EXPECT_FALSE(line->details.at("parts").at(0).at("records").at(0).contains("after"))
      << "the log has no data of people";
}

TEST_F(hook_calls, that_were_ignored_can_be_taken_again_once) {
  auto call = call_of("m1", about("nobody"), hooks::unknown_policy::ignore);
  call.arrived = {{"headers", json::object()}, {"body", "{}"}};
  ASSERT_EQ(take(call)->outcome, call_outcome::ignored);
  EXPECT_EQ(data->reader().hooks().call("shop", 1)->arrived, call.arrived);

  call.retry_of = 1;
  ASSERT_EQ(take(call)->outcome, call_outcome::ignored);
  EXPECT_THAT(data->reader().hooks().calls("shop", 100, 10), SizeIs(1))
      << "a try that changes nothing is no call";
  put("customer", "nobody", {{"name", "Somebody"}});
  ASSERT_EQ(take(call)->outcome, call_outcome::accepted);
  const auto first = data->reader().hooks().call("shop", 1);
  EXPECT_EQ(first->retried_as, 2);
  EXPECT_FALSE(first->may_retry);
  EXPECT_EQ(data->reader().hooks().call("shop", 2)->retry_of, 1);
}

TEST_F(hook_calls, need_types_and_identities_that_are_there) {
  hooks::mapping mapping;
  mapping.find_by = {{.field = "phone", .value = {}}, {.field = "card", .value = {}}};
  mapping.records = {{.type = "order"}, {.type = "ticket"}};
  std::vector<error_detail> mistakes;
  ASSERT_TRUE(write(*data, [&](transaction& tx) -> result<bool> {
    mistakes = check_hook_types(tx, mapping).error().details;
    return true;
  }));
  ASSERT_THAT(mistakes, SizeIs(2));
  EXPECT_EQ(mistakes[0].pointer, "/mapping/find_by/1/field");
  EXPECT_EQ(mistakes[1].pointer, "/mapping/records/1/type");
}

} // namespace
} // namespace sojourn::storage
