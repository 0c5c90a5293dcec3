// The shop's pages against the whole daemon: forms that identify, and who is told of what changes.
#include "service/placements.hpp"
#include "whole_daemon.hpp"

#include <atomic>
#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

using ::testing::SizeIs;

const std::string visitor = "v-abcdefghijklmnopqrstuv-_";

class pages : public whole_daemon {
protected:
  pages() {
    settings_.onsite.enabled = true;
    settings_.onsite.origins = {"https://shop.example"};
  }

  /// What a page of the shop asks.
  json page(const std::string& method, const std::string& target, const json& body = {}) {
    const auto response = ask(method, target, body.is_null() ? "" : body.dump(),
                              {{"Origin", "https://shop.example"}});
    EXPECT_LT(response.status, 300) << target << ": " << response.body;
    return json::parse(response.body, nullptr, false);
  }
  json shown_on_page(const std::string& to = visitor) {
    return page("GET", "/v1/onsite/placements?visitor=" + to).at("items");
  }
  /// Sends the form of a campaign's step.
  json submit(const std::string& campaign, json fields, const std::string& number = "1",
              const std::string& instance = {}) {
    json form{{"visitor", visitor},
              {"id", "l-" + std::string(23, 'a') + number},
              {"campaign", campaign},
              {"step", "form"},
              {"fields", std::move(fields)}};
    if (!instance.empty())
      form["instance"] = instance;
    return page("POST", "/v1/onsite/forms", form);
  }

  static json form_step(const std::string& identifies) {
    return {{"type", "show"},
            {"kind", "form"},
            {"slot", "side"},
            {"content", {{"title", "Hi {{#fallback}}{{customer.name}}|you{{/fallback}}"}}},
            {"identifies", identifies},
            {"next", "end"}};
  }
  static json broadcast(const std::string& id, const std::string& identifies) {
    return {{"id", id},
            {"name", id},
            {"trigger", {{"type", "broadcast"}, {"to", "both"}}},
            {"start", "form"},
            {"steps", {{"form", form_step(identifies)}}}};
  }
  /// Writes to whoever a form has identified, and answers on the page of whoever sent it.
  void install_answers() {
    install(json::parse(R"({
      "id": "welcome", "name": "Welcome", "trigger": {"type": "event", "event": "form.identified"},
      "reentry": {"policy": "parallel"}, "start": "tell",
      "steps": {"tell": {"type": "send", "message": "m", "via": ["mailbox"], "next": "banner"},
                "banner": {"type": "show", "kind": "banner", "slot": "top",
                           "content": "For {{customer.name}} alone", "next": "rest"},
                "rest": {"type": "delay", "for": "P1D", "next": "end"}},
      "messages": {"m": {"fallback": "en", "languages": {"en": {
        "subject": "Hello {{customer.name}}", "text": "{{trigger.data.fields.size}}"}}}}})"));
    install(json::parse(R"({
      "id": "thanks", "name": "Thanks", "trigger": {"type": "event", "event": "form.submitted"},
      "start": "push",
      "steps": {"push": {"type": "show", "kind": "push", "slot": "pushes",
                         "content": "Thank you {{customer.name}}{{trigger.data.customer_id}}",
                         "next": "rest"},
                "rest": {"type": "delay", "for": "P1D", "next": "end"}}})"));
  }
  bool is_claimed() { return ask("GET", "/v1/identities/" + visitor).status == 200; }
};

TEST_F(pages,
       a_form_that_names_a_customer_is_told_to_them_and_the_page_is_shown_nothing_of_theirs) {
  start();
  install(broadcast("news", "known"));
  install_answers();
  answer("PUT", "/v1/records/customer/an", {{"name", "Nguyen An"}, {"email", "an@example.com"}});

  const auto first = submit("news", {{"email", "AN@example.com"}, {"size", "M"}});
  const auto again = submit("news", {{"email", "AN@example.com"}, {"size", "M"}});
  settle();

  EXPECT_EQ(first, again);
  EXPECT_EQ(first.size(), 1u) << first;
  ASSERT_THAT(mailbox(), SizeIs(1));
  EXPECT_EQ(mailbox().at(0).at("subject"), "customer:an");
  EXPECT_EQ(mailbox().at(0).at("subject_line"), "Hello Nguyen An");
  EXPECT_EQ(mailbox().at(0).at("text"), "M");
  std::vector<std::string> contents;
  for (const auto& item : shown_on_page())
    contents.push_back(item.at("content").dump());
  EXPECT_THAT(contents,
              ::testing::UnorderedElementsAre(R"("Thank you ")", R"({"title":"Hi you"})"));
  const auto link = answer("GET", "/v1/identities/" + visitor);
  EXPECT_EQ(link.at("customer"), "an");
  EXPECT_EQ(link.at("proven"), false);

  // The shop's server knows who is logged in.
  answer("POST", "/v1/identities", {{"visitor", visitor}, {"customer", "an"}});
  contents.clear();
  for (const auto& item : shown_on_page())
    contents.push_back(item.at("content").dump());
  EXPECT_THAT(contents, ::testing::Contains(R"("For Nguyen An alone")"));
}

TEST_F(pages, a_form_identifies_nobody_whom_its_campaign_does_not_let_it) {
  settings_.onsite.address_forms_per_day = 8; // half of them from one client: all four of this test
  start();
  install(broadcast("quiet", "nobody"));
  answer("PUT", "/v1/campaigns/draft", broadcast("draft", "known"));
  answer("PUT", "/v1/records/customer/an", {{"email", "an@example.com"}});
  const json fields{{"email", "an@example.com"}};

  submit("quiet", fields, "1");
  submit("draft", fields, "2");
  submit("there-is-none", fields, "3");
  EXPECT_FALSE(is_claimed());

  answer("POST", "/v1/campaigns/draft/activate", json::object());
  submit("draft", fields, "4");
  EXPECT_TRUE(is_claimed());
}

TEST_F(pages, a_form_of_an_instance_counts_for_the_visitor_whom_it_is_about) {
  start();
  auto campaign = broadcast("quiz", "known");
  campaign["trigger"] = {{"type", "manual"}};
  campaign["steps"]["form"]["next"] = "rest";
  campaign["steps"]["rest"] = {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}};
  install(campaign);
  answer("PUT", "/v1/records/customer/an", {{"email", "an@example.com"}});
  const auto of_another =
      answer("POST", "/v1/campaigns/quiz/runs", {{"subject", "visitor:somebody-else"}});
  const auto own = answer("POST", "/v1/campaigns/quiz/runs", {{"subject", "visitor:" + visitor}});
  settle();
  const json fields{{"email", "an@example.com"}};

  submit("quiz", fields, "1");
  submit("quiz", fields, "2", of_another.at("id").get<std::string>());
  EXPECT_FALSE(is_claimed());
  submit("quiz", fields, "3", own.at("id").get<std::string>());
  EXPECT_TRUE(is_claimed());
}

TEST_F(pages, a_form_without_what_it_requires_is_refused_with_the_field_and_nothing_is_stored) {
  start();
  auto campaign = broadcast("news", "known");
  campaign["steps"]["form"]["content"] = {
      {"fields",
       {{{"name", "email"}, {"type", "email"}, {"required", true}},
        {{"name", "wish"}, {"type", "textarea"}}}}};
  install(campaign);
  const auto post = [&](const json& fields) {
    return ask("POST", "/v1/onsite/forms",
               json{{"visitor", visitor},
                    {"id", "l-" + std::string(24, 'a')},
                    {"campaign", "news"},
                    {"step", "form"},
                    {"fields", fields}}
                   .dump(),
               {{"Origin", "https://shop.example"}});
  };

  const auto refused = post({{"wish", "a\nb"}});

  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(json::parse(refused.body).at("errors"),
            (json{{{"pointer", "/fields/email"}, {"message", "is required by the form"}}}));
  EXPECT_EQ(post({{"email", "an@example.com"}, {"name", "Ann\r\nSet-Cookie: a=b"}}).status, 422);
  EXPECT_THAT(answer("GET", "/v1/records/lead").at("items"), SizeIs(0));
  EXPECT_EQ(post({{"email", "an@example.com"}, {"wish", "a\nb"}}).status, 201);
  EXPECT_THAT(answer("GET", "/v1/records/lead").at("items"), SizeIs(1));
}

TEST_F(pages, sixty_forms_with_one_address_make_a_few_messages_and_the_page_hears_no_difference) {
  settings_.onsite.address_forms_per_day = 6;
  start();
  install(broadcast("news", "known_or_new"));
  install_answers();

  for (int number = 10; number < 40; ++number) {
    const json form{{"visitor", "v-" + std::string(22, 'a') + std::to_string(number)},
                    {"id", "l-" + std::string(24, 'a')},
                    {"campaign", "news"},
                    {"step", "form"},
                    {"fields", {{"email", "victim@example.com"}, {"name", "Nguyen An"}}}};
    EXPECT_EQ(page("POST", "/v1/onsite/forms", form).size(), 1u);
  }
  settle();

  EXPECT_THAT(mailbox(), SizeIs(3)) << "one client has half of the six";
}

TEST_F(pages, whoever_watches_is_told_of_what_a_commit_changes_and_of_nothing_else) {
  start();
  install_answers();
  std::atomic<int> told{0};
  auto watch = daemon_->services().placements.watch({"visitor", visitor}, [&] { ++told; });

  submit("none", {{"size", "L"}});
  settle();
  EXPECT_EQ(told, 1) << "the push of \"thanks\"";
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  EXPECT_EQ(told, 1);
  install(broadcast("news", "nobody"));
  EXPECT_GE(told, 2) << "a broadcast is everybody's";
  answer("POST", "/v1/identities", {{"visitor", visitor}, {"customer", "an"}});
  const int before = told;
  EXPECT_GE(before, 3);

  watch.reset();
  answer("POST", "/v1/campaigns/news/pause", json::object());
  EXPECT_EQ(told, before);
}

} // namespace
} // namespace sojourn::tests
