#include "hooks/hook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::hooks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The mistakes of a document, "pointer: message".
std::vector<std::string> mistakes(const char* text) {
  const auto read = read_document(json::parse(text));
  std::vector<std::string> told;
  if (!read) {
    for (const auto& one : read.error().details)
      told.push_back(one.pointer + ": " + one.message);
  }
  return told;
}

TEST(hook_document, that_says_nothing_is_a_standard_webhook) {
  const auto read = read_document(json::object());
  ASSERT_TRUE(read);
  EXPECT_TRUE(std::holds_alternative<standard_webhooks>(read->hook->signature));
  EXPECT_EQ(read->hook->limit, (rate{.per_second = 50, .burst = 100}));
  EXPECT_THAT(read->secrets, IsEmpty());
}

TEST(hook_document, names_header_encoding_and_prefix_of_a_shop) {
  const auto read = read_document(json::parse(R"({
    "id": "shop", "signature": {"scheme": "hmac_sha256", "header": "X-Shop-Hmac",
      "encoding": "base64", "prefix": "sha256="},
    "secrets": ["0123456789abcdef"], "rate_limit": {"per_second": 2}})"));
  ASSERT_TRUE(read);
  const auto& how = std::get<keyed_digest>(read->hook->signature);
  EXPECT_EQ(how.header, "x-shop-hmac");
  EXPECT_EQ(how.signed_text, "{body}");
  EXPECT_EQ(how.encoding, text_encoding::base64);
  EXPECT_EQ(read->hook->limit, (rate{.per_second = 2, .burst = 4}));
  EXPECT_THAT(read->secrets, ElementsAre("0123456789abcdef"));
  EXPECT_FALSE(read->hook->source.contains("secrets")) << "secrets are kept apart";
  EXPECT_FALSE(read->hook->source.contains("id"));
}

TEST(hook_document, tells_all_its_mistakes_with_their_places) {
  EXPECT_THAT(mistakes(R"({"signatur": {}, "rate_limit": {"per_second": 0}})"),
              ElementsAre("/rate_limit/per_second: expected a number of calls a second, 0.01 to "
                          "10000, not 0",
                          "/signatur: nothing reads \"signatur\"; did you mean \"signature\"?"));
  EXPECT_THAT(mistakes(R"({"signature": {"scheme": "hmac"}})"),
              ElementsAre("/signature/scheme: expected one of \"standard_webhooks\", "
                          "\"hmac_sha256\", \"hmac_sha1\", \"hmac_sha512\", not \"hmac\""));
  EXPECT_THAT(mistakes(R"({"signature": {}})"),
              ElementsAre("/signature/scheme: \"scheme\" is missing: one of \"standard_webhooks\", "
                          "\"hmac_sha256\", \"hmac_sha1\", \"hmac_sha512\""));
  EXPECT_THAT(mistakes(R"({"signature": {"scheme": "hmac_sha256", "header": "X-A"}})"),
              ElementsAre("/signature/encoding: \"encoding\" is missing: \"hex\" or \"base64\""));
}

TEST(hook_document, refuses_a_timestamp_that_nobody_signs) {
  const auto with = [](const char* rest) {
    const auto text = R"({"signature": {"scheme": "hmac_sha256", "header": "X-A",
                         "encoding": "hex", )" +
                      std::string{rest} + "}}";
    return mistakes(text.c_str());
  };
  EXPECT_THAT(with(R"("timestamp_header": "X-T")"), IsEmpty());
  EXPECT_THAT(with(R"("timestamp_header": "X-T", "signed": "v0:{timestamp}:{body}")"), IsEmpty());
  EXPECT_THAT(with(R"("timestamp_header": "X-T", "signed": "{body}")"),
              ElementsAre(::testing::StartsWith("/signature/signed: the timestamp is not signed")));
  EXPECT_THAT(with(R"("signed": "{timestamp}.{body}")"),
              ElementsAre("/signature/signed: name the header of the timestamp in "
                          "\"timestamp_header\""));
  EXPECT_THAT(with(R"("signed": "{body}{body}")"),
              ElementsAre("/signature/signed: write {body} once, where the body stands"));
  EXPECT_THAT(
      with(R"("timestamp_header": "x-a")"),
      ElementsAre(::testing::StartsWith("/signature/timestamp_header: time and signature")));
  EXPECT_THAT(with(R"("timestamp_header": "X-T", "tolerance": "P2D")"),
              ElementsAre("/signature/tolerance: a tolerance is \"PT1S\" to \"PT24H\""));
}

TEST(hook_document, refuses_rules_that_read_what_a_call_does_not_have) {
  EXPECT_THAT(mistakes(R"({"mapping": {"subject": {"var": "payload.id"},
                                       "data": {"a": {"var": "boddy.x"}}},
                           "dedupe_key": {"in_segment": "x"}, "when": {"nope": 1}})"),
              ElementsAre("/dedupe_key/in_segment: a call has no \"in_segment\"; ask for it in the "
                          "campaign",
                          "/mapping/data/a: \"boddy.x\" reads nothing: there is no \"boddy\"; did "
                          "you mean \"body\"?",
                          "/mapping/subject: \"payload.id\" reads nothing: there is no "
                          "\"payload\"; in reach are \"body\", \"headers\"",
                          ::testing::StartsWith("/when")));
}

TEST(hook_document, tells_what_is_wrong_with_a_value) {
  const auto of = [](const char* value) {
    const auto text = std::string{R"({"mapping": {"data": {"x": )"} + value + "}}}";
    return mistakes(text.c_str());
  };
  EXPECT_THAT(of(R"({"from": {"var": "body.a"}, "as": "money"})"), IsEmpty());
  EXPECT_THAT(of(R"({"from": {"var": "body.a"}, "as": "mony"})"),
              ElementsAre(::testing::AllOf(::testing::StartsWith("/mapping/data/x/as: expected"),
                                           ::testing::HasSubstr("did you mean \"money\""))));
  EXPECT_THAT(of(R"({"from": {"var": "body.a"}})"),
              ElementsAre(::testing::StartsWith("/mapping/data/x: write \"as\"")));
  EXPECT_THAT(of(R"({"from": {"var": "body.a"}, "as": "text", "country": "84"})"),
              ElementsAre("/mapping/data/x/country: only for \"as\": \"phone\""));
  EXPECT_THAT(of(R"({"from": {"var": "body.a"}, "as": "instant", "timezone": "Hanoi"})"),
              ElementsAre(::testing::StartsWith("/mapping/data/x/timezone: expected an IANA")));
  EXPECT_THAT(of(R"({"each": {"var": "body.a"}, "fields": {"b": {"var": "item.b"}}})"), IsEmpty());
  EXPECT_THAT(of(R"({"each": {"var": "body.a"}})"),
              ElementsAre(::testing::StartsWith("/mapping/data/x: a list is made of")));
  EXPECT_THAT(of(R"({"var": "item.b"})"),
              ElementsAre(::testing::StartsWith("/mapping/data/x: \"item.b\" reads nothing")))
      << "there is no loop around it";
  EXPECT_THAT(of(R"({"each": {"var": "body.a"}, "value": {"var": "outer.b"}})"),
              ElementsAre(::testing::StartsWith("/mapping/data/x/value: \"outer.b\" reads")))
      << "there is one loop alone";
}

TEST(hook_document, tells_what_is_wrong_with_a_record) {
  const auto of = [](const char* record) {
    const auto text = std::string{R"({"mapping": {"records": [)"} + record + "]}}";
    return mistakes(text.c_str());
  };
  EXPECT_THAT(of(R"({"type": "order", "id": {"var": "body.id"}, "fields": {}})"), IsEmpty());
  EXPECT_THAT(of(R"({"type": "customer", "fields": {"name": {"var": "body.name"}}})"), IsEmpty());
  EXPECT_THAT(of(R"({"type": "order", "fields": {}})"),
              ElementsAre(::testing::StartsWith("/mapping/records/0/id: \"id\" is missing")));
  EXPECT_THAT(of(R"({"type": "order", "id": {"var": "body.id"}})"),
              ElementsAre(::testing::StartsWith("/mapping/records/0/fields: \"fields\"")));
  EXPECT_THAT(of(R"({"type": "customer", "id": {"var": "body.id"}, "how": "remove"})"),
              ElementsAre(::testing::StartsWith("/mapping/records/0/how: people are erased")));
  EXPECT_THAT(of(R"({"type": "order", "id": {"var": "body.id"}, "as_of": "updated",
                     "fields": {"updated_at": {"var": "body.at"}}})"),
              ElementsAre("/mapping/records/0/as_of: \"fields\" has no \"updated\"; did you mean "
                          "\"updated_at\"?"));
  EXPECT_THAT(of(R"({"type": "order", "id": {"var": "body.id"}, "once": ["paid_at"],
                     "fields": {"status": {"var": "body.status"}}})"),
              ElementsAre(::testing::StartsWith("/mapping/records/0/once/0: \"fields\" has no")));
}

TEST(hook_document, refuses_whom_nobody_knows_where_it_finds_them_by_more_than_an_id) {
  const auto policy = [](const char* text) {
    return read_document(json::parse(text)).value().hook->mapping.unknown;
  };
  EXPECT_EQ(policy(R"({"mapping": {"subject": {"var": "body.id"}}})"), unknown_policy::accept);
  EXPECT_EQ(policy(R"({"mapping": {"find_by": [{"field": "phone",
                                                "value": {"var": "body.phone"}}]}})"),
            unknown_policy::refuse);
  EXPECT_EQ(policy(R"({"mapping": {"unknown": "create"}})"), unknown_policy::create);
}

TEST(hook_document, never_repeats_a_secret_that_cannot_be_used) {
  const auto told = mistakes(R"({"secrets": ["whsec_short", "hunter2-hunter2-hunter2"]})");
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].starts_with("/secrets/0: ")) << told[0];
  EXPECT_TRUE(told[1].starts_with("/secrets/1: ")) << told[1];
  for (const auto& one : told) {
    EXPECT_EQ(one.find("short"), std::string::npos) << one;
    EXPECT_EQ(one.find("hunter2"), std::string::npos) << one;
  }
}

TEST(hook_document, made_secrets_fit_their_scheme_and_differ) {
  for (const signature& how : {signature{standard_webhooks{}}, signature{keyed_digest{}}}) {
    const auto one = make_secret(how);
    EXPECT_TRUE(check_secret(how, one, ""));
    EXPECT_NE(one, make_secret(how));
  }
}

} // namespace
} // namespace sojourn::hooks
