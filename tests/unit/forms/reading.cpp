// Documents of forms: what is right, and what is told about what is not.
#include "tests/unit/forms/forms.hpp"

#include <gmock/gmock.h>

namespace sojourn::forms {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::StartsWith;

constexpr auto a_text = R"([{"type": "short_text", "name": "comment", "label": "Comment"}])";

} // namespace

TEST(a_document, of_a_form_may_have_every_kind_of_component) {
  std::string all;
  for (const auto kind : component_names) {
    json one{{"type", kind}};
    const auto at = std::find(component_names.begin(), component_names.end(), kind);
    if (is_input(static_cast<component_kind>(at - component_names.begin())))
      one.update({{"name", "a_" + std::string{kind}}, {"label", {{"vi", "A"}, {"en", "B"}}}});
    if (kind == "heading" || kind == "text")
      one["text"] = "Hi";
    if (kind == "picture")
      one.update({{"picture", "logo"}, {"alt", "Our logo"}});
    if (kind == "choice" || kind == "choices")
      one["choices"] =
          json::parse(R"([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}])");
    if (kind == "consent")
      one.update({{"channel", "email"}, {"purpose", "promotional"}});
    if (kind == "hidden") {
      one.erase("label");
      one["value"] = "{{trigger.data.order_id}}";
    }
    all += (all.empty() ? "[" : ",") + one.dump();
  }
  const auto read = read_form(
      "survey", document(all + "]", {{"pictures",
                                      {{"logo",
                                        {{"content_type", "image/gif"},
                                         {"base64", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABA"
                                                    "AEAAAIBRAA7"}}}}}}));

  ASSERT_TRUE(read) << read.error().message
                    << (read.error().details.empty() ? "" : read.error().details[0].message);
  EXPECT_EQ(read->components.size(), component_names.size());
  EXPECT_FALSE(read->access.is_public) << "only by personal links, unless it says so";
  EXPECT_TRUE(read->drafts) << "a personal link keeps what was written";
  EXPECT_EQ(read->access.per_link, 1);
}

TEST(a_document, names_an_unknown_type_by_its_place) {
  EXPECT_THAT(mistakes_in(document(R"([{"type": "short_txt", "name": "a", "label": "A"}])")),
              ElementsAre(StartsWith("/components/0/type: expected the type of a component")));
}

TEST(a_document, has_every_name_once) {
  EXPECT_THAT(mistakes_in(document(R"([{"type": "email", "name": "a", "label": "A"},
                                       {"type": "phone", "name": "a", "label": "A"}])")),
              ElementsAre("/components/1/name: another component is called \"a\""));
}

TEST(a_document, asks_only_for_answers_that_stand_before) {
  EXPECT_THAT(mistakes_in(document(R"([
        {"type": "short_text", "name": "why", "label": "Why", "show_when": {"<": [{"var": "answers.score"}, 6]}},
        {"type": "rating", "name": "score", "label": "Score"}])")),
              ElementsAre(StartsWith("/components/0/show_when: ")));
}

TEST(a_document, has_every_text_in_its_first_language) {
  EXPECT_THAT(mistakes_in(document(
                  R"([{"type": "short_text", "name": "a", "label": {"en": "A", "fr": "B"}}])")),
              testing::UnorderedElementsAre(
                  StartsWith("/components/0/label/fr: the languages of the form are"),
                  StartsWith("/components/0/label: it has no text in \"vi\"")));
}

TEST(a_document, writes_fields_of_customers_only_with_a_consent) {
  EXPECT_THAT(
      mistakes_in(document(a_text, {{"customer", {{"fields", {{"last_words", "comment"}}}}}})),
      ElementsAre(StartsWith("/customer: name the \"consent\"")));
  EXPECT_THAT(mistakes_in(document(
                  a_text, {{"customer",
                            {{"fields", {{"last_words", "comment"}}}, {"consent", "comment"}}}})),
              Contains("/customer/consent: \"comment\" is no consent"));
}

TEST(a_document, asks_the_public_for_consents_that_their_owners_confirm) {
  const auto consent = [](bool is_confirmed) {
    json one{{"type", "consent"},  {"name", "news"},           {"label", "News"},
             {"channel", "email"}, {"purpose", "promotional"}, {"address", "email"}};
    if (is_confirmed)
      one["double_opt_in"] = true;
    return document("[" + json{{"type", "email"}, {"name", "email"}, {"label", "E-mail"}}.dump() +
                        "," + one.dump() + "]",
                    {{"access", {{"who", "public"}}}, {"customer", {{"identifies", "known"}}}});
  };
  EXPECT_THAT(mistakes_in(consent(false)), Contains(StartsWith("/components/1")));
  EXPECT_THAT(mistakes_in(consent(true)), ElementsAre());
}

TEST(a_document, keeps_its_page_readable) {
  const auto coloured = [](const char* text, const char* background) {
    return document(
        a_text,
        {{"header", {{"title", "Hi"}, {"colours", {{"text", text}, {"background", background}}}}}});
  };
  EXPECT_THAT(mistakes_in(coloured("#999999", "#ffffff")),
              Contains(StartsWith("/header/colours: the text cannot be read")));
  EXPECT_THAT(mistakes_in(coloured("#333333", "#ffffff")), ElementsAre());
  EXPECT_DOUBLE_EQ(contrast("#000000", "#ffffff"), 21.0);
}

TEST(a_document, goes_on_only_to_pages_over_https) {
  for (const auto* to : {"http://shop.example/", "javascript:alert(1)", "https://a:b@shop.example/",
                         "//shop.example"})
    EXPECT_THAT(mistakes_in(document(a_text, {{"settings", {{"redirect", to}}}})),
                ElementsAre(StartsWith("/settings/redirect: ")))
        << to;
}

TEST(a_document, closes_after_it_opens) {
  EXPECT_THAT(mistakes_in(document(a_text, {{"access",
                                             {{"from", "2026-03-02T09:00:00+07:00"},
                                              {"until", "2026-03-02T09:00:00+07:00"}}}})),
              ElementsAre(StartsWith("/access/until: ")));
}

} // namespace sojourn::forms
