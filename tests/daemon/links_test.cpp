// Links of messages: through us to the shop, and out of what somebody gets.
#include "sends_fixture.hpp"

namespace sojourn::tests {

namespace {

class links : public sends {
protected:
  links() {
    settings_.tracking.base_url = "https://go.shop.example";
    sms->can.links = {.text = true};
  }
  /// A message that leads to the shop and elsewhere; gives what was handed over.
  channels::send_attempt tell(const std::string& purpose = "promotional") {
    auto definition = sending_campaign("news", {"sms"}, purpose);
    definition["messages"]["hello"]["languages"]["en"]["text"] =
        "Look: https://shop.example/a?b=1, or https://elsewhere.example/";
    given(definition);
    rules({{"links", {{"domains", {"shop.example"}}}}});
    instance_ = begin();
    return sms->last();
  }
  /// The path of the one link of ours in a text.
  static std::string path_in(const std::string& text) {
    const auto at = text.find("https://go.shop.example/t/");
    EXPECT_NE(at, std::string::npos) << text;
    const auto begin = at + std::string{"https://go.shop.example"}.size();
    return text.substr(begin, text.find(',', begin) - begin);
  }
  client::response visit(const std::string& path,
                         const std::string& agent = "Mozilla/5.0 (iPhone)") {
    return ask("GET", path, {}, {{"User-Agent", agent}});
  }
  json send() { return answer("GET", "/v1/sends/1"); }

  std::string instance_;
};

} // namespace

TEST_F(links, to_the_shop_lead_through_us_and_others_stay) {
  const auto told = tell();
  EXPECT_NE(told.content.text.find("https://elsewhere.example/"), std::string::npos);
  EXPECT_EQ(send().at("content").at("text"),
            "Look: https://shop.example/a?b=1, or https://elsewhere.example/")
      << "what was meant is what is kept";
  pass("PT1H");

  const auto visited = visit(path_in(told.content.text));

  EXPECT_EQ(visited.status, 302);
  EXPECT_EQ(visited.headers.at("location"), "https://shop.example/a?b=1");
  settle();
  EXPECT_TRUE(send().contains("clicked_at"));
  EXPECT_EQ(send().at("receipts").at(0).at("data").at("url"), "https://shop.example/a?b=1");
  pass("P1D");
  EXPECT_EQ(instance(instance_).at("reason"), "clicked");
}

TEST_F(links, count_a_person_once_an_hour_and_a_machine_not_at_all) {
  const auto path = path_in(tell().content.text);
  visit(path); // at once: nobody reads that fast
  pass("PT10M");
  visit(path, "Mozilla/5.0 (compatible; Googlebot/2.1)");
  settle();
  EXPECT_FALSE(send().contains("clicked_at"));

  visit(path);
  visit(path);
  settle();

  EXPECT_TRUE(send().contains("clicked_at"));
  int counted = 0;
  const auto shown = send();
  for (const auto& receipt : shown.at("receipts"))
    counted += receipt.at("automatic") == false ? 1 : 0;
  EXPECT_EQ(counted, 1);
}

TEST_F(links, that_are_forged_lead_nowhere) {
  auto path = path_in(tell().content.text);
  path.back() = path.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(visit(path).status, 404);
  EXPECT_EQ(visit("/t/AAAA").status, 404);
  EXPECT_EQ(ask("POST", "/u/AAAA", "List-Unsubscribe=One-Click").status, 404);
}

TEST_F(links, to_unsubscribe_do_so_by_a_post_and_not_by_a_get) {
  const auto url = tell().unsubscribe_url;
  const auto path = url.substr(std::string{"https://go.shop.example"}.size());
  EXPECT_EQ(visit(path).status, 200);
  begin();
  EXPECT_EQ(sms->got().size(), 2u) << "a GET changes nothing";

  EXPECT_EQ(ask("POST", path, "List-Unsubscribe=One-Click").status, 200);

  begin();
  EXPECT_EQ(sms->got().size(), 2u);
  const auto consents = answer("GET", "/v1/records/customer/an/consents").at("items");
  EXPECT_EQ(consents.at(0).at("state"), "withdrawn");
  EXPECT_EQ(consents.at(0).at("purpose"), "promotional");
}

TEST_F(links, to_unsubscribe_are_one_event_a_send_however_often_they_are_used) {
  auto counting = sending_campaign("counting", {"mailbox"});
  counting["trigger"] = {{"type", "event"}, {"event", "message.unsubscribed"}};
  counting["reentry"] = {{"policy", "parallel"}};
  const auto path = tell().unsubscribe_url.substr(std::string{"https://go.shop.example"}.size());
  install(counting);

  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ask("POST", path, "List-Unsubscribe=One-Click").status, 200);
    pass("PT1S");
  }

  EXPECT_EQ(answer("GET", "/v1/instances?campaign=counting").at("items").size(), 1u);
  EXPECT_EQ(send().at("receipts").size(), 1u);
}

TEST_F(links, to_unsubscribe_hold_again_after_the_person_asked_for_more) {
  const auto path = tell().unsubscribe_url.substr(std::string{"https://go.shop.example"}.size());
  ask("POST", path, "List-Unsubscribe=One-Click");
  pass("PT1H");
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "sms"}, {"purpose", "promotional"}, {"state", "given"}});
  pass("PT1H");

  EXPECT_EQ(ask("POST", path, "List-Unsubscribe=One-Click").status, 200);

  begin();
  EXPECT_EQ(sms->got().size(), 1u);
}

TEST_F(links, work_without_tokens_by_the_name_of_a_proxy_and_for_its_pages_alone) {
  const auto told = tell();
  const auto path = told.unsubscribe_url.substr(std::string{"https://go.shop.example"}.size());
  const auto by = [&](const std::string& method, const std::string& host,
                      const std::string& origin) {
    std::vector<std::pair<std::string, std::string>> headers{{"Host", host}};
    if (!origin.empty())
      headers.emplace_back("Origin", origin);
    return ask(method, path, method == "POST" ? "List-Unsubscribe=One-Click" : "", headers).status;
  };
  EXPECT_EQ(by("GET", "go.shop.example", ""), 200);
  EXPECT_EQ(by("POST", "127.0.0.1:7070", "https://elsewhere.example"), 403);
  EXPECT_EQ(by("POST", "go.shop.example", ""), 200) << "a mailbox provider";
  EXPECT_EQ(by("POST", "127.0.0.1:7070", "https://go.shop.example"), 200) << "the button";
  EXPECT_EQ(by("POST", "go.shop.example", "null"), 200) << "a mail program's own window";
  EXPECT_EQ(ask("GET", "/v1/sends", {}, {{"Host", "go.shop.example"}}).status, 403)
      << "the API itself stays for this machine";
}

TEST_F(links, of_what_the_person_waits_for_offer_no_unsubscription) {
  EXPECT_EQ(tell("transactional").unsubscribe_url, "");
}

} // namespace sojourn::tests
