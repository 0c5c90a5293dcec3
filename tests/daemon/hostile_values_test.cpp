// What strangers write, where it comes out again: links of messages, headers of answers.
#include "tests/support/fake_channel.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

/// It takes HTML with links of ours in it.
channels::capabilities takes_our_links() {
  channels::capabilities can;
  can.links = {.text = true, .html = true};
  return can;
}

class hostile_values : public whole_daemon {
protected:
  /// Sends this HTML to a customer.
  std::string send(const std::string& html, const json& customer) {
    settings_.tracking.base_url = "https://go.shop.example";
    start({{"letter", letters}});
    answer("PUT", "/v1/send-rules", {{"links", {{"domains", {"shop.example"}}}}});
    answer("PUT", "/v1/records/customer/an", customer);
    install(
        {{"id", "news"},
         {"name", "news"},
         {"trigger", {{"type", "manual"}}},
         {"start", "tell"},
         {"steps",
          {{"tell", {{"type", "send"}, {"message", "m"}, {"via", {"letter"}}, {"next", "end"}}}}},
         {"messages",
          {{"m",
            {{"purpose", "transactional"},
             {"fallback", "en"},
             {"languages", {{"en", {{"text", "Hi"}, {"html", html}}}}}}}}}});
    const auto id = answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}}).at("id");
    settle();
    return id;
  }
  std::shared_ptr<fake_channel> letters = std::make_shared<fake_channel>(takes_our_links());
};

} // namespace

TEST_F(hostile_values, in_a_link_write_no_header_of_the_answer_that_leads_on) {
  send(R"(<a href="https://shop.example/?n={{customer.name}}">Look</a>)",
       {{"name", "Ann\r\nSet-Cookie: session=x; Domain=shop.example"}});
  ASSERT_EQ(letters->got().size(), 1u);
  const auto html = letters->got().front().content.html;
  const auto at = html.find("https://go.shop.example/t/");
  ASSERT_NE(at, std::string::npos) << html;
  const auto begin = at + std::string{"https://go.shop.example"}.size();

  const auto followed = ask("GET", html.substr(begin, html.find('"', begin) - begin));

  EXPECT_EQ(followed.status, 302);
  EXPECT_EQ(followed.headers.at("location"),
            "https://shop.example/?n=AnnSet-Cookie:%20session=x;%20Domain=shop.example");
  EXPECT_EQ(followed.headers.count("set-cookie"), 0u);
}

TEST_F(hostile_values, that_run_a_script_as_a_link_are_not_sent_and_explain_says_so) {
  const auto id = send(R"(<a href="{{customer.page}}">Your page</a>)",
                       {{"page", " java\tSCRIPT:alert(document.domain)"}});

  EXPECT_TRUE(letters->got().empty());
  const auto told = explain(id).dump();
  EXPECT_NE(told.find("javascript:"), std::string::npos) << told;
  const auto journal = answer("GET", "/v1/instances/" + id + "/journal").dump();
  EXPECT_NE(journal.find("\"rejected\""), std::string::npos) << journal;
  EXPECT_NE(journal.find("\"unsafe_content\""), std::string::npos) << journal;
  EXPECT_EQ(answer("GET", "/v1/sends").at("items"), json::array()) << "no channel had it";
}

} // namespace sojourn::tests
