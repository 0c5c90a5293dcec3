// What a sound definition becomes.
#include "campaign/secrets.hpp"
#include "definitions.hpp"

namespace sojourn::campaign {

TEST(campaign_reader, the_smallest_definition_gets_the_defaults) {
  const auto small = read(smallest());
  EXPECT_EQ(small->id, "small");
  EXPECT_EQ(small->timezone, "UTC");
  EXPECT_TRUE(small->audience.is_always());
  EXPECT_EQ(small->reentry.policy, reentry_policy::skip_if_open);
  EXPECT_EQ(small->reentry.key.source(), (json{{"var", "subject.id"}}));
  EXPECT_TRUE(small->goals.empty());
  EXPECT_TRUE(small->exits.empty());
  EXPECT_EQ(type_name(small->trigger), "manual");
  EXPECT_EQ(type_name(small->find("stop")->kind), "end");
  EXPECT_EQ(small->find("end"), nullptr);
}

TEST(campaign_reader, a_pause_changes_nothing_for_timers_unless_the_definition_says_so) {
  const auto small = read(smallest());
  EXPECT_EQ(small->on_pause.timers, pause_timers::run_on);
  EXPECT_EQ(small->on_pause.keep_events, 1000u);
  EXPECT_FALSE(small->on_pause.occurrences);

  auto source = smallest();
  source["on_pause"] = {{"timers", "spread"}, {"window", "PT90M"}, {"keep_events", 0}};
  const auto spread = read(source);
  EXPECT_EQ(spread->on_pause.timers, pause_timers::spread);
  EXPECT_EQ(spread->on_pause.window, std::chrono::minutes{90});
  EXPECT_EQ(spread->on_pause.keep_events, 0u);
  source["on_pause"] = {{"timers", "keep_remaining"}};
  EXPECT_EQ(read(source)->on_pause.timers, pause_timers::keep_remaining);
}

TEST(campaign_reader, the_source_is_kept_as_it_was_put) {
  auto source = tier_upgrade();
  source["meta"] = {{"anything", {1, nullptr, {{"at", "all"}}}}};
  const auto once = read(source);
  EXPECT_EQ(once->source, source);
  EXPECT_EQ(read(once->source)->source, source);
}

TEST(campaign_reader, the_tier_upgrade_of_the_examples_is_sound) {
  const auto tier = read(tier_upgrade(), {.channels = {"zalo_oa", "zns", "email", "mailbox"}});
  const auto& trigger = std::get<record_trigger>(tier->trigger);
  EXPECT_EQ(trigger.record, "customer");
  EXPECT_EQ(trigger.fields, std::vector<std::string>{"tier"});
  EXPECT_EQ(tier->timezone, "Asia/Ho_Chi_Minh");
  EXPECT_EQ(tier->reentry.policy, reentry_policy::restart);
  ASSERT_EQ(tier->goals.size(), 1u);
  EXPECT_EQ(tier->goals[0].event, "voucher.redeemed");
  EXPECT_TRUE(tier->goals[0]
                  .match.test({{"event", {{"code", "A"}}}, {"vars", {{"offer", {{"code", "A"}}}}}})
                  .value());

  const auto& rest = std::get<delay_step>(tier->find("rest")->kind);
  EXPECT_EQ(std::get<calendar::duration>(rest.until), (calendar::duration{.days = 25}));
  const auto& tell = std::get<send_step>(tier->find("tell")->kind);
  EXPECT_EQ(tell.via, (std::vector<std::string>{"zalo_oa", "zns", "email", "mailbox"}));
  const auto& offer = std::get<voucher_step>(tier->find("offer-diamond")->kind);
  EXPECT_EQ(offer.pool, "diamond-2026");
  EXPECT_EQ(offer.as, "offer");
}

TEST(campaign_reader, the_texts_of_the_example_show_the_code_only_where_there_is_one) {
  const auto tier = read(tier_upgrade());
  const auto& vietnamese = tier->messages.at("tier-upgraded").languages.at("vi");
  const json customer{{"name", "Hương"}, {"tier", "gold"}};
  const json offer{{"code", "GD-1"}};
  EXPECT_EQ(vietnamese.subject.render({{"customer", customer}}), "Chúc mừng bạn lên hạng GOLD!");
  EXPECT_NE(vietnamese.text.render({{"customer", customer}, {"vars", {{"offer", offer}}}})
                .find("Ưu đãi của bạn: GD-1."),
            std::string::npos);
  EXPECT_EQ(vietnamese.text.render({{"customer", customer}}).find("Ưu đãi"), std::string::npos);
}

TEST(campaign_reader, every_pool_of_the_example_has_its_codes) {
  const auto tier = read(tier_upgrade());
  for (const auto& [id, step] : tier->steps) {
    if (const auto* voucher = std::get_if<voucher_step>(&step.kind)) {
      const auto codes =
          tests::read_text("examples/tier-upgrade/vouchers/" + voucher->pool + ".txt");
      EXPECT_GT(std::count(codes.begin(), codes.end(), '\n'), 5) << voucher->pool;
    }
  }
}

TEST(campaign_reader, the_customers_of_the_example_are_records) {
  std::istringstream lines{tests::read_text("examples/tier-upgrade/customers.ndjson")};
  int people = 0;
  for (std::string line; std::getline(lines, line); ++people) {
    const auto customer = parse_json(line);
    ASSERT_TRUE(customer) << line;
    EXPECT_TRUE(is_record_id(customer->at("id").get<std::string>()));
    EXPECT_TRUE(customer->contains("language"));
  }
  EXPECT_GE(people, 4);
}

TEST(campaign_reader, a_send_keeps_its_ways_and_what_to_do_about_the_unknown) {
  const auto send = only_step<send_step>(R"({
    "type": "send", "message": "hello", "via": ["zns", "email"], "on_unreachable": "end",
    "on_failure": "end", "on_unknown": "retry", "next": "end"})");
  EXPECT_EQ(send.message, "hello");
  EXPECT_EQ(send.effect.unknown, on_unknown::retry);
  EXPECT_EQ(send.effect.on_failure, "end");
  EXPECT_EQ(send.on_unreachable, "end");
  EXPECT_EQ(send.next, "end");
}

TEST(campaign_reader, an_unknown_outcome_holds_unless_the_step_says_otherwise) {
  const auto send =
      only_step<send_step>(R"({"type": "send", "message": "hello", "via": ["x"], "next": "end"})");
  EXPECT_EQ(send.effect.unknown, on_unknown::hold);
  EXPECT_EQ(send.effect.on_failure, "");
  EXPECT_EQ(send.on_unreachable, "");
}

TEST(campaign_reader, a_steps_retry_goes_over_the_campaigns_and_that_over_the_installations) {
  auto source = with_step(R"({"type": "send", "message": "hello", "via": ["x"], "next": "end",
                              "retry": {"max_attempts": 3, "jitter": 0}})");
  source["retry"] = {{"initial", "PT1M"}, {"max_attempts", 5}};
  surroundings around;
  around.default_retry.backoff = 4;
  around.default_retry.initial = milliseconds{1};
  const auto retry = std::get<send_step>(read(source, around)->find("only")->kind).effect.retry;
  EXPECT_EQ(retry.max_attempts, 3u);
  EXPECT_EQ(retry.jitter, 0);
  EXPECT_EQ(retry.initial, std::chrono::minutes{1});
  EXPECT_EQ(retry.backoff, 4);
  EXPECT_EQ(retry.max, around.default_retry.max);
}

TEST(campaign_reader, a_delay_waits_a_duration_from_a_named_step) {
  auto source = with_step(R"({"type": "delay", "for": "P1DT2H", "from": "first", "next": "end"})");
  source["start"] = "first";
  source["steps"]["first"] = {{"type", "update"}, {"set", {{"seen", true}}}, {"next", "only"}};
  const auto delay = std::get<delay_step>(read(source)->find("only")->kind);
  EXPECT_EQ(std::get<calendar::duration>(delay.until),
            (calendar::duration{.days = 1, .exact = std::chrono::hours{2}}));
  EXPECT_EQ(delay.from, "first");
}

TEST(campaign_reader, a_local_instant_is_read_in_the_campaigns_zone) {
  auto source = with_step(R"({"type": "delay", "until": "2026-03-01T09:00", "next": "end"})");
  source["timezone"] = "Asia/Ho_Chi_Minh";
  const auto delay = std::get<delay_step>(read(source)->find("only")->kind);
  EXPECT_EQ(std::get<instant>(delay.until), parse_instant("2026-03-01T02:00:00Z").value());
}

TEST(campaign_reader, a_delay_waits_until_a_date_or_for_a_window) {
  const auto date = only_step<delay_step>(
      R"({"type": "delay", "at": {"var": "customer.birthday"}, "next": "end"})");
  EXPECT_EQ(std::get<rules::rule>(date.until).source(), (json{{"var", "customer.birthday"}}));
  const auto window = only_step<delay_step>(
      R"({"type": "delay", "window": {"from": "21:00", "to": "08:30"}, "next": "end"})");
  EXPECT_EQ(std::get<calendar::window>(window.until), (calendar::window{{21, 0}, {8, 30}}));
  const auto best =
      only_step<delay_step>(R"({"type": "delay", "window": "best_hour", "next": "end"})");
  EXPECT_TRUE(std::holds_alternative<best_hour_window>(best.until));
}

TEST(campaign_reader, a_wait_keeps_its_events_in_order) {
  const auto wait = only_step<wait_step>(R"({"type": "wait", "timeout": "PT2H", "on_timeout": "end",
    "events": [{"event": "order.paid", "match": {"==": [{"var": "event.total"}, 5]}, "as": "order",
                "next": "end"},
               {"event": "order.paid", "next": "end"}]})");
  ASSERT_EQ(wait.events.size(), 2u);
  EXPECT_EQ(wait.events[0].as, "order");
  EXPECT_TRUE(wait.events[0].match.test({{"event", {{"total", 5}}}}).value());
  EXPECT_FALSE(wait.events[0].match.test({{"event", {{"total", 6}}}}).value());
  EXPECT_TRUE(wait.events[1].match.is_always());
  EXPECT_EQ(wait.timeout, (calendar::duration{.exact = std::chrono::hours{2}}));
  EXPECT_EQ(wait.on_timeout, "end");
}

TEST(campaign_reader, cases_by_value_become_conditions) {
  const auto branch = only_step<branch_step>(R"({"type": "branch", "on": {"var": "customer.tier"},
    "cases": {"gold": "end"}, "otherwise": "end"})");
  ASSERT_EQ(branch.cases.size(), 1u);
  EXPECT_TRUE(branch.cases[0].when.test({{"customer", {{"tier", "gold"}}}}).value());
  EXPECT_FALSE(branch.cases[0].when.test({{"customer", {{"tier", "silver"}}}}).value());
  EXPECT_FALSE(branch.cases[0].when.test({{"customer", json::object()}}).value());
}

TEST(campaign_reader, a_split_has_weights) {
  const auto split = only_step<split_step>(R"({"type": "split", "shares": [
    {"name": "a", "share": 0.5, "next": "end"}, {"name": "b", "share": 3, "next": "end"}]})");
  ASSERT_EQ(split.shares.size(), 2u);
  EXPECT_EQ(split.shares[0].share, 0.5);
  EXPECT_EQ(split.shares[1].name, "b");
}

TEST(campaign_reader, an_update_computes_the_values_of_fields) {
  const auto update = only_step<update_step>(R"({"type": "update", "next": "end",
    "set": {"told_at": {"now": []}, "told": true}})");
  EXPECT_EQ(update.set.at("told").source(), true);
  EXPECT_EQ(update.set.at("told_at").source(), (json{{"now", json::array()}}));
}

TEST(campaign_reader, a_task_keeps_what_its_texts_read) {
  const auto task = only_step<task_step>(R"({"type": "task", "due": "P2D", "next": "end",
    "text": {"vi": "Gọi {{customer.name}}", "en": "Call {{#fallback}}{{customer.name}}|them{{/fallback}}"},
    "done_by": ["greeted"]})");
  EXPECT_EQ(task.texts.size(), 2u);
  EXPECT_EQ(task.texts.at("vi").source(), "Gọi {{customer.name}}");
  EXPECT_EQ(task.reads.paths(), (std::set<std::string>{"customer.name"}));
  EXPECT_EQ(task.due, (calendar::duration{.days = 2}));
  EXPECT_EQ(task.lasts, (calendar::duration{.days = 30}));
  EXPECT_EQ(task.done_by, std::vector<std::string>{"greeted"});
}

TEST(campaign_reader, a_json_body_becomes_a_template_that_stays_json) {
  const auto http = only_step<http_step>(R"({"type": "http", "method": "POST", "next": "end",
    "url": "https://shop.example/{{customer.id}}", "headers": {"X-Tier": "{{customer.tier}}"},
    "body": {"name": "{{customer.name}}", "count": 2, "deep": [{"tier": "{{customer.tier}}"}]}})");
  const json data{{"customer", {{"name", "A \"quoted\" name\n"}, {"tier", "gold"}}}};
  const auto body = http.body->render(data, {.escape = text::escaping::json_string});
  EXPECT_EQ(json::parse(body), json::parse(R"({"name": "A \"quoted\" name\n", "count": 2,
                                               "deep": [{"tier": "gold"}]})"));
  EXPECT_EQ(http.headers.at("X-Tier").render(data), "gold");
  EXPECT_EQ(http.method, "POST");
}

TEST(campaign_reader, a_call_names_secrets_as_whole_values_and_within_texts) {
  const auto http = only_step<http_step>(R"({"type": "http", "method": "POST", "next": "end",
    "url": "https://shop.example/?k={{secrets.shop}}",
    "headers": {"Authorization": {"secret": "crm"}, "X-Key": "Key {{secrets.crm}}"},
    "body": {"list": [{"secret": "mail-key"}], "other": {"secret": "a", "more": 1}}})");
  EXPECT_EQ(secrets_of(http), (std::set<std::string>{"crm", "mail-key", "shop"}));
  const json data{{"secrets", {{"crm", "s\"3"}, {"mail-key", "m\"5"}}}};
  EXPECT_EQ(http.headers.at("Authorization").render(data), "s\"3");
  const auto body = http.body->render(data, {.escape = text::escaping::json_string});
  EXPECT_EQ(json::parse(body), json::parse(R"({"list": ["m\"5"],
                                               "other": {"secret": "a", "more": 1}})"));
}

TEST(campaign_reader, a_text_body_is_a_template_as_it_stands) {
  const auto http = only_step<http_step>(R"({"type": "http", "method": "PUT", "next": "end",
    "url": "https://shop.example/", "body": "{\"tier\": \"{{customer.tier}}\"}"})");
  EXPECT_EQ(http.body->source(), R"({"tier": "{{customer.tier}}"})");
}

TEST(campaign_reader, a_webhook_names_its_hook_and_may_find_its_customer_itself) {
  auto source = smallest();
  source["trigger"] = {{"type", "webhook"}, {"hook", "cart-left"}};
  const auto plain = std::get<webhook_trigger>(read(source)->trigger);
  EXPECT_EQ(plain.hook, "cart-left");
  EXPECT_FALSE(plain.subject) << "the hook's mapping finds it";

  source["trigger"]["subject"] = {{"var", "payload.who"}};
  const auto finding = std::get<webhook_trigger>(read(source)->trigger);
  EXPECT_EQ(finding.subject->evaluate({{"payload", {{"who", "42"}}}}).value(), "42");
}

TEST(campaign_reader, goals_and_exits_may_be_one_or_several) {
  auto source = smallest();
  source["goal"] = {{{"event", "order.paid"}}, {{"event", "order.picked-up"}}};
  source["exit"] = {{"event", "customer.left"}};
  const auto read_back = read(source);
  ASSERT_EQ(read_back->goals.size(), 2u);
  EXPECT_EQ(read_back->goals[1].event, "order.picked-up");
  ASSERT_EQ(read_back->exits.size(), 1u);
  EXPECT_TRUE(read_back->exits[0].match.is_always());
}

TEST(campaign_reader, a_step_may_be_called_end_if_it_ends) {
  auto source = smallest();
  source["start"] = "end";
  source["steps"] = {{"end", {{"type", "end"}, {"reason", "all said"}}}};
  EXPECT_EQ(std::get<end_step>(read(source)->find("end")->kind).reason, "all said");
}

TEST(campaign_reader, a_loop_with_a_delay_in_it_is_sound) {
  auto source = with_step(R"({"type": "delay", "for": "P1D", "next": "again"})");
  source["steps"]["again"] = {
      {"type", "send"}, {"message", "hello"}, {"via", {"x"}}, {"next", "only"}};
  EXPECT_EQ(as_text(mistakes_in(source)), "");
}

TEST(campaign_reader, messages_that_nothing_sends_are_allowed) {
  auto source = smallest();
  source["messages"] = {
      {"later", {{"fallback", "vi"}, {"languages", {{"vi", {{"text", "Chào"}}}}}}}};
  EXPECT_EQ(read(source)->messages.at("later").fallback_language, "vi");
}

TEST(campaign_reader, a_message_says_what_it_is_for_and_what_one_channel_shows_besides) {
  auto source = with_step(R"({"type": "send", "message": "hello", "via": ["x"], "next": "end"})");
  source["messages"]["hello"]["purpose"] = "service";
  source["messages"]["hello"]["languages"]["en"]["channels"] = {
      {"zns", {{"template_id", "7"}, {"template_data", {{"name", "{{customer.name}}"}}}}}};

  const auto definition = read(source);
  const auto& message = definition->messages.at("hello");

  EXPECT_EQ(message.purpose, messages::purpose::service);
  EXPECT_EQ(message.languages.at("en").channels.at("zns").render({{"customer", {{"name", "An"}}}}),
            R"({"template_data":{"name":"An"},"template_id":"7"})");
}

TEST(campaign_reader, a_message_that_says_nothing_of_its_purpose_is_promotional) {
  const auto source =
      with_step(R"({"type": "send", "message": "hello", "via": ["x"], "next": "end"})");
  EXPECT_EQ(read(source)->messages.at("hello").purpose, messages::purpose::promotional);
}

TEST(campaign_reader, a_section_may_show_the_fields_of_its_elements) {
  auto source = with_step(R"({"type": "send", "message": "hello", "via": ["x"], "next": "end"})");
  source["messages"]["hello"]["languages"]["en"]["text"] =
      "{{#customer.orders}}{{sku}} for {{#money}}{{total}} VND{{/money}}{{/customer.orders}}";
  EXPECT_EQ(as_text(mistakes_in(source)), "");
}

TEST(campaign_reader, a_variable_of_an_event_may_have_any_member_and_one_of_a_voucher_may_not) {
  auto source = with_step(R"({"type": "wait", "events": [
    {"event": "form.sent", "as": "form", "next": "set"}]})");
  source["steps"]["set"] = json::parse(R"({"type": "update", "next": "end",
    "set": {"colour": {"var": "vars.form.answers.colour"}}})");
  EXPECT_EQ(as_text(mistakes_in(source)), "");
}

TEST(campaign_ways, every_step_lists_where_it_can_go) {
  const auto transitions = [](const std::string& step) {
    std::string text;
    for (const auto& each : transitions_of(read(with_step(step))->steps.at("only")))
      text += each.name + ">" + each.target + " ";
    return text;
  };
  EXPECT_EQ(
      transitions(R"({"type": "send", "message": "hello", "via": ["x"], "on_unreachable": "end",
                     "on_failure": "end", "next": "end"})"),
      "next>end unreachable>end failure>end ");
  EXPECT_EQ(transitions(R"({"type": "delay", "for": "P1D", "next": "end"})"), "next>end ");
  EXPECT_EQ(transitions(R"({"type": "wait", "timeout": "P1D", "on_timeout": "end",
                     "events": [{"event": "order.paid", "next": "end"}]})"),
            "order.paid>end timeout>end ");
  EXPECT_EQ(transitions(R"({"type": "branch", "otherwise": "end",
                     "cases": [{"when": {"var": "customer.vip"}, "next": "end"}]})"),
            "case 1>end otherwise>end ");
  EXPECT_EQ(transitions(R"({"type": "split", "shares": [{"name": "a", "share": 1, "next": "end"},
                                                 {"name": "b", "share": 1, "next": "end"}]})"),
            "a>end b>end ");
  EXPECT_EQ(transitions(R"({"type": "voucher", "pool": "p", "as": "v", "on_exhausted": "end",
                     "next": "end"})"),
            "next>end exhausted>end ");
  EXPECT_EQ(transitions(R"({"type": "http", "method": "GET", "url": "http://x.example",
                     "on_failure": "end", "next": "end"})"),
            "next>end failure>end ");
  EXPECT_EQ(transitions(R"({"type": "end"})"), "");
}

TEST(campaign_names, reentry_policies_have_the_names_of_the_document) {
  for (const auto& name : {"once", "skip_if_open", "restart", "parallel"}) {
    auto source = smallest();
    source["reentry"] = {{"policy", name}};
    EXPECT_EQ(to_text(read(source)->reentry.policy), name);
  }
}

} // namespace sojourn::campaign
