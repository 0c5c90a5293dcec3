// Hosted forms: pages that people open by a link, and what becomes of their answers.
#include "tests/support/pages.hpp"
#include "whole_daemon.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {

namespace {

using testing::HasSubstr;
using testing::Not;

json survey_form() {
  return json::parse(R"({
    "header": {"title": {"vi": "Khảo sát", "en": "Survey"}, "text": {"vi": "Chào {{customer.name}}", "en": "Hello {{customer.name}}"}},
    "components": [
      {"type": "rating", "name": "score", "label": {"vi": "Điểm", "en": "Score"}, "required": true},
      {"type": "consent", "name": "keep", "label": {"vi": "Lưu", "en": "Keep it"}, "channel": "mailbox", "purpose": "promotional"},
      {"type": "page"},
      {"type": "long_text", "name": "comment", "label": {"vi": "Lời nhắn", "en": "Comment"}},
      {"type": "hidden", "name": "order", "value": "{{trigger.data.order_id}}"}],
    "customer": {"fields": {"survey_score": "score"}, "consent": "keep"}})");
}

json contact_form() {
  return json::parse(R"({
    "header": {"title": {"vi": "Liên hệ", "en": "Contact"}},
    "components": [
      {"type": "short_text", "name": "name", "label": {"vi": "Tên", "en": "Name"}, "required": true},
      {"type": "email", "name": "email", "label": {"vi": "E-mail", "en": "E-mail"}, "required": true}],
    "access": {"who": "public"}})");
}

/// Sends the link, hears the answer, and says by its end which way it took.
json asking_campaign() {
  return json::parse(R"({
    "id": "ask", "name": "ask", "timezone": "UTC", "trigger": {"type": "manual"},
    "reentry": {"policy": "parallel"}, "start": "invite",
    "steps": {
      "invite": {"type": "send", "message": "m", "via": ["mailbox"], "next": "wait"},
      "wait": {"type": "wait", "events": [
        {"event": "form.answered", "match": {"==": [{"var": "event.instance"}, {"var": "instance.id"}]},
         "as": "told", "next": "how"}], "timeout": "P7D", "on_timeout": "end"},
      "how": {"type": "branch", "cases": [
        {"when": {"<": [{"var": "vars.told.answers.score"}, 5]}, "next": "sorry"}], "otherwise": "end"},
      "sorry": {"type": "send", "message": "sorry", "via": ["mailbox"], "next": "end"}},
    "messages": {
      "m": {"purpose": "service", "fallback": "en", "languages": {"en": {"subject": "Tell us", "text": "Here: {{#form}}survey{{/form}}"}}},
      "sorry": {"purpose": "service", "fallback": "en", "languages": {"en": {"subject": "Sorry", "text": "Sorry, {{customer.name}}"}}}}})");
}

class hosted_pages : public whole_daemon {
protected:
  hosted_pages() { settings_.tracking.base_url = "https://go.shop.example"; }

  void put_form(const std::string& id, const json& form) { answer("PUT", "/v1/forms/" + id, form); }

  /// A survey is asked of An; gives the path of the link.
  std::string invite(const std::string& who = "an") {
    answer("PUT", "/v1/records/customer/" + who, {{"name", "Nguyễn An"}, {"language", "en"}});
    put_form("survey", survey_form());
    install(asking_campaign());
    return invite_again(who);
  }
  std::string invite_again(const std::string& who = "an") {
    const auto before = mailbox().size();
    answer("POST", "/v1/campaigns/ask/runs", {{"customer", who}, {"data", {{"order_id", "an-1"}}}});
    settle();
    EXPECT_EQ(mailbox().size(), before + 1);
    std::string path;
    for (const auto& mail : mailbox())
      if (mail.at("text").get<std::string>().find("Here: ") == 0)
        path = path_in(mail.at("text").get<std::string>());
    EXPECT_NE(path, "");
    return path;
  }

  client::response send(const std::string& method, const std::string& path,
                        const std::string& body = {},
                        std::vector<std::pair<std::string, std::string>> headers = {}) {
    client::request request{.method = method, .target = path, .body = body};
    if (method == "POST")
      request.content_type = "application/x-www-form-urlencoded";
    request.headers = std::move(headers);
    const auto response = client::send(where_, request);
    EXPECT_TRUE(response) << (response ? "" : response.error().why);
    return response ? *response : client::response{};
  }
  client::response open(const std::string& path) { return send("GET", path); }
  /// What a browser does that keeps cookies: opens the page and sends it.
  client::response fill_in(const std::string& path, const inputs_of_page& written,
                           const std::string& go = "send") {
    const auto page = open(path);
    return send("POST", path, sent_form(page.body, written, go), cookie_of(page));
  }
  static std::vector<std::pair<std::string, std::string>> cookie_of(const client::response& page) {
    const auto found = page.headers.find("set-cookie");
    if (found == page.headers.end())
      return {};
    return {{"Cookie", found->second.substr(0, found->second.find(';'))}};
  }
  /// Both pages of the survey.
  client::response answer_survey(const std::string& path, const inputs_of_page& first,
                                 const std::string& comment) {
    const auto second = fill_in(path, first, "next");
    EXPECT_EQ(second.status, 200);
    return send("POST", path, sent_form(second.body, merged(first, {{"comment", comment}})));
  }
  static inputs_of_page merged(inputs_of_page one, const inputs_of_page& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
  }
  json answers(const std::string& form) {
    return answer("GET", "/v1/forms/" + form + "/answers").at("items");
  }
};

} // namespace

TEST_F(hosted_pages, a_link_of_a_message_shows_the_page_of_the_person) {
  start();
  const auto page = open(invite() + "?lang=en");

  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("Hello Nguyễn An"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.headers.at("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
  EXPECT_EQ(page.headers.at("cache-control"), "no-store, private");
  EXPECT_EQ(page.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.headers.count("set-cookie"), 0u) << "the link itself is the proof";
}

TEST_F(hosted_pages, a_link_with_a_character_changed_leads_nowhere) {
  start();
  auto path = invite();
  path[10] = path[10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(open(path).status, 404);
  EXPECT_EQ(open("/f/survey").status, 403) << "it says that one needs a personal link";
  EXPECT_THAT(open("/f/survey").body, Not(HasSubstr("sojourn.token")));
  EXPECT_EQ(open("/f/nothing").status, 404);
}

TEST_F(hosted_pages, an_answer_is_heard_by_the_instance_whose_link_it_was) {
  start();
  const auto path = invite();
  const auto taken = answer_survey(path, {{"score", "2"}, {"keep", "yes"}}, "too late");
  EXPECT_EQ(taken.status, 303);
  EXPECT_THAT(taken.headers.at("location"), HasSubstr("sent=1"));
  settle();

  const auto told = answers("survey");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told.at(0).at("subject"), "customer:an");
  EXPECT_EQ(told.at(0).at("answers"),
            json::parse(R"({"score": 2, "keep": true, "comment": "too late", "order": "an-1"})"));
  EXPECT_EQ(told.at(0).at("version"), 1);
  EXPECT_EQ(told.at(0).at("instance"), only_instance());
  EXPECT_EQ(mailbox().size(), 2u) << "a low score is answered";
  EXPECT_EQ(answer("GET", "/v1/records/customer/an").at("data").at("survey_score"), 2);
}

TEST_F(hosted_pages, the_same_answer_twice_is_one) {
  start();
  const auto path = invite();
  const auto second = fill_in(path, {{"score", "9"}}, "next");
  const auto sent = sent_form(second.body, {{"score", "9"}});
  EXPECT_EQ(send("POST", path, sent).status, 303);
  EXPECT_LT(send("POST", path, sent).status, 400);
  settle();
  EXPECT_EQ(answers("survey").size(), 1u);
}

TEST_F(hosted_pages, without_the_consent_no_field_is_written) {
  start();
  answer_survey(invite(), {{"score", "9"}}, "");
  settle();
  EXPECT_FALSE(answer("GET", "/v1/records/customer/an").at("data").contains("survey_score"));
  EXPECT_EQ(answers("survey").size(), 1u);
}

TEST_F(hosted_pages, a_mistake_is_told_at_its_field_and_nothing_is_stored) {
  start();
  const auto path = invite();
  const auto page = fill_in(path, {{"score", "11"}}, "next");
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, HasSubstr("id=\"e-score\""));
  EXPECT_EQ(answers("survey"), json::array());
}

TEST_F(hosted_pages, what_was_written_behind_a_personal_link_survives_a_lost_connection) {
  start();
  const auto path = invite();
  const auto second = fill_in(path, {{"score", "4"}}, "next");
  const auto saved = send(
      "POST", path, sent_form(second.body, {{"score", "4"}, {"comment", "half a sen"}}, "save"));
  EXPECT_EQ(saved.status, 303);

  daemon_.reset();
  start();

  const auto page = fill_in(path, {{"score", "4"}}, "next");
  EXPECT_THAT(page.body, HasSubstr("name=\"comment\""));
  EXPECT_THAT(open(path).body, HasSubstr("value=\"4\" checked"));
}

TEST_F(hosted_pages, a_public_form_is_sent_only_by_the_browser_that_it_was_shown_in) {
  start();
  put_form("contact", contact_form());
  const auto page = open("/f/contact");
  const auto body = sent_form(page.body, {{"name", "Bình"}, {"email", "binh@shop.example"}});
  EXPECT_THAT(page.headers.at("set-cookie"), HasSubstr("HttpOnly"));
  EXPECT_THAT(page.headers.at("set-cookie"), HasSubstr("SameSite=Lax"));

  const auto forged = send("POST", "/f/contact", body);
  EXPECT_THAT(forged.body, HasSubstr("Bình")) << "what was written is shown again";
  const auto other = send("POST", "/f/contact", body, cookie_of(open("/f/contact")));
  EXPECT_NE(other.status, 303);
  EXPECT_EQ(answers("contact"), json::array());

  EXPECT_EQ(send("POST", "/f/contact", body, cookie_of(page)).status, 303);
  EXPECT_EQ(send("POST", "/f/contact", body, cookie_of(page)).status, 303);
  const auto told = answers("contact");
  ASSERT_EQ(told.size(), 1u) << "a second click is the same answer";
  EXPECT_EQ(told.at(0).at("proven"), false);
  EXPECT_EQ(told.at(0).at("subject").get<std::string>().substr(0, 10), "visitor:f-");
}

TEST_F(hosted_pages, a_public_form_takes_as_many_answers_as_it_says) {
  start();
  auto form = contact_form();
  form["access"]["answers"] = {{"in_all", 1}};
  put_form("contact", form);
  EXPECT_EQ(fill_in("/f/contact", {{"name", "An"}, {"email", "an@shop.example"}}).status, 303);
  const auto page = fill_in("/f/contact", {{"name", "Bình"}, {"email", "binh@shop.example"}});
  EXPECT_THAT(page.body, Not(HasSubstr("sojourn.token")));
  EXPECT_EQ(answers("contact").size(), 1u);
}

TEST_F(hosted_pages, a_form_is_open_from_one_instant_until_another) {
  start();
  auto form = contact_form();
  form["access"]["from"] = "2026-03-02T09:00:00+07:00";
  form["access"]["until"] = "2026-03-03T09:00:00+07:00";
  put_form("contact", form);
  EXPECT_THAT(open("/f/contact?lang=en").body, HasSubstr("This form is not open yet."));
  pass("P1D");
  EXPECT_THAT(open("/f/contact").body, HasSubstr("sojourn.token"));
  pass("P1D");
  EXPECT_THAT(open("/f/contact?lang=en").body, HasSubstr("This form is closed."));
}

TEST_F(hosted_pages, a_code_is_asked_for_before_anything_is_shown) {
  start();
  auto form = contact_form();
  form["access"]["code"] = "tet-2026";
  put_form("contact", form);
  const auto door = open("/f/contact");
  EXPECT_THAT(door.body, Not(HasSubstr("name=\"email\"")));
  const auto cookie = cookie_of(door);

  const auto wrong =
      send("POST", "/f/contact", sent_form(door.body, {{"sojourn.code", "tet-2025"}}), cookie);
  EXPECT_THAT(wrong.body, Not(HasSubstr("name=\"email\"")));
  const auto skipped =
      send("POST", "/f/contact",
           sent_form(door.body, {{"name", "An"}, {"email", "an@shop.example"}}), cookie);
  EXPECT_NE(skipped.status, 303);
  const auto page =
      send("POST", "/f/contact", sent_form(door.body, {{"sojourn.code", "tet-2026"}}), cookie);
  EXPECT_THAT(page.body, HasSubstr("name=\"email\""));
  EXPECT_EQ(send("POST", "/f/contact",
                 sent_form(page.body, {{"name", "An"}, {"email", "an@shop.example"}}), cookie)
                .status,
            303);
  EXPECT_EQ(answers("contact").size(), 1u);
}

TEST_F(hosted_pages, answers_are_a_table_that_is_filtered_and_exported) {
  start();
  put_form("contact", contact_form());
  fill_in("/f/contact", {{"name", "=1+1"}, {"email", "an@shop.example"}});
  pass("P1D");
  fill_in("/f/contact", {{"name", "Bình"}, {"email", "binh@shop.example"}});

  EXPECT_EQ(answer("GET", "/v1/forms/contact/answers?from=2026-03-02T00:00:00Z").at("items").size(),
            1u);
  const auto table = ask("GET", "/v1/forms/contact/answers?format=csv");
  EXPECT_EQ(table.status, 200);
  EXPECT_THAT(table.body, HasSubstr("binh@shop.example"));
  EXPECT_THAT(table.body, Not(HasSubstr(",=1+1"))) << "a spreadsheet calculates nothing";
}

TEST_F(hosted_pages, answers_and_drafts_go_with_the_person) {
  start();
  const auto path = invite();
  answer_survey(path, {{"score", "9"}}, "secret words");
  settle();
  answer("DELETE", "/v1/records/customer/an");
  settle();

  EXPECT_EQ(answers("survey"), json::array());
  EXPECT_EQ(open(path).status, 410);
  EXPECT_EQ(send("POST", path, "score=1").status, 410);
}

TEST_F(hosted_pages, a_form_that_an_active_campaign_links_to_stays) {
  start();
  invite();
  EXPECT_EQ(ask("DELETE", "/v1/forms/survey").status, 409);
  answer("POST", "/v1/campaigns/ask/end");
  EXPECT_LT(ask("DELETE", "/v1/forms/survey").status, 300);
}

TEST_F(hosted_pages, a_campaign_does_not_begin_that_links_to_no_form) {
  start();
  answer("PUT", "/v1/campaigns/ask", asking_campaign());
  const auto refused = ask("POST", "/v1/campaigns/ask/activate", "{}");
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("survey"));
}

TEST_F(hosted_pages, a_change_is_another_version_that_overwrites_nothing) {
  start();
  put_form("contact", contact_form());
  const auto first = ask("GET", "/v1/forms/contact").headers.at("etag");
  auto form = contact_form();
  form["header"]["title"] = "Write to us";
  EXPECT_EQ(ask("PUT", "/v1/forms/contact", form.dump(), {{"If-Match", first}}).status, 200);
  EXPECT_EQ(ask("PUT", "/v1/forms/contact", contact_form().dump(), {{"If-Match", first}}).status,
            412);
  EXPECT_EQ(answer("GET", "/v1/forms/contact/versions").at("items").size(), 2u);
}

TEST_F(hosted_pages, a_preview_shows_the_page_of_a_document_that_is_not_saved) {
  start();
  const auto shown = answer("POST", "/v1/forms/contact/preview",
                            {{"definition", contact_form()}, {"language", "en"}});
  EXPECT_THAT(shown.at("html").get<std::string>(), HasSubstr("<h1>Contact</h1>"));
}

TEST_F(hosted_pages, one_address_gets_one_confirming_mail_a_day_whoever_types_it) {
  start();
  auto form = contact_form();
  form["components"].push_back({{"type", "consent"},
                                {"name", "news"},
                                {"label", "News"},
                                {"channel", "mailbox"},
                                {"purpose", "promotional"},
                                {"double_opt_in", true},
                                {"address", "email"}});
  form["customer"] = {{"identifies", "known_or_new"}};
  put_form("contact", form);
  install(json::parse(R"({
    "id": "opt-in", "name": "opt-in", "trigger": {"type": "event", "event": "consent.asked"},
    "reentry": {"policy": "parallel"}, "start": "mail",
    "steps": {"mail": {"type": "send", "message": "m", "via": ["mailbox"], "next": "end"}},
    "messages": {"m": {"purpose": "transactional", "fallback": "en", "languages": {"en": {"subject": "Confirm",
      "text": "Here: {{#confirm}}{{trigger.data.request}}{{/confirm}}"}}}}})"));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(fill_in("/f/contact", {{"name", "An " + std::to_string(i)},
                                     {"email", "an@shop.example"},
                                     {"news", "yes"}})
                  .status,
              303);
  settle();
  ASSERT_EQ(mailbox().size(), 1u);
  const auto customer = mailbox().at(0).at("subject").get<std::string>().substr(9);
  const auto consents = "/v1/records/customer/" + customer + "/consents";
  EXPECT_EQ(answer("GET", consents).at("items"), json::array());

  const auto path = path_in(mailbox().at(0).at("text").get<std::string>());
  EXPECT_EQ(open(path).status, 200);
  EXPECT_EQ(answer("GET", consents).at("items"), json::array()) << "opening it is not agreeing";
  EXPECT_EQ(send("POST", path).status, 200);
  EXPECT_EQ(answer("GET", consents).at("items").at(0).at("state"), "given");

  pass("P1D");
  fill_in("/f/contact", {{"name", "An"}, {"email", "an@shop.example"}, {"news", "yes"}});
  settle();
  EXPECT_EQ(mailbox().size(), 1u) << "it is given already";
}

TEST_F(hosted_pages, one_client_cannot_flood_a_public_form) {
  start();
  put_form("contact", contact_form());
  const auto page = open("/f/contact");
  const auto body = sent_form(page.body, {{"name", "An"}, {"email", "an@shop.example"}});
  int refused = 0;
  for (int i = 0; i < 200 && refused == 0; ++i)
    refused += send("POST", "/f/contact", body, cookie_of(page)).status == 429 ? 1 : 0;
  EXPECT_EQ(refused, 1);
}

} // namespace sojourn::tests
