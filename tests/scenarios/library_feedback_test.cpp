// Scenarios of the library that ask customers something, with the daemon killed at every stage: the
// survey, the review, and the VAT invoice.
#include "simulators/http_server.hpp"
#include "tests/scenarios/library_shop.hpp"

#include <set>

namespace sojourn::scenarios {

namespace {

const json survey_link{{"vi", "https://shop.example/s?i={{instance.id}}"},
                       {"en", "https://shop.example/s?i={{instance.id}}"}};

void deliver(mortal_daemon& shop, const std::vector<std::string>& to) {
  for (const auto& who : to) {
    put_record(shop, "customer", who, {{"language", "en"}});
    put_record(shop, "order", who + "-1", order_of(who, "delivered", monday_morning));
  }
}

} // namespace

TEST(a_survey, notes_what_was_answered_and_whom_to_call) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "thank-you-survey", {{"form", survey_link}});
    deliver(shop, {"angry", "glad", "silent"});
    shop.clock_to("2026-03-04T09:00:00+07:00");
    EXPECT_EQ(letters(shop).size(), 3u);
    const auto shown = shop.answer("GET", "/v1/placements?customer=glad").at("items");
    EXPECT_EQ(shown.size(), 1u);
    EXPECT_EQ(shown.at(0).at("content").at("title"), "How was your order?");
    shop.event("answer-1", "form.answered", "customer:angry",
               {{"order_id", "angry-1"}, {"score", 2}, {"comment", "late"}});
    shop.event("answer-2", "form.answered", "customer:glad",
               {{"order_id", "glad-1"}, {"score", 9}});
    shop.clock_to("2026-03-25T09:00:00+07:00");

    const auto angry = customer_of(shop, "angry");
    EXPECT_EQ(angry.at("survey_score"), 2);
    EXPECT_EQ(angry.at("survey_comment"), "late");
    EXPECT_EQ(angry.at("call_wanted_at"), "2026-03-04T02:00:00Z");
    EXPECT_EQ(customer_of(shop, "glad").at("survey_score"), 9);
    EXPECT_FALSE(customer_of(shop, "glad").contains("call_wanted_at"));
    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-04T02:00:00Z", "customer:angry", "Thank you for your order"],
      ["2026-03-04T02:00:00Z", "customer:angry", "We are sorry"],
      ["2026-03-04T02:00:00Z", "customer:glad", "Thank you for your answer"],
      ["2026-03-04T02:00:00Z", "customer:glad", "Thank you for your order"],
      ["2026-03-04T02:00:00Z", "customer:silent", "Thank you for your order"]])"));
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:angry", "completed", ""],
      ["customer:glad", "completed", ""], ["customer:silent", "completed", "no answer"]])"));
    return json{letters(shop), endings(shop), angry};
  });
}

TEST(a_survey, takes_the_answer_of_the_form_on_the_site) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "thank-you-survey", {{"form", survey_link}});
    deliver(shop, {"an"});
    shop.clock_to("2026-03-04T09:00:00+07:00");
    const auto instance = shop.items("/v1/instances").at(0).at("id");
    // As the daemon publishes it about a visitor who is a customer.
    shop.event("lead-1", "form.submitted", "customer:an",
               {{"instance", instance}, {"fields", {{"score", "3"}, {"comment", "slow"}}}});
    shop.clock_to("2026-03-05T09:00:00+07:00");

    const auto an = customer_of(shop, "an");
    EXPECT_EQ(an.at("survey_score"), "3");
    EXPECT_EQ(an.at("survey_comment"), "slow");
    EXPECT_TRUE(an.contains("call_wanted_at"));
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

TEST(a_vat_invoice, is_asked_for_with_valid_data_and_issued_once_for_an_order) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    channels::http_server invoices{channels::http_answer(201, R"({"number": "1C26-0001"})",
                                                         {"Content-Type: application/json"})};
    shop.answer("PUT", "/v1/secrets/invoice", {{"value", "Bearer of-the-invoice-system"}});
    run_scenario(shop, "vat-invoice", {{"form", survey_link}, {"invoice_url", invoices.url()}});
    for (const std::string who : {"an", "bo"}) {
      put_record(shop, "customer", who, {{"language", "en"}});
      put_record(shop, "order", who + "-1", order_of(who, "paid", monday_morning));
    }
    shop.clock_to("2026-03-03T09:00:00+07:00");
    json buyer{{"order_id", "an-1"},
               {"company", "Trà Việt"},
               {"tax_code", "012345678"}, // nine digits
               {"address", "1 Hàng Bài"},
               {"email", "an@example.com"}};
    shop.event("form-1", "form.answered", "customer:an", buyer);
    shop.clock_to("2026-03-03T10:00:00+07:00");
    buyer["tax_code"] = "0123456789-001";
    shop.event("form-2", "form.answered", "customer:an", buyer);
    shop.clock_to("2026-03-20T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-02T02:00:00Z", "customer:an", "Do you need a VAT invoice?"],
      ["2026-03-02T02:00:00Z", "customer:bo", "Do you need a VAT invoice?"],
      ["2026-03-03T02:00:00Z", "customer:an", "The data of the invoice is not right"],
      ["2026-03-03T03:00:00Z", "customer:an", "Your VAT invoice"]])"));
    std::set<std::string> asked;
    std::set<std::string> bodies;
    for (const auto& one : invoices.wait_for(1)) {
      asked.insert(one.headers.at("idempotency-key"));
      bodies.insert(one.body);
      EXPECT_EQ(one.headers.at("authorization"), "Bearer of-the-invoice-system");
    }
    EXPECT_EQ(asked, std::set<std::string>{"vat-an-1"}) << "a repetition is known as one";
    EXPECT_EQ(bodies.size(), 1u);
    EXPECT_EQ(json::parse(*bodies.begin()).at("buyer").at("tax_code"), "0123456789-001");
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "completed", ""],
      ["customer:bo", "completed", "no invoice was asked for"]])"));
    return json{letters(shop), endings(shop)};
  });
}

} // namespace sojourn::scenarios
