#include "content/lint.hpp"

#include "campaign/message_reader.hpp"

#include <gmock/gmock.h>

namespace sojourn::content {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

const instant monday = parse_instant("2026-03-02T09:00:00Z").value();

campaign::message message(const json& parts, const std::string& purpose = "service") {
  auto read = campaign::read_library_message(
      "m", {{"purpose", purpose}, {"fallback", "vi"}, {"languages", {{"vi", parts}}}});
  if (!read)
    ADD_FAILURE() << read.error().details.at(0).pointer << read.error().details.at(0).message;
  return read ? read->parts : campaign::message{};
}

lint_figures figures() {
  return {.now = monday,
          .customer_type = records::find_shipped("customer"),
          .product_type = records::find_shipped("product")};
}

std::vector<std::string> codes(const std::vector<finding>& found) {
  std::vector<std::string> named;
  for (const auto& one : found)
    named.push_back(one.code);
  return named;
}

std::vector<finding> lint(const json& parts, const std::vector<std::string>& channels = {},
                          const lint_figures& by = figures()) {
  return lint_message(message(parts), "", channels, by);
}

campaign::definition_ptr campaign_of(const json& steps, const json& messages,
                                     json trigger = {{"type", "manual"}}) {
  auto read = campaign::read_definition({{"id", "c"},
                                         {"name", "C"},
                                         {"trigger", std::move(trigger)},
                                         {"start", "offer"},
                                         {"steps", steps},
                                         {"messages", messages}});
  if (!read)
    ADD_FAILURE() << read.error().details.at(0).pointer << read.error().details.at(0).message;
  return read.value();
}

std::vector<finding> lint_audience(const std::string& condition, const json& steps = {}) {
  json source{{"id", "c"},
              {"name", "C"},
              {"trigger", {{"type", "manual"}}},
              {"audience", json::parse(condition)},
              {"start", "first"},
              {"steps", steps.is_null() ? json{{"first", {{"type", "end"}}}} : steps}};
  return lint_campaign(*campaign::read_definition(source).value(), figures());
}

const json offer_message{
    {"tell", {{"fallback", "vi"}, {"languages", {{"vi", {{"text", "Mã {{vars.offer.code}}"}}}}}}}};
const json send{{"type", "send"}, {"message", "tell"}, {"via", {"sms"}}, {"next", "end"}};
json offer_and(const json& rest, const char* next, bool goes_on = false) {
  json steps = rest;
  steps["offer"] = {{"type", "voucher"}, {"pool", "p"}, {"as", "offer"}, {"next", next}};
  if (goes_on)
    steps["offer"]["on_exhausted"] = "end";
  return steps;
}
const json at_nine{{"type", "schedule"}, {"rule", "FREQ=DAILY"}, {"start", "2026-01-01T09:00"}};

TEST(links_to_hosted_forms, lead_to_forms_that_are_there) {
  auto by = figures();
  by.forms = std::set<std::string>{"survey"};
  by.links_base = "https://go.shop.example";
  EXPECT_THAT(codes(lint({{"text", "{{#form}}survey{{/form}}"}}, {}, by)), IsEmpty());
  EXPECT_THAT(codes(lint({{"text", "{{#form}}surveys{{/form}}"}}, {}, by)), ElementsAre("no_form"));
}

TEST(links_to_hosted_forms, need_an_address_of_the_daemon) {
  auto by = figures();
  by.forms = std::set<std::string>{"survey"};
  EXPECT_THAT(codes(lint({{"text", "{{#form}}survey{{/form}}"}}, {}, by)),
              ElementsAre("no_base_url"));
  EXPECT_THAT(codes(lint({{"text", "{{#confirm}}{{trigger.data.request}}{{/confirm}}"}}, {}, by)),
              Contains("no_base_url"));
}

TEST(dates, of_a_field_that_may_hold_a_number_are_doubtful) {
  const auto found = lint_audience(R"({"and": [
      {"within": [{"var": "customer.paid_at"}, "P30D"]},
      {"<": [{"date_diff": [{"now": []}, {"var": "customer.renewal"}, "days"]}, 5]}]})");

  ASSERT_EQ(codes(found), (std::vector<std::string>{"date_may_be_number", "date_may_be_number"}));
  EXPECT_EQ(found[0].pointer, "/audience/and/0/within");
  EXPECT_EQ(found[0].message,
            "\"customer.paid_at\" is read as a date, and the record type \"customer\" does not "
            "describe the field, which would count as milliseconds since 1970; describe it with "
            "\"type\": \"string\" and \"format\": \"date-time\"");
}

TEST(dates, of_fields_that_are_texts_or_that_the_campaign_writes_are_not) {
  EXPECT_THAT(lint_audience(R"({"within": [{"var": "customer.registered_at"}, "P30D"]})"),
              IsEmpty());
  EXPECT_THAT(lint_audience(R"({"within": [{"var": "customer.told_at"}, "P30D"]})",
                            {{"first",
                              {{"type", "update"},
                               {"set", {{"told_at", {{"now", json::array()}}}}},
                               {"next", "end"}}}}),
              IsEmpty());
  EXPECT_THAT(
      lint_audience(R"({"some": [{"var": "orders"}, {"within": [{"var": "paid_at"}, "P30D"]}]})"),
      IsEmpty());
}

} // namespace

TEST(lint, a_sound_message_has_no_findings) {
  EXPECT_THAT(lint({{"subject", "Xin chào"},
                    {"text", "{{#fallback}}{{customer.name}}|bạn{{/fallback}}, cảm ơn!"}}),
              IsEmpty());
}

TEST(lint, a_picture_that_is_missing_is_an_error_and_one_that_nobody_shows_a_warning) {
  const auto lint_pictures = [](const std::string& html) {
    auto read = campaign::read_library_message(
        "m", {{"purpose", "service"},
              {"fallback", "vi"},
              {"pictures", {{"logo", {{"content_type", "image/gif"}, {"base64", "R0lGODlh"}}}}},
              {"languages", {{"vi", {{"text", "Hi"}, {"html", html}}}}}});
    return lint_message(read->parts, "/messages/m", {}, figures());
  };
  EXPECT_THAT(lint_pictures("<img src=\"cid:logo\">"), IsEmpty());
  EXPECT_THAT(lint_pictures("<img src=\"cid:{{vars.which}}\">"), IsEmpty());

  const auto found = lint_pictures("<img src=\"cid:lego\">");

  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].code, "picture_missing");
  EXPECT_EQ(found[0].how, severity::error);
  EXPECT_EQ(found[0].pointer, "/messages/m/languages/vi/html");
  EXPECT_THAT(found[0].message, HasSubstr("did you mean \"logo\""));
  EXPECT_EQ(found[1].code, "picture_unused");
  EXPECT_EQ(found[1].how, severity::warning);
  EXPECT_EQ(found[1].pointer, "/messages/m/pictures/logo");
}

TEST(lint, a_promotion_must_give_a_voucher_a_picture_or_a_product) {
  const auto of = [](const json& parts) {
    return codes(lint_message(message(parts, "promotional"), "", {}, figures()));
  };
  EXPECT_THAT(of({{"text", "Hello"}}), ElementsAre("no_incentive"));
  EXPECT_THAT(of({{"text", "Mã {{vars.offer.code}}"}}), IsEmpty());
  EXPECT_THAT(of({{"text", "Hi"}, {"html", "<img src='//shop.example/a.png'>"}}), IsEmpty());
  EXPECT_THAT(of({{"text", "Hi"}, {"channels", {{"web_push", {{"icon", "/a.png"}}}}}}),
              ElementsAre("picture_unchecked"));
  EXPECT_THAT(of({{"text", "{{#products.similar}}{{name}}{{/products.similar}}"}}), IsEmpty());
  EXPECT_THAT(codes(lint({{"text", "Hello"}})), IsEmpty()) << "a service message needs none";
}

TEST(lint, a_field_that_nobody_describes_is_told_with_what_was_meant) {
  const auto found = lint({{"text", "{{#fallback}}{{customer.nmae}}|bạn{{/fallback}}"}});

  ASSERT_THAT(codes(found), ElementsAre("unknown_field"));
  EXPECT_EQ(found[0].pointer, "/languages/vi/text");
  EXPECT_THAT(found[0].message, HasSubstr("did you mean \"name\"?"));
}

TEST(lint, what_may_be_absent_needs_something_for_then) {
  EXPECT_THAT(codes(lint({{"text", "{{customer.name}}"}})), ElementsAre("missing_fallback"));
  EXPECT_THAT(codes(lint({{"text", "{{traits.last_paid_at}}"}})), ElementsAre("missing_fallback"));
  EXPECT_THAT(codes(lint({{"text", "{{products.last_viewed.name}}"}})),
              ElementsAre("missing_fallback"));
  EXPECT_THAT(lint({{"text", "{{#customer.name}}{{customer.name}}{{/customer.name}}"}}), IsEmpty());
  EXPECT_THAT(lint({{"text", "{{traits.orders_paid}} {{customer.id}}"}}), IsEmpty());
  EXPECT_THAT(codes(lint({{"text", "{{#fallback}}x|{{customer.name}}{{/fallback}}"}})),
              ElementsAre("missing_fallback"))
      << "the second part of a fallback has none itself";
}

TEST(lint, a_push_is_measured_after_composing_its_letters) {
  const std::string short_title(35, 'a');
  const auto push = [](const std::string& title) {
    return json{{"text", "Hi"}, {"channels", {{"web_push", {{"title", title}}}}}};
  };
  EXPECT_THAT(codes(lint(push(short_title))), ElementsAre("cut_on_mac"));
  std::string decomposed;
  for (int i = 0; i < 35; ++i)
    decomposed += "e\u0302\u0301";
  EXPECT_THAT(codes(lint(push(decomposed))), ElementsAre("cut_on_mac"));

  const auto found = lint(push(short_title + "a"));
  ASSERT_THAT(codes(found), ElementsAre("too_long"));
  EXPECT_EQ(found[0].pointer, "/languages/vi/channels/web_push/title");
  EXPECT_EQ(found[0].how, severity::warning);
}

TEST(lint, an_sms_tells_how_many_are_paid_for) {
  const auto found = lint({{"text", std::string(80, 'a') + "ế"}}, {"sms"});

  ASSERT_THAT(codes(found), ElementsAre("too_long"));
  EXPECT_THAT(found[0].message, HasSubstr("2 SMS"));
  EXPECT_THAT(lint({{"text", std::string(80, 'a')}}, {"sms"}), IsEmpty());
}

TEST(lint, a_link_leads_to_an_allowed_domain_and_nowhere_else) {
  auto by = figures();
  by.allowed_link_domains = {"shop.vn"};
  by.sample = {{"vars", {{"page", {{"link", "https://evil.com/x"}}}}}};

  EXPECT_THAT(lint({{"text", "https://m.shop.vn/a"}}, {}, by), IsEmpty());
  const auto outside = lint({{"text", "Hi"}, {"html", "<a href=\"https://evil.com\">"}}, {}, by);
  ASSERT_THAT(codes(outside), ElementsAre("link_outside"));
  EXPECT_EQ(outside[0].how, severity::error);
  EXPECT_EQ(outside[0].pointer, "/languages/vi/html");
  EXPECT_THAT(codes(lint({{"text", "{{{vars.page.link}}}"}}, {}, by)), ElementsAre("link_outside"))
      << "where a value leads is seen with the sample";
  EXPECT_THAT(codes(lint({{"text", "https://{{customer.id}}/"}}, {}, by)),
              Contains("link_computed"));
  EXPECT_THAT(lint({{"text", "https://evil.com"}}), IsEmpty()) << "no domains allow any";
}

TEST(lint, a_link_that_runs_a_script_is_an_error_also_where_a_value_brings_it) {
  auto by = figures();
  by.sample = {{"vars", {{"page", {{"link", "javascript:alert(1)"}}}}}};

  const auto found = lint({{"text", "Hi"}, {"html", "<a href=\"{{vars.page.link}}\">"}}, {}, by);

  ASSERT_THAT(codes(found), Contains("link_unsafe"));
  EXPECT_THAT(codes(lint({{"text", "Hi"}, {"html", "<a href=' JavaScript&colon;x'>"}})),
              Contains("link_unsafe"));
}

TEST(lint, a_template_of_the_provider_is_usable_and_gets_its_parameters) {
  auto by = figures();
  by.templates["zns"]["300"] = {.parameters = {{"ten", 30}, {"ma", 10}}};
  by.templates["zns"]["301"] = {.usable = false, .why = "REJECT", .parameters = {}};
  const auto zns = [](const std::string& id, const json& data) {
    return json{{"text", "Hi"},
                {"channels", {{"zns", {{"template_id", id}, {"template_data", data}}}}}};
  };

  EXPECT_THAT(lint(zns("300", {{"ten", "An"}, {"ma", "A1"}}), {"zns"}, by), IsEmpty());
  EXPECT_THAT(codes(lint(zns("300", {{"ten", "An"}, {"na", "A1"}}), {"zns"}, by)),
              UnorderedElementsAre("template_parameter", "template_parameter"));
  EXPECT_THAT(codes(lint(zns("300", {{"ten", "An"}, {"ma", "12345678901"}}), {"zns"}, by)),
              ElementsAre("too_long"));
  EXPECT_THAT(codes(lint(zns("301", json::object()), {"zns"}, by)),
              ElementsAre("template_unusable"));
  EXPECT_THAT(codes(lint(zns("999", json::object()), {"zns"}, by)),
              ElementsAre("template_unknown"));
  EXPECT_THAT(lint(zns("999", json::object()), {"zns"}), IsEmpty())
      << "what the provider has is not known here";
}

TEST(lint, too_few_codes_stand_against_a_campaign_that_has_no_way_without) {
  auto by = figures();
  by.pools["p"] = {.free = 9};
  by.audience = 10;
  const auto found = [&](const campaign::definition_ptr& of) { return lint_campaign(*of, by); };

  const auto strict =
      found(campaign_of(offer_and({{"tell", send}}, "tell"), offer_message, at_nine));
  ASSERT_THAT(codes(strict), ElementsAre("too_few_codes"));
  EXPECT_EQ(strict[0].how, severity::error);
  EXPECT_EQ(strict[0].pointer, "/steps/offer/pool");
  EXPECT_EQ(found(campaign_of(offer_and({{"tell", send}}, "tell", true), offer_message, at_nine))
                .at(0)
                .how,
            severity::warning);
  EXPECT_EQ(found(campaign_of(offer_and({{"tell", send}}, "tell"), offer_message)).at(0).how,
            severity::warning)
      << "by hand, not everybody need be started";
  by.pools["p"].free = 10;
  EXPECT_THAT(found(campaign_of(offer_and({{"tell", send}}, "tell"), offer_message, at_nine)),
              IsEmpty());
  by.pools.clear();
  EXPECT_THAT(codes(found(campaign_of(offer_and({{"tell", send}}, "tell"), offer_message))),
              ElementsAre("no_pool"));
}

TEST(lint, a_voucher_must_not_expire_before_the_message_that_shows_it) {
  auto by = figures();
  const json steps = offer_and(
      {{"rest", {{"type", "delay"}, {"for", "P25D"}, {"next", "tell"}}}, {"tell", send}}, "rest");
  const auto with_expiry = [&](const char* at) {
    by.pools["p"] = {.free = 10, .expires_at = parse_instant(at).value()};
    return lint_campaign(*campaign_of(steps, offer_message), by);
  };

  const auto first = with_expiry("2026-03-27T09:00:00Z");
  ASSERT_THAT(codes(first), ElementsAre("voucher_expires_first"));
  EXPECT_EQ(first[0].pointer, "/steps/tell/message");
  EXPECT_EQ(first[0].how, severity::error);
  EXPECT_THAT(with_expiry("2026-03-27T09:00:01Z"), IsEmpty());
  EXPECT_THAT(codes(with_expiry("2026-03-02T09:00:00Z")), ElementsAre("voucher_expired"));
}

TEST(lint, a_scheduled_campaign_is_measured_by_its_next_occurrence) {
  auto by = figures(); // it is 2 March
  const json steps = offer_and({{"tell", send}}, "tell");
  const json monthly{
      {"type", "schedule"}, {"rule", "FREQ=MONTHLY;BYMONTHDAY=1"}, {"start", "2026-01-01T09:00"}};
  const auto with_expiry = [&](const char* at) {
    by.pools["p"] = {.free = 10, .expires_at = parse_instant(at).value()};
    return lint_campaign(*campaign_of(steps, offer_message, monthly), by);
  };

  const auto too_early = with_expiry("2026-04-01T09:00:00Z");
  ASSERT_THAT(codes(too_early), ElementsAre("voucher_expired"));
  EXPECT_THAT(too_early[0].message, HasSubstr("not come to before 2026-04-01T09:00:00Z"));
  const auto holds_once = with_expiry("2026-04-01T09:00:01Z");
  ASSERT_THAT(codes(holds_once), ElementsAre("voucher_expires_later"));
  EXPECT_EQ(holds_once[0].how, severity::warning) << "it comes again and again, behind any expiry";
  EXPECT_THAT(holds_once[0].message, HasSubstr("at the occurrence of 2026-05-01T09:00:00Z"));
}

TEST(lint, a_voucher_must_hold_at_every_occurrence_of_a_schedule_that_ends) {
  auto by = figures(); // it is 2 March
  const json steps = offer_and({{"tell", send}}, "tell");
  const auto with_expiry = [&](const json& schedule, const char* at) {
    by.pools["p"] = {.free = 10, .expires_at = parse_instant(at).value()};
    return lint_campaign(*campaign_of(steps, offer_message, schedule), by);
  };
  const json list{{"type", "schedule"}, {"at", {"2026-03-03T09:00:00Z", "2026-03-05T09:00:00Z"}}};
  const json thrice{
      {"type", "schedule"}, {"rule", "FREQ=DAILY;COUNT=3"}, {"start", "2026-03-03T09:00"}};

  for (const auto& schedule : {list, thrice}) {
    const auto found = with_expiry(schedule, "2026-03-05T09:00:00Z");
    ASSERT_THAT(codes(found), ElementsAre("voucher_expires_later")) << schedule;
    EXPECT_EQ(found[0].how, severity::error);
    EXPECT_EQ(found[0].pointer, "/steps/offer/pool");
    EXPECT_THAT(with_expiry(schedule, "2026-03-05T09:00:01Z"), IsEmpty());
  }
}

TEST(lint, a_delay_for_the_best_hour_says_where_nobodys_hours_are_known) {
  const json steps{{"offer", {{"type", "delay"}, {"window", "best_hour"}, {"next", "tell"}}},
                   {"tell", send}};
  const json texts{{"tell", {{"fallback", "vi"}, {"languages", {{"vi", {{"text", "Hi"}}}}}}}};
  const auto found_where = [&](std::optional<bool> knows_hours) {
    auto by = figures();
    by.knows_hours = knows_hours;
    return lint_campaign(*campaign_of(steps, texts), by);
  };

  const auto found = found_where(false);

  const auto told = std::ranges::find(found, "best_hour_unknown", &finding::code);
  ASSERT_NE(told, found.end());
  EXPECT_EQ(told->how, severity::warning);
  EXPECT_EQ(told->pointer, "/steps/offer/window");
  EXPECT_THAT(codes(found_where(true)), Not(Contains("best_hour_unknown")));
  EXPECT_THAT(codes(found_where(std::nullopt)), Not(Contains("best_hour_unknown")));
}

TEST(lint, a_schedule_that_is_over_starts_nobody) {
  const json steps{{"offer", send}};
  const json list{{"type", "schedule"}, {"at", {"2026-03-01T09:00:00Z"}}};

  const auto found = lint_campaign(
      *campaign_of(
          steps, {{"tell", {{"fallback", "vi"}, {"languages", {{"vi", {{"text", "Hi"}}}}}}}}, list),
      figures());

  ASSERT_THAT(codes(found), Contains("schedule_over"));
  const auto over = std::ranges::find(found, "schedule_over", &finding::code);
  EXPECT_EQ(over->how, severity::error) << "it is not activated by accident";
  EXPECT_EQ(over->pointer, "/trigger/at");
  EXPECT_EQ(over->facts.at("last"), "2026-03-01T09:00:00Z");
}

TEST(lint, a_message_is_measured_over_the_channels_of_the_steps_that_send_it) {
  const json steps{
      {"offer", {{"type", "send"}, {"message", "tell"}, {"via", {"sms"}}, {"next", "end"}}}};
  const json messages{
      {"tell",
       {{"purpose", "service"},
        {"fallback", "vi"},
        {"languages",
         {{"vi", {{"text", std::string(200, 'a')}, {"subject", std::string(90, 'b')}}}}}}}};

  const auto found = lint_campaign(*campaign_of(steps, messages), figures());

  ASSERT_THAT(codes(found), ElementsAre("too_long"));
  EXPECT_EQ(found[0].pointer, "/messages/tell/languages/vi/text");
}

} // namespace sojourn::content
