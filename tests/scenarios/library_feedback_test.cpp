// Scenarios of the library that ask customers something, with the daemon killed at every stage: the
// survey, the review, the VAT invoice, and the consent that its owner confirms.
#include "simulators/invoice_system.hpp"
#include "tests/scenarios/library_shop.hpp"
#include "tests/support/pages.hpp"

#include <gmock/gmock.h>
#include <set>

namespace sojourn::scenarios {

namespace {

using channels::invoice_system;
using tests::inputs_of_page;

void deliver(mortal_daemon& shop, const std::vector<std::string>& to) {
  for (const auto& who : to) {
    put_record(shop, "customer", who, {{"language", "en"}});
    put_record(shop, "order", who + "-1", order_of(who, "delivered", monday_morning));
  }
}

/// The link in the last message of this first line to somebody.
std::string link_to(mortal_daemon& shop, const std::string& who, const std::string& first_line) {
  std::string path;
  for (const auto& mail : shop.mailbox()) {
    if (mail.at("subject") == "customer:" + who && mail.at("subject_line") == first_line)
      path = tests::path_in(mail.at("text").get<std::string>());
  }
  EXPECT_FALSE(path.empty()) << who << " has no link in \"" << first_line << '"';
  return path;
}

/// Opens a link and sends what a person writes into the page.
client::response fill_in(mortal_daemon& shop, const std::string& path,
                         const inputs_of_page& written) {
  const auto page = shop.visit("GET", path);
  return shop.visit("POST", path, tests::sent_form(page.body, written));
}

/// To whom, and the first line; those of calls that were lost come minutes later.
json letters_without_times(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& mail : shop.mailbox())
    told.push_back({mail.at("subject"), mail.at("subject_line")});
  std::sort(told.begin(), told.end());
  return told;
}

json answers_of(mortal_daemon& shop, const std::string& form) {
  json told = json::array();
  for (const auto& one : shop.items("/v1/forms/" + form + "/answers"))
    told.push_back({one.at("subject"), one.at("answers"), one.at("proven")});
  std::sort(told.begin(), told.end());
  return told;
}

inputs_of_page buyer_with(const std::string& tax_code) {
  return {{"company", "Công ty Trà Việt"},  {"tax_code", tax_code},
          {"address.street", "1 Hàng Bài"}, {"address.ward", "Cửa Nam"},
          {"address.province", "Hà Nội"},   {"email", "ke-toan@example.com"}};
}

} // namespace

TEST(a_survey, notes_what_was_answered_and_asks_the_staff_to_call) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "thank-you-survey");
    deliver(shop, {"angry", "glad", "silent"});
    shop.clock_to("2026-03-04T09:00:00+07:00");
    EXPECT_EQ(letters(shop).size(), 3u);
    const auto angry_link = link_to(shop, "angry", "Thank you for your order");
    const auto glad_link = link_to(shop, "glad", "Thank you for your order");
    EXPECT_NE(angry_link, glad_link);

    // A low score brings a question along, on the same page.
    const auto page = shop.visit("GET", angry_link);
    EXPECT_EQ(page.body.find("What was not good?"), std::string::npos);
    const auto more = shop.visit("POST", angry_link, tests::sent_form(page.body, {{"score", "2"}}));
    if (more.status == 200 && more.body.find("sojourn.token") != std::string::npos) {
      EXPECT_NE(more.body.find("What was not good?"), std::string::npos);
      const auto sent = tests::sent_form(
          more.body, {{"score", "2"}, {"reasons", "delivery"}, {"comment", "late"}});
      // Told of a death in between, the browser sends it again and reads that it was answered.
      EXPECT_THAT(shop.visit("POST", angry_link, sent).status, testing::AnyOf(303, 200));
      EXPECT_THAT(shop.visit("POST", angry_link, sent).status, testing::AnyOf(303, 200));
    }
    (void)fill_in(shop, glad_link, {{"score", "9"}});
    shop.clock_to("2026-03-05T09:00:00+07:00");
    const auto tasks = shop.items("/v1/desk/tasks");
    EXPECT_EQ(tasks.size(), 1u) << tasks.dump();
    EXPECT_EQ(tasks.at(0).at("customer"), "angry");
    EXPECT_EQ(tasks.at(0).at("text").at("en"),
              "Call the customer, who gave 2 points. They wrote: late");
    EXPECT_EQ(tasks.at(0).at("due_at"), "2026-03-06T02:00:00Z");
    shop.create("/v1/desk/angry/marks", "called-angry",
                {{"mark", "task_done"}, {"task", tasks.at(0).at("id")}, {"note", "apologized"}});
    EXPECT_EQ(shop.items("/v1/desk/tasks"), json::array());
    shop.clock_to("2026-03-25T09:00:00+07:00");

    const auto angry = customer_of(shop, "angry");
    EXPECT_EQ(angry.at("survey_score"), 2);
    EXPECT_EQ(angry.at("survey_comment"), "late");
    EXPECT_EQ(angry.at("called_back_at"), "2026-03-05T02:00:00Z");
    EXPECT_EQ(customer_of(shop, "glad").at("survey_score"), 9);
    EXPECT_FALSE(customer_of(shop, "glad").contains("called_back_at"));
    EXPECT_EQ(letters_without_times(shop), json::parse(R"([
      ["customer:angry", "Thank you for your order"],
      ["customer:angry", "We are sorry"],
      ["customer:glad", "Thank you for your answer"],
      ["customer:glad", "Thank you for your order"],
      ["customer:silent", "Thank you for your order"]])"));
    EXPECT_EQ(answers_of(shop, "order-survey"), json::parse(R"([
      ["customer:angry", {"comment": "late", "reasons": ["delivery"], "score": 2}, true],
      ["customer:glad", {"score": 9}, true]])"));
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:angry", "completed", ""],
      ["customer:glad", "completed", ""], ["customer:silent", "completed", "no answer"]])"));
    return json{letters_without_times(shop), endings(shop), answers_of(shop, "order-survey")};
  });
}

TEST(a_survey, takes_the_answer_of_the_form_on_the_site) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "thank-you-survey");
    deliver(shop, {"an"});
    shop.clock_to("2026-03-04T09:00:00+07:00");
    const auto shown = shop.answer("GET", "/v1/placements?customer=an").at("items");
    EXPECT_EQ(shown.size(), 1u);
    EXPECT_EQ(shown.at(0).at("content").at("title"), "How was your order?");
    const auto instance = shop.items("/v1/instances").at(0).at("id");
    // As the daemon publishes it about a visitor who is a customer.
    shop.event("lead-1", "form.submitted", "customer:an",
               {{"instance", instance}, {"fields", {{"score", "3"}, {"comment", "slow"}}}});
    shop.clock_to("2026-03-05T09:00:00+07:00");

    const auto an = customer_of(shop, "an");
    EXPECT_EQ(an.at("survey_score"), "3");
    EXPECT_EQ(an.at("survey_comment"), "slow");
    EXPECT_EQ(shop.items("/v1/desk/tasks").size(), 1u);
    shop.clock_to("2026-04-10T09:00:00+07:00");
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "completed", "nobody called"]])"));
    return json{an, endings(shop)};
  });
}

TEST(a_review, is_asked_for_reminded_of_and_rewarded) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "review-after-delivery");
    deliver(shop, {"late", "prompt", "early", "silent"});
    const auto review = [&](const std::string& who) {
      put_record(
          shop, "review", "r-" + who,
          {{"customer_id", who}, {"order_id", who + "-1"}, {"sku", "oolong"}, {"rating", 5}});
    };
    shop.clock_to("2026-03-05T09:00:00+07:00");
    review("early"); // before anybody asked
    shop.clock_to("2026-03-10T09:00:00+07:00");
    review("prompt");
    shop.clock_to("2026-03-15T09:00:00+07:00");
    review("late");
    shop.clock_to("2026-03-31T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-09T02:00:00Z", "customer:late", "How is it?"],
      ["2026-03-09T02:00:00Z", "customer:prompt", "How is it?"],
      ["2026-03-09T02:00:00Z", "customer:silent", "How is it?"],
      ["2026-03-10T02:00:00Z", "customer:prompt", "Thank you for your review"],
      ["2026-03-14T02:00:00Z", "customer:late", "Your review counts"],
      ["2026-03-14T02:00:00Z", "customer:silent", "Your review counts"],
      ["2026-03-15T02:00:00Z", "customer:late", "Thank you for your review"]])"));
    EXPECT_EQ(endings(shop),
              json::parse(R"([["customer:early", "completed", "everything has a review"],
      ["customer:late", "completed", ""], ["customer:prompt", "completed", ""],
      ["customer:silent", "completed", "no review"]])"));
    return json{letters(shop), endings(shop)};
  });
}

namespace {

/// An has paid and asks for an invoice, first with a wrong tax code and then, twice at once, with a
/// right one; Bo has paid and wants none.
json play_vat_invoice(mortal_daemon& shop, invoice_system& invoices) {
  shop.answer("PUT", "/v1/secrets/invoice", {{"value", "Bearer of-the-invoice-system"}});
  run_scenario(shop, "vat-invoice", {{"invoice_url", invoices.url()}});
  for (const std::string who : {"an", "bo"}) {
    put_record(shop, "customer", who, {{"language", "en"}, {"email", who + "@example.com"}});
    put_record(shop, "order", who + "-1", order_of(who, "paid", monday_morning));
  }
  shop.clock_to("2026-03-03T09:00:00+07:00");
  const auto link = link_to(shop, "an", "Do you need a VAT invoice?");
  const auto page = shop.visit("GET", link);
  EXPECT_NE(page.body.find("Order an-1"), std::string::npos) << "it says which order it is about";
  EXPECT_NE(page.body.find("an@example.com"), std::string::npos);

  const auto wrong =
      shop.visit("POST", link, tests::sent_form(page.body, buyer_with("0100109107")));
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(wrong.body.find("id=\"e-tax_code\""), std::string::npos) << "the check digit is wrong";
  EXPECT_EQ(wrong.body.find("id=\"e-company\""), std::string::npos);
  const auto right = tests::sent_form(wrong.body, buyer_with("0100109106-001"));
  EXPECT_EQ(shop.visit("POST", link, right).status, 303);
  EXPECT_EQ(shop.visit("POST", link, right).status, 303) << "the same answer again is the same";
  shop.clock_to("2026-03-20T09:00:00+07:00");

  EXPECT_EQ(shop.items("/v1/forms/vat-invoice/answers").size(), 1u);
  EXPECT_EQ(letters_without_times(shop), json::parse(R"([
      ["customer:an", "Do you need a VAT invoice?"],
      ["customer:an", "Your VAT invoice"],
      ["customer:bo", "Do you need a VAT invoice?"]])"));
  const auto issued = invoices.issued("an-1");
  EXPECT_EQ(issued.size(), 1u) << "one order, one invoice";
  if (!issued.empty()) {
    EXPECT_EQ(issued.front().at("buyer").at("tax_code"), "0100109106-001");
    EXPECT_EQ(issued.front().at("buyer").at("address"), "1 Hàng Bài, Cửa Nam, Hà Nội");
  }
  for (const auto& one : invoices.authorizations())
    EXPECT_EQ(one, "Bearer of-the-invoice-system");
  EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "completed", ""],
      ["customer:bo", "completed", "no invoice was asked for"]])"));
  std::string said;
  for (const auto& mail : shop.mailbox()) {
    if (mail.at("subject_line") == "Your VAT invoice")
      said = mail.at("text");
  }
  EXPECT_NE(said.find("1C26-an-1"), std::string::npos) << said;
  return json{letters_without_times(shop), endings(shop), said};
}

} // namespace

TEST(a_vat_invoice, is_asked_for_with_valid_data_and_called_for_at_most_once_an_order) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    invoice_system invoices;
    const auto told = play_vat_invoice(shop, invoices);
    EXPECT_EQ(invoices.calls("an-1"), 1) << "a call that arrived is not repeated";
    return told;
  });
}

TEST(a_vat_invoice, of_which_the_answer_is_lost_is_looked_up_and_not_called_for_again) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    invoice_system invoices{
        [](const std::string&, int) { return invoice_system::manner::loses_answer; }};
    const auto told = play_vat_invoice(shop, invoices);
    EXPECT_EQ(invoices.calls("an-1"), 1);
    return told;
  });
}

TEST(a_vat_invoice, is_called_for_again_only_where_the_system_says_that_it_has_none) {
  const auto play = [](invoice_system::manner first) {
    expect_same_through_deaths(monday_morning, [first](mortal_daemon& shop) {
      invoice_system invoices{[first](const std::string&, int count) {
        return count == 0 ? first : invoice_system::manner::answers;
      }};
      return play_vat_invoice(shop, invoices);
    });
  };
  play(invoice_system::manner::ends_before);
  play(invoice_system::manner::is_down);
}

TEST(a_vat_invoice, that_the_system_refuses_is_asked_for_again_by_the_same_form) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    invoice_system invoices{[](const std::string&, int count) {
      return count == 0 ? invoice_system::manner::refuses : invoice_system::manner::answers;
    }};
    shop.answer("PUT", "/v1/secrets/invoice", {{"value", "Bearer of-the-invoice-system"}});
    run_scenario(shop, "vat-invoice", {{"invoice_url", invoices.url()}});
    put_record(shop, "customer", "an", {{"language", "en"}});
    put_record(shop, "order", "an-1", order_of("an", "paid", monday_morning));
    shop.clock_to("2026-03-03T09:00:00+07:00");
    (void)fill_in(shop, link_to(shop, "an", "Do you need a VAT invoice?"),
                  buyer_with("0100109106"));
    shop.clock_to("2026-03-04T09:00:00+07:00");
    (void)fill_in(shop, link_to(shop, "an", "The data of the invoice is not right"),
                  buyer_with("0300588569"));
    shop.clock_to("2026-03-20T09:00:00+07:00");

    EXPECT_EQ(letters_without_times(shop), json::parse(R"([
      ["customer:an", "Do you need a VAT invoice?"],
      ["customer:an", "The data of the invoice is not right"],
      ["customer:an", "Your VAT invoice"]])"));
    const auto issued = invoices.issued("an-1");
    EXPECT_EQ(issued.size(), 1u);
    EXPECT_EQ(issued.at(0).at("buyer").at("tax_code"), "0300588569");
    return json{letters_without_times(shop), endings(shop)};
  });
}

TEST(a_consent, counts_once_the_owner_of_the_address_has_confirmed_it) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "double-opt-in", {{"language", "en"}});
    shop.answer("PUT", "/v1/forms/newsletter",
                {{"header", {{"title", "Our letter"}}},
                 {"settings", {{"languages", {"en"}}}},
                 {"access", {{"who", "public"}}},
                 {"customer", {{"identifies", "known_or_new"}}},
                 {"components",
                  {{{"type", "email"}, {"name", "email"}, {"label", "E-mail"}, {"required", true}},
                   {{"type", "consent"},
                    {"name", "news"},
                    {"label", "Send me the letter"},
                    {"channel", "mailbox"},
                    {"purpose", "promotional"},
                    {"double_opt_in", true},
                    {"address", "email"}}}}});
    const auto sign_up = [&](const std::string& email) {
      const auto page = shop.visit("GET", "/f/newsletter");
      const auto cookie = page.header("set-cookie").substr(0, page.header("set-cookie").find(';'));
      EXPECT_EQ(shop.visit("POST", "/f/newsletter",
                           tests::sent_form(page.body, {{"email", email}, {"news", "yes"}}), cookie)
                    .status,
                303);
    };
    sign_up("an@example.com");
    sign_up("An@Example.com");
    shop.clock_to("2026-03-02T12:00:00+07:00");
    EXPECT_EQ(letters(shop).size(), 1u) << "one mail an address and day, whoever types it";
    const auto customer = shop.items("/v1/records/customer").at(0).at("id").get<std::string>();
    const auto consents = "/v1/records/customer/" + customer + "/consents";
    EXPECT_EQ(shop.items(consents), json::array()) << "nothing counts yet";

    const auto link = link_to(shop, customer, "Please confirm that you want our messages");
    const auto asked = shop.visit("GET", link);
    EXPECT_EQ(asked.status, 200);
    EXPECT_EQ(shop.items(consents), json::array()) << "scanners open every link";
    EXPECT_EQ(shop.visit("POST", link).status, 200);
    EXPECT_EQ(shop.visit("POST", link).status, 200) << "a second click changes nothing";
    const auto given = shop.items(consents);
    EXPECT_EQ(given.size(), 1u);
    EXPECT_EQ(given.at(0).at("state"), "given");
    EXPECT_EQ(given.at(0).at("channel"), "mailbox");
    shop.clock_to("2026-03-03T12:00:00+07:00");
    EXPECT_EQ(shop.items("/v1/instances").at(0).at("status"), "converted");
    // The customer is called after the page, which another one would be.
    return json{shop.mailbox().size(), shop.items("/v1/instances").size()};
  });
}

} // namespace sojourn::scenarios
