// The desk in the shop over HTTP: who stands there, what the staff mark, and what journeys hear.
#include "whole_daemon.hpp"

#include <gmock/gmock.h>
#include <utility>

namespace sojourn::tests {

namespace {

using ::testing::Contains;

const std::string token_of_boss = "token-of-the-boss-of-the-shop";

/// Asks the staff to greet, hears that they did, and then waits for a gift.
const json greeting_campaign = json::parse(R"({
  "id": "greet", "name": "Greet those who rose", "trigger": {"type": "manual"},
  "reentry": {"policy": "restart"}, "start": "offer",
  "steps": {
    "offer": {"type": "voucher", "pool": "gold", "as": "gift", "if_unreached": "keep",
              "on_exhausted": "tell", "next": "tell"},
    "tell": {"type": "send", "message": "m", "via": ["mailbox"], "next": "greet"},
    "greet": {"type": "task", "done_by": ["greeted"], "due": "P1D", "lasts": "P9D", "next": "heard",
              "text": {"vi": "Chúc mừng {{customer.name}}", "en": "Greet {{customer.name}}"}},
    "heard": {"type": "wait", "timeout": "P20D", "on_timeout": "end",
              "events": [{"event": "desk.greeted", "as": "told", "next": "gift"}]},
    "gift": {"type": "wait", "timeout": "P20D", "on_timeout": "end",
             "events": [{"event": "desk.undone", "next": "end"},
                        {"event": "desk.gift_given", "next": "end"}]}},
  "messages": {"m": {"languages": {"en": {"subject": "Hi", "text": "Welcome to gold"}},
                     "fallback": "en"}}})");

class desk_of_the_shop : public whole_daemon {
protected:
  desk_of_the_shop() {
    settings_.auth.tokens = {
        {.name = "boss", .sha256 = {}, .token = token_of_boss, .scopes = {config::scope::admin}}};
    token_ = token_of_boss;
  }
  ~desk_of_the_shop() override { token_ = token_of_boss; }

  /// An rose to gold and was told. Lan is at the desk.
  void open_shop() {
    start();
    answer("POST", "/v1/vouchers", {{"id", "gold"}, {"value", "-50.000 ₫"}});
    answer("POST", "/v1/vouchers/gold/codes", {{"codes", {"G-1", "G-2", "G-3"}}});
    answer("PUT", "/v1/records/customer/an",
           {{"name", "Nguyễn An"},
            {"phone", "0912345678"},
            {"email", "an@shop.example"},
            {"tier", "silver"}});
    answer("PUT", "/v1/records/customer/binh", {{"name", "Bình"}, {"phone", "0987654321"}});
    pass("PT1H");
    answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
    install(greeting_campaign);
    answer("POST", "/v1/campaigns/greet/runs", {{"customer", "an"}});
    settle();
    lan_ = answer("POST", "/v1/tokens", {{"name", "lan"}, {"role", "staff"}}).at("token");
    token_ = lan_;
  }
  /// The staff may not move the clock.
  void let_pass(const std::string& duration) {
    const auto who = std::exchange(token_, token_of_boss);
    pass(duration);
    token_ = who;
  }
  int status_of(const std::string& method, const std::string& target, const json& body = {}) {
    return ask(method, target, body.is_null() ? "" : body.dump()).status;
  }
  std::string code_of(const std::string& method, const std::string& target, const json& body = {}) {
    const auto refused = ask(method, target, body.is_null() ? "" : body.dump());
    EXPECT_GE(refused.status, 400) << refused.body;
    return json::parse(refused.body, nullptr, false).value("code", "");
  }
  json view() { return answer("GET", "/v1/desk?phone=0912345678"); }
  json mark(const std::string& what, json more = json::object()) {
    more["mark"] = what;
    return answer("POST", "/v1/desk/an/marks", more);
  }
  std::vector<std::string> events_about(const std::string& customer) {
    token_ = token_of_boss;
    std::vector<std::string> types;
    const auto found = answer("GET", "/v1/events?subject=customer:" + customer).at("items");
    for (const auto& event : found)
      types.push_back(event.at("type"));
    token_ = lan_;
    return types;
  }
  std::string step_of_an() {
    token_ = token_of_boss;
    const auto step = answer("GET", "/v1/instances/" + only_instance()).at("step");
    token_ = lan_;
    return step;
  }

  std::string lan_;
};

} // namespace

TEST_F(desk_of_the_shop, shows_who_stands_there_by_phone_code_or_email) {
  open_shop();

  const auto seen = view();

  EXPECT_EQ(seen.at("customer").at("name"), "Nguyễn An") << "who is not masked";
  EXPECT_EQ(seen.at("customer").at("tier"), "gold");
  EXPECT_EQ(seen.at("customer").at("tier_since"), "2026-03-01T03:00:00Z");
  EXPECT_EQ(seen.at("customer").at("points"), 0);
  ASSERT_EQ(seen.at("offers").size(), 1u);
  EXPECT_EQ(seen.at("offers").at(0).at("code"), "G-1");
  EXPECT_EQ(seen.at("offers").at(0).at("value"), "-50.000 ₫");
  ASSERT_EQ(seen.at("messages").size(), 1u);
  EXPECT_EQ(seen.at("messages").at(0).at("outcome"), "accepted");
  ASSERT_EQ(seen.at("tasks").size(), 1u);
  const auto& task = seen.at("tasks").at(0);
  EXPECT_EQ(task.at("text"), json({{"vi", "Chúc mừng Nguyễn An"}, {"en", "Greet Nguyễn An"}}));
  EXPECT_EQ(task.at("campaign_name"), "Greet those who rose");
  EXPECT_EQ(task.at("since"), "2026-03-01T03:00:00Z");
  EXPECT_EQ(task.at("due_at"), "2026-03-02T03:00:00Z");
  for (const auto* question : {"phone=%2B84%20912%20345%20678", "phone=0912.345.678",
                               "email=AN@shop.example", "code=G-1", "code=an", "customer=an"})
    EXPECT_EQ(answer("GET", std::string{"/v1/desk?"} + question), seen) << question;
}

TEST_F(desk_of_the_shop, knows_nobody_by_what_nobody_has) {
  open_shop();
  EXPECT_EQ(code_of("GET", "/v1/desk?phone=0900000001"), "SJ0300");
  EXPECT_EQ(code_of("GET", "/v1/desk?code=G-2"), "SJ0300") << "nobody has it yet";
  EXPECT_EQ(status_of("GET", "/v1/desk?phone=call-me"), 422);
  EXPECT_EQ(status_of("GET", "/v1/desk"), 422);
  EXPECT_EQ(status_of("GET", "/v1/desk?phone=0912345678&code=G-1"), 422);
}

TEST_F(desk_of_the_shop, lets_choose_among_several_of_one_phone) {
  open_shop();
  token_ = token_of_boss;
  answer("PATCH", "/v1/records/customer/binh", {{"phone", "+84912345678"}});
  token_ = lan_;

  const auto several = view();

  ASSERT_EQ(several.at("choices").size(), 2u) << several.dump();
  EXPECT_EQ(several.at("choices").at(0).at("phone_ends"), "678");
  EXPECT_EQ(several.dump().find("0912345678"), std::string::npos) << "not before one is chosen";
  EXPECT_EQ(answer("GET", "/v1/desk?phone=0912345678&customer=binh").at("customer").at("id"),
            "binh");
  EXPECT_EQ(code_of("GET", "/v1/desk?phone=0912345678&customer=chi"), "SJ0300");
}

TEST_F(desk_of_the_shop, is_all_that_the_staff_see_and_the_audit_says_whom_they_looked_up) {
  open_shop();
  EXPECT_EQ(status_of("GET", "/v1/records/customer/an"), 403);
  EXPECT_EQ(status_of("GET", "/v1/campaigns"), 403);
  EXPECT_EQ(status_of("POST", "/v1/vouchers/gold/codes/G-1/redeem", json::object()), 403);
  view();
  view();

  token_ = token_of_boss;
  const auto lines = answer("GET", "/v1/audit?what=desk.look_up").at("items");
  ASSERT_EQ(lines.size(), 1u) << "one line for a while: " << lines.dump();
  EXPECT_EQ(lines.at(0).at("who"), "lan");
  EXPECT_EQ(lines.at(0).at("target"), "customer:an");
}

TEST_F(desk_of_the_shop, is_no_export) {
  settings_.desk.lookups_per_minute = 5;
  open_shop();
  int refused = 0;
  for (int i = 0; i < 8; ++i)
    refused += status_of("GET", "/v1/desk?code=an") == 429 ? 1 : 0;

  EXPECT_GE(refused, 2);
  EXPECT_EQ(code_of("GET", "/v1/desk?code=an"), "SJ0204");
  token_ = token_of_boss;
  EXPECT_EQ(status_of("GET", "/v1/desk?code=an"), 200) << "others are counted by themselves";
}

TEST_F(desk_of_the_shop, tells_the_journey_that_the_customer_was_greeted) {
  open_shop();
  EXPECT_EQ(step_of_an(), "heard");

  const auto marked = mark("greeted", {{"note", "with tea"}});
  let_pass("PT0S");

  EXPECT_EQ(marked.at("by"), "lan");
  EXPECT_EQ(marked.at("heard_by").size(), 1u);
  EXPECT_EQ(marked.at("tasks_done").size(), 1u);
  EXPECT_EQ(step_of_an(), "gift");
  EXPECT_EQ(view().at("tasks"), json::array());
  EXPECT_EQ(view().at("marks").at(0).at("note"), "with tea");
  EXPECT_THAT(events_about("an"), Contains("desk.greeted"));
}

TEST_F(desk_of_the_shop, takes_a_mark_once_however_often_it_is_sent) {
  open_shop();
  const auto send = [&](const std::string& note) {
    return ask("POST", "/v1/desk/an/marks", json{{"mark", "note"}, {"note", note}}.dump(),
               {{"Idempotency-Key", "k-1"}});
  };
  const auto first = send("red bag");
  const auto again = send("red bag");

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(json::parse(again.body).at("id"), json::parse(first.body).at("id"));
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(send("blue bag").status, 422);
  EXPECT_EQ(view().at("marks").size(), 1u);
}

TEST_F(desk_of_the_shop, refuses_marks_that_mean_nothing) {
  open_shop();
  EXPECT_EQ(status_of("POST", "/v1/desk/an/marks", {{"mark", "waved"}}), 422);
  EXPECT_EQ(status_of("POST", "/v1/desk/an/marks", {{"mark", "note"}}), 422) << "what does it say";
  EXPECT_EQ(status_of("POST", "/v1/desk/an/marks", {{"mark", "task_done"}}), 422);
  EXPECT_EQ(status_of("POST", "/v1/desk/an/marks", {{"mark", "greeted"}, {"task", "task_1"}}), 422);
  EXPECT_EQ(status_of("POST", "/v1/desk/an/marks", {{"mark", "task_done"}, {"task", "task_99"}}),
            404);
  EXPECT_EQ(status_of("POST", "/v1/desk/nobody/marks", {{"mark", "greeted"}}), 404);
  EXPECT_EQ(
      status_of("POST", "/v1/desk/an/marks", {{"mark", "note"}, {"note", std::string(2'001, 'x')}}),
      422);
}

TEST_F(desk_of_the_shop, takes_a_mark_back_within_ten_minutes_and_what_was_heard_stays) {
  open_shop();
  const auto marked = mark("greeted");
  const auto path = "/v1/desk/an/marks/" + marked.at("id").get<std::string>();
  let_pass("PT9M");

  const auto undone = answer("DELETE", path);
  let_pass("PT0S");

  EXPECT_EQ(undone.at("undone_by"), "lan");
  EXPECT_EQ(undone.at("mark_heard_by"), marked.at("heard_by"));
  EXPECT_EQ(undone.at("heard_by").size(), 1u) << "it waits for desk.undone by now";
  EXPECT_EQ(view().at("tasks").size(), 1u) << "it is to be done again";
  EXPECT_EQ(answer("DELETE", path).at("undone_at"), undone.at("undone_at"));
  EXPECT_THAT(events_about("an"), Contains("desk.undone"));

  const auto late = mark("gift_given").at("id").get<std::string>();
  let_pass("PT10M");
  EXPECT_EQ(code_of("DELETE", "/v1/desk/an/marks/" + late), "SJ0460");
  EXPECT_EQ(status_of("DELETE", "/v1/desk/an/marks/mark_99"), 404);
  EXPECT_EQ(status_of("DELETE", "/v1/desk/binh/marks/" + late), 404);
}

TEST_F(desk_of_the_shop, takes_marks_back_for_as_long_as_the_settings_say) {
  settings_.desk.undo_within = std::chrono::minutes{1};
  open_shop();
  const auto marked = mark("greeted").at("id").get<std::string>();
  let_pass("PT1M");
  EXPECT_EQ(code_of("DELETE", "/v1/desk/an/marks/" + marked), "SJ0460");
}

TEST_F(desk_of_the_shop, redeems_the_codes_of_the_customer_and_of_nobody_else) {
  open_shop();
  EXPECT_EQ(code_of("POST", "/v1/desk/binh/redemptions", {{"code", "G-1"}}), "SJ0424");
  EXPECT_EQ(code_of("POST", "/v1/desk/an/redemptions", {{"code", "G-2"}}), "SJ0303");
  EXPECT_EQ(code_of("POST", "/v1/desk/an/redemptions", {{"code", "G-9"}}), "SJ0300");

  const auto redeemed = answer("POST", "/v1/desk/an/redemptions", {{"code", "G-1"}});
  EXPECT_EQ(redeemed.at("state"), "redeemed");
  EXPECT_EQ(redeemed.at("redeemed_by"), "lan");
  let_pass("PT1M");
  EXPECT_EQ(answer("POST", "/v1/desk/an/redemptions", {{"code", "G-1"}}).at("redeemed_at"),
            redeemed.at("redeemed_at"))
      << "the same again is the same";
  let_pass("PT10M");
  EXPECT_EQ(code_of("POST", "/v1/desk/an/redemptions", {{"code", "G-1"}}), "SJ0421");
  EXPECT_EQ(view().at("offers"), json::array());
}

TEST_F(desk_of_the_shop, lists_open_tasks_with_filters_and_pages) {
  open_shop();
  token_ = token_of_boss;
  answer("POST", "/v1/campaigns/greet/runs", {{"customer", "binh"}});
  settle();
  token_ = lan_;

  const auto first = answer("GET", "/v1/desk/tasks?limit=1");
  ASSERT_EQ(first.at("items").size(), 1u);
  EXPECT_EQ(first.at("items").at(0).at("name"), "Nguyễn An");
  const auto second =
      answer("GET", "/v1/desk/tasks?limit=1&cursor=" + first.at("next_cursor").get<std::string>());
  EXPECT_EQ(second.at("items").at(0).at("customer"), "binh");
  EXPECT_EQ(answer("GET", "/v1/desk/tasks?campaign=other").at("items"), json::array());
  EXPECT_EQ(answer("GET", "/v1/desk/tasks?overdue=true").at("items"), json::array());
  let_pass("P1D");
  EXPECT_EQ(answer("GET", "/v1/desk/tasks?overdue=true").at("items").size(), 2u);
  let_pass("P8D");
  EXPECT_EQ(answer("GET", "/v1/desk/tasks").at("items"), json::array()) << "they lapsed";
}

TEST_F(desk_of_the_shop, withdraws_the_task_of_an_instance_that_a_new_one_replaces) {
  open_shop();
  const auto before = view().at("tasks").at(0).at("id");
  token_ = token_of_boss;
  answer("POST", "/v1/campaigns/greet/runs", {{"customer", "an"}});
  settle();
  token_ = lan_;

  const auto tasks = view().at("tasks");
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_NE(tasks.at(0).at("id"), before);
}

TEST_F(desk_of_the_shop, forgets_tasks_and_marks_with_the_person) {
  open_shop();
  mark("note", {{"note", "red bag"}});
  token_ = token_of_boss;
  answer("DELETE", "/v1/records/customer/an");
  settle();

  EXPECT_EQ(status_of("GET", "/v1/desk?phone=0912345678"), 404);
  EXPECT_EQ(answer("GET", "/v1/desk/tasks").at("items"), json::array());
  for (const auto& line : answer("GET", "/v1/audit?what=desk.").at("items"))
    EXPECT_EQ(line.dump().find("customer:an"), std::string::npos) << line.dump();
}

TEST_F(desk_of_the_shop, keeps_marks_and_tasks_over_a_restart) {
  open_shop();
  const auto marked = mark("gift_given").at("id").get<std::string>();
  token_ = token_of_boss;
  daemon_.reset();
  start();
  token_ = lan_;

  EXPECT_EQ(view().at("tasks").size(), 1u);
  EXPECT_EQ(view().at("marks").at(0).at("id"), marked);
  EXPECT_EQ(answer("DELETE", "/v1/desk/an/marks/" + marked).at("id"), marked);
}

} // namespace sojourn::tests
