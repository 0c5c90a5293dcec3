// Records of the shop that a campaign names in its "reads".
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

class reads : public whole_daemon {
protected:
  static json welcome() {
    return json::parse(R"({
      "id": "welcome", "name": "Welcome", "trigger": {"type": "manual"},
      "reads": {"shop": {"record": "shop", "id": "ours"}},
      "audience": {"==": [{"var": "reads.shop.open"}, true]},
      "start": "wait",
      "steps": {
        "wait": {"type": "delay", "for": "P1D", "next": "which"},
        "which": {"type": "branch", "cases": [{"when": {"var": "reads.shop.open"}, "next": "tell"}],
                  "otherwise": "closed"},
        "tell": {"type": "send", "message": "hello", "via": ["mailbox"], "next": "end"},
        "closed": {"type": "end", "reason": "closed"}
      },
      "messages": {"hello": {"fallback": "en", "languages": {
        "en": {"subject": "Hello", "text": "{{reads.shop.name}} is open."}}}}})");
  }
  void start_for_an() {
    answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
    install(welcome());
    answer("POST", "/v1/campaigns/welcome/runs", {{"customer", "an"}});
  }
};

} // namespace

TEST_F(reads, conditions_and_texts_see_the_record_as_it_is_then_and_the_journal_keeps_it) {
  start();
  answer("PUT", "/v1/records/shop/ours", {{"open", true}, {"name", "Old name"}});
  start_for_an();
  answer("PATCH", "/v1/records/shop/ours", {{"name", "Our shop"}});

  pass("P1D");

  const auto mails = mailbox();
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].at("text"), "Our shop is open.");
  answer("PUT", "/v1/records/shop/ours", {{"open", false}});
  EXPECT_EQ(answer("POST", "/v1/verify", json::object()).at("violations"), json::array())
      << "the replay sees what was then";
}

TEST_F(reads, a_record_that_closes_in_between_leads_another_way) {
  start();
  answer("PUT", "/v1/records/shop/ours", {{"open", true}});
  start_for_an();
  answer("PUT", "/v1/records/shop/ours", {{"open", false}});

  pass("P1D");

  EXPECT_EQ(answer("GET", "/v1/instances").at("items").at(0).at("reason"), "closed");
}

TEST_F(reads, what_belongs_to_one_person_cannot_be_named) {
  start();
  for (const auto& [type, message] : std::map<std::string, std::string>{
           {"order",
            "records of the type \"order\" belong to one person each; \"reads\" names what "
            "is the same for all, such as a shop or a product"},
           {"shops", "there is no record type \"shops\""}}) {
    auto definition = welcome();
    definition["reads"]["shop"]["record"] = type;
    const auto refused = ask("PUT", "/v1/campaigns/welcome", definition.dump());
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(json::parse(refused.body).at("errors"),
              (json{{{"pointer", "/reads/shop/record"}, {"message", message}}}));
  }
}

} // namespace sojourn::tests
