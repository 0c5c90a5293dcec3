// The scenarios of library/: each in two languages, each ready to run, and nothing doubtful in it.
#include "library/shipped.hpp"

#include "campaign/reader.hpp"
#include "content/lint.hpp"
#include "library/parameters.hpp"

#include <gtest/gtest.h>
#include <set>

namespace sojourn::library {

namespace {

std::vector<scenario_ptr> shipped_scenarios() {
  std::vector<scenario_ptr> all;
  for (const auto& one : shipped_documents())
    all.push_back(find_shipped(one.id));
  return all;
}

campaign::definition_ptr with_examples(const scenario& one, json given = json::object()) {
  const auto parameters =
      complete_parameters(one, given, "/parameters", gaps::take_examples).value();
  return campaign::read_definition(definition_of(one, one.id, "Name", parameters)).value();
}

/// What texts may see: nothing, or a customer of whom much is known.
std::vector<json> samples() {
  const json code{{"code", "DIAMOND-2026-ABCD"}};
  return {json::object(),
          {{"customer",
            {{"id", "1001"},
             {"name", "Nguyễn Thị Hương"},
             {"tier", "diamond"},
             {"city", "Thành phố Hồ Chí Minh"}}},
           {"traits", {{"cart_items", 12}}},
           {"trigger", {{"data", {{"order_id", "DH-2026-000123"}}}}},
           {"vars",
            {{"offer", code},
             {"gift", code},
             {"reward", code},
             {"gained", {{"amount", 1250}, {"balance", 125000}}}}},
           {"products", {{"last_viewed", {{"name", "Trà ô long"}, {"price", 250000}}}}},
           {"reads", {{"shop", {{"name", "Tiệm trà"}}}, {"product", {{"name", "Trà ô long"}}}}}}};
}

content::lint_figures figures_for(const campaign::definition& of, const json& sample) {
  content::lint_figures by{.now = parse_instant("2026-01-01T00:00:00Z").value()};
  by.customer_type = records::find_shipped("customer");
  by.product_type = records::find_shipped("product");
  by.audience = 10;
  by.secrets = std::set<std::string>{"invoice"};
  by.allowed_link_domains = {"shop.example"};
  by.sample = sample;
  for (const auto& [id, step] : of.steps) {
    if (const auto* voucher = std::get_if<campaign::voucher_step>(&step.kind))
      by.pools[voucher->pool] = {.free = 100};
  }
  return by;
}

bool is_in_both(const json& words) {
  return words.is_object() && words.value("vi", "").size() > 1 && words.value("en", "").size() > 1;
}

} // namespace

TEST(shipped_scenarios, hold_every_journey_of_the_source_products) {
  for (const auto* id : {"welcome",
                         "returning-customer-points",
                         "cross-sell",
                         "new-product",
                         "birthday",
                         "birthdays-of-the-month",
                         "holiday",
                         "thank-you-survey",
                         "tier-upgrade",
                         "vat-invoice",
                         "double-opt-in",
                         "abandoned-cart",
                         "unpaid-order",
                         "review-after-delivery",
                         "win-back",
                         "engage",
                         "first-month-points",
                         "tier-monthly-reward",
                         "booster-pre-wishlist",
                         "booster-pre-new",
                         "booster-pre-in-cart",
                         "booster-pre-custom",
                         "booster-teasing-inactive",
                         "booster-teasing-frequent",
                         "booster-teasing-first-time",
                         "booster-teasing-wishlist",
                         "booster-teasing-new",
                         "booster-teasing-follower",
                         "booster-day-unpaid",
                         "booster-day-in-cart",
                         "booster-day-pay-reminder",
                         "booster-day-wishlist",
                         "booster-post-without-review"})
    EXPECT_NE(find_shipped(id), nullptr) << id;
}

TEST(shipped_scenarios, speak_to_operators_in_two_languages) {
  for (const auto& one : shipped_scenarios()) {
    EXPECT_TRUE(is_in_both(one->title)) << one->id;
    EXPECT_TRUE(is_in_both(one->explanation)) << one->id;
    EXPECT_NE(one->title.at("vi"), one->title.at("en")) << one->id;
    for (const auto& [name, schema] : one->parameters.at("properties").items()) {
      EXPECT_TRUE(is_in_both(schema.value("x-title", json()))) << one->id << " " << name;
      EXPECT_TRUE(schema.contains("description")) << one->id << " " << name;
    }
    for (const auto& need : one->needs)
      EXPECT_TRUE(is_in_both(need.why)) << one->id;
  }
}

TEST(shipped_scenarios, speak_to_customers_in_two_languages) {
  for (const auto& one : shipped_scenarios()) {
    for (const std::string language : {"vi", "en"}) {
      const auto made = with_examples(*one, {{"language", language}});
      EXPECT_FALSE(made->messages.empty()) << one->id;
      for (const auto& [name, message] : made->messages) {
        EXPECT_EQ(message.fallback_language, language) << one->id << " " << name;
        ASSERT_TRUE(message.languages.contains("vi") && message.languages.contains("en"))
            << one->id << " " << name;
        EXPECT_NE(message.languages.at("vi").text.source(),
                  message.languages.at("en").text.source())
            << one->id << " " << name;
      }
    }
  }
}

TEST(shipped_scenarios, have_nothing_that_a_lint_finds) {
  for (const auto& one : shipped_scenarios()) {
    const auto made = with_examples(*one);
    for (const auto& sample : samples()) {
      for (const auto& found : content::lint_campaign(*made, figures_for(*made, sample)))
        if (found.how != content::severity::note)
          ADD_FAILURE() << one->id << found.pointer << ": " << found.code << ": " << found.message;
    }
  }
}

TEST(shipped_scenarios, work_on_a_daemon_with_nothing_configured) {
  for (const auto& one : shipped_scenarios()) {
    const auto made = with_examples(*one);
    for (const auto& [id, step] : made->steps) {
      if (const auto* send = std::get_if<campaign::send_step>(&step.kind)) {
        EXPECT_EQ(send->via.back(), "mailbox") << one->id << " " << id;
      }
    }
  }
}

TEST(shipped_scenarios, have_a_version_and_a_form_of_the_estimate) {
  for (const auto& one : shipped_scenarios()) {
    EXPECT_TRUE(one->source.contains("version")) << one->id;
    // Who will agree to get messages, nobody can tell.
    if (one->id != "double-opt-in") {
      EXPECT_NE(one->form, estimate_form::none) << one->id;
    }
  }
}

} // namespace sojourn::library
