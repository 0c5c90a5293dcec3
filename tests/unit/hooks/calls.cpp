#include "hooks/hook.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "signing/signature.hpp"

#include <gtest/gtest.h>

namespace sojourn::hooks {
namespace {

using namespace std::chrono_literals;
using headers = std::map<std::string, std::string>;

const instant noon = parse_instant("2026-03-01T12:00:00Z").value();
const std::string noon_s = std::to_string(to_unix_ms(noon) / 1000);
const std::vector<std::string> old_and_new{"the-older-secret-of-the-shop",
                                           "its-successor-of-this-spring"};
constexpr milliseconds five_minutes = 5min;

definition_ptr hook(const char* text) { return read_document(json::parse(text)).value().hook; }

const auto shop = hook(R"({"signature": {"scheme": "hmac_sha256", "header": "X-Sign",
                                         "encoding": "hex", "prefix": "sha256="}})");
const auto timed = hook(R"({"signature": {"scheme": "hmac_sha256", "header": "Sign",
  "encoding": "hex", "prefix": "v1=", "timestamp_header": "Sign", "timestamp_prefix": "t="}})");

std::string hex_of(const std::string& secret, const std::string& text) {
  return signing::hex_encode(signing::hmac_sha256(secret, text));
}

/// The code of the refusal; nullopt when the call is taken.
std::optional<error_code> refusal(const definition& by, const headers& sent,
                                  const std::string& body, instant now = noon) {
  const auto checked = verify(by.signature, old_and_new, {sent, body}, now, five_minutes);
  return checked ? std::nullopt : std::optional{checked.error().code};
}

TEST(hook_signature, is_taken_under_each_of_two_secrets_and_no_other) {
  const std::string body = R"({"a": 1})";
  for (const auto& secret : old_and_new)
    EXPECT_EQ(refusal(*shop, {{"x-sign", "sha256=" + hex_of(secret, body)}}, body), std::nullopt);
  EXPECT_EQ(refusal(*shop, {{"x-sign", "sha256=" + hex_of("another", body)}}, body),
            error_code::bad_signature);
  EXPECT_EQ(refusal(*shop, {{"x-sign", "sha256=" + hex_of(old_and_new[0], body)}}, body + " "),
            error_code::bad_signature)
      << "the signature is over the raw bytes";
  EXPECT_EQ(refusal(*shop, {{"x-sign", hex_of(old_and_new[0], body)}}, body),
            error_code::bad_signature)
      << "without its prefix";
  EXPECT_EQ(refusal(*shop, {}, body), error_code::bad_signature);
}

TEST(hook_signature, says_which_secret_it_was_made_with) {
  const std::string body = "{}";
  for (std::size_t i = 0; i < old_and_new.size(); ++i)
    EXPECT_EQ(verify(shop->signature, old_and_new,
                     {{{"x-sign", "sha256=" + hex_of(old_and_new[i], body)}}, body}, noon,
                     five_minutes)
                  .value(),
              i);
  const std::vector<std::string> texts{"whsec_" + signing::base64_encode(std::string(24, 'k')),
                                       "whsec_" + signing::base64_encode(std::string(24, 'l'))};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto key = signing::secret::parse(texts[i]).value();
    EXPECT_EQ(verify(standard_webhooks{}, texts,
                     {{{"webhook-id", "m"},
                       {"webhook-timestamp", noon_s},
                       {"webhook-signature", signing::sign(std::span{&key, 1}, "m", noon_s, body)}},
                      body},
                     noon, five_minutes)
                  .value(),
              i);
  }
}

// Key and data of case 2 of RFC 4231, whose digest is printed there.
TEST(hook_signature, of_a_published_example_is_right_in_both_encodings) {
  const std::string body = "what do ya want for nothing?";
  const std::vector<std::string> key{"Jefe"};
  const auto taken = [&](const char* encoding, const char* value) {
    keyed_digest how;
    how.header = "h";
    how.signed_text = "{body}";
    how.encoding = std::string{encoding} == "hex" ? text_encoding::hex : text_encoding::base64;
    return verify(how, key, {{{"h", value}}, body}, noon, five_minutes).has_value();
  };
  EXPECT_TRUE(taken("hex", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  EXPECT_TRUE(taken("hex", "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"));
  EXPECT_TRUE(taken("base64", "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="));
  EXPECT_FALSE(taken("base64", "w9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="));
}

TEST(hook_signature, with_a_time_in_the_same_header_holds_for_minutes) {
  const std::string body = "{}";
  const auto digest = hex_of(old_and_new[1], noon_s + "." + body);
  const headers sent{{"sign", "t=" + noon_s + ", v1=" + std::string(64, '0') + ",v1=" + digest}};
  EXPECT_EQ(refusal(*timed, sent, body), std::nullopt);
  EXPECT_EQ(refusal(*timed, sent, body, noon + 5min), std::nullopt);
  EXPECT_EQ(refusal(*timed, sent, body, noon + 5min + 1s), error_code::stale_signature);
  EXPECT_EQ(refusal(*timed, sent, body, noon - 6min), error_code::stale_signature);
  EXPECT_EQ(refusal(*timed, {{"sign", "t=1,v1=" + digest}}, body), error_code::bad_signature)
      << "the time is signed";
  EXPECT_EQ(refusal(*timed, {{"sign", "v1=" + digest}}, body), error_code::bad_signature);
}

TEST(hook_signature, of_svix_has_the_same_headers_by_another_name) {
  const std::vector<std::string> secrets{"whsec_" + signing::base64_encode(std::string(24, 'k'))};
  const auto key = signing::secret::parse(secrets[0]).value();
  const std::string body = "{}";
  const auto signature = signing::sign(std::span{&key, 1}, "msg_1", noon_s, body);
  const auto taken = [&](const headers& sent) {
    return verify(standard_webhooks{}, secrets, {sent, body}, noon, five_minutes).has_value();
  };
  EXPECT_TRUE(
      taken({{"svix-id", "msg_1"}, {"svix-timestamp", noon_s}, {"svix-signature", signature}}));
  EXPECT_FALSE(
      taken({{"svix-id", "msg_2"}, {"svix-timestamp", noon_s}, {"svix-signature", signature}}));
  EXPECT_FALSE(taken({{"svix-id", "msg_1"},
                      {"svix-timestamp", noon_s},
                      {"svix-signature", signature},
                      {"webhook-signature", "v1,AAAA"}}))
      << "never some of one and some of the other";
  EXPECT_EQ(
      read_call(definition{}, {{{"svix-id", "msg_1"}, {"svix-signature", signature}}, body}, noon)
          ->id,
      "msg_1");
}

// Case 2 of RFC 2202 and of RFC 4231.
TEST(hook_signature, of_other_hashes_is_as_published) {
  const std::string body = "what do ya want for nothing?";
  const std::vector<std::string> key{"Jefe"};
  const auto taken = [&](const char* scheme, const std::string& value) {
    const auto read =
        read_document({{"signature", {{"scheme", scheme}, {"header", "h"}, {"encoding", "hex"}}}});
    return verify(read.value().hook->signature, key, {{{"h", value}}, body}, noon, five_minutes)
        .has_value();
  };
  const std::string sha1 = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
  const std::string sha512 = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                             "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
  EXPECT_TRUE(taken("hmac_sha1", sha1));
  EXPECT_TRUE(taken("hmac_sha512", sha512));
  EXPECT_FALSE(taken("hmac_sha256", sha1));
  EXPECT_FALSE(taken("hmac_sha512", sha512.substr(0, 64))) << "a part of it";
}

TEST(hook_signature, may_stand_with_its_time_between_semicolons) {
  const auto paddle = hook(R"({"signature": {"scheme": "hmac_sha256", "header": "Sign",
    "encoding": "hex", "prefix": "h1=", "separator": ";", "timestamp_header": "Sign",
    "timestamp_prefix": "ts=", "signed": "{timestamp}:{body}"}})");
  const auto digest = hex_of(old_and_new[0], noon_s + ":{}");
  EXPECT_EQ(refusal(*paddle, {{"sign", "ts=" + noon_s + ";h1=" + digest}}, "{}"), std::nullopt);
  EXPECT_EQ(refusal(*paddle, {{"sign", "ts=" + noon_s + ",h1=" + digest}}, "{}"),
            error_code::bad_signature);
}

TEST(hook_signature, may_carry_its_time_as_rfc_3339_has_it) {
  const auto dated = hook(R"({"signature": {"scheme": "hmac_sha256", "header": "s",
    "encoding": "hex", "timestamp_header": "t", "timestamp_format": "rfc3339"}})");
  const auto sent = [&](const std::string& time) {
    return headers{{"t", time}, {"s", hex_of(old_and_new[0], time + ".{}")}};
  };
  EXPECT_EQ(refusal(*dated, sent("2026-03-01T12:00:00Z"), "{}"), std::nullopt);
  EXPECT_EQ(refusal(*dated, sent("2026-03-01T19:04:59.999+07:00"), "{}"), std::nullopt);
  EXPECT_EQ(refusal(*dated, sent("2026-03-01T12:06:00Z"), "{}"), error_code::stale_signature);
  EXPECT_EQ(refusal(*dated, sent(noon_s), "{}"), error_code::bad_signature);
}

TEST(hook_signature, may_carry_its_time_in_milliseconds) {
  const auto ms = noon_s + "500";
  const auto digest = hex_of(old_and_new[0], ms + ".{}");
  EXPECT_EQ(refusal(*timed, {{"sign", "t=" + ms + ",v1=" + digest}}, "{}"), std::nullopt);
  EXPECT_EQ(refusal(*timed, {{"sign", "t=12345678901ab,v1=" + digest}}, "{}"),
            error_code::bad_signature);
}

TEST(hook_signature, marks_in_a_body_are_left_as_they_are) {
  const std::string body = R"({"note": "{timestamp} {body}"})";
  const auto digest = hex_of(old_and_new[0], noon_s + "." + body);
  EXPECT_EQ(refusal(*timed, {{"sign", "t=" + noon_s + ",v1=" + digest}}, body), std::nullopt);
}

message read(const definition& by, const std::string& body, const headers& sent = {}) {
  auto found = read_call(by, {sent, body}, noon);
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  return found ? *found : message{};
}

const headers as_form{{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};

TEST(hook_call, that_is_a_form_is_read_as_its_fields) {
  const auto body =
      read(*shop, "customer_id=42&note=a%20%26+b&tag=x&tag=y&empty=&&flag", as_form).body;
  EXPECT_EQ(body, json::parse(R"({"customer_id": "42", "note": "a & b", "tag": ["x", "y"],
                                  "empty": "", "flag": ""})"));
}

TEST(hook_call, that_is_a_form_may_hold_its_json_in_a_field) {
  const auto github =
      hook(R"({"form_field": "payload", "mapping": {"subject": {"var": "body.sender.id"}},
    "signature": {"scheme": "hmac_sha256", "header": "X-Hub-Signature-256", "encoding": "hex",
                  "prefix": "sha256="}})");
  const auto pushed = read(*github, "payload=%7B%22sender%22%3A%7B%22id%22%3A7%7D%7D", as_form);
  EXPECT_EQ(pushed.parts.at(0).subject, (subject_ref{"customer", "7"}));
  EXPECT_EQ(read(*github, R"({"sender": {"id": 8}})").parts.at(0).subject->id, "8")
      << "JSON as it is";

  const auto code = [&](const char* form) {
    const auto got = read_call(*github, {as_form, form}, noon);
    return got ? std::nullopt : std::optional{got.error().code};
  };
  EXPECT_EQ(code("body=%7B%7D"), error_code::invalid_request);
  EXPECT_EQ(code("payload=%7B"), error_code::malformed_json);
  EXPECT_EQ(code("payload=%7B%7D&payload=%7B%7D"), error_code::invalid_request);
  EXPECT_EQ(code("payload=%zz"), error_code::invalid_request);
}

TEST(hook_call, that_is_a_form_has_a_limit) {
  std::string form;
  for (std::size_t i = 0; i < most_form_fields; ++i)
    form += "a=1&";
  EXPECT_TRUE(read_call(*shop, {as_form, form}, noon));
  EXPECT_FALSE(read_call(*shop, {as_form, form + "a=1"}, noon));
}

TEST(hook_call, that_is_the_ping_of_the_hook_is_known_without_a_signature) {
  const auto woo = hook(R"({"ping": {"form_field": "webhook_id"},
    "signature": {"scheme": "hmac_sha256", "header": "X-Sign", "encoding": "base64"}})");
  const auto pings = [](const definition& by, const std::string& body, const headers& sent = {}) {
    return is_ping(by, {sent, body});
  };
  EXPECT_TRUE(pings(*woo, "webhook_id=5"));
  EXPECT_FALSE(pings(*woo, "webhook_id=5&customer_id=42")) << "it would say more";
  EXPECT_FALSE(pings(*woo, "webhook_id=5", {{"x-sign", "forged"}})) << "a signature is checked";
  EXPECT_FALSE(pings(*woo, "webhook_id=" + std::string(200, '5')));
  EXPECT_FALSE(pings(*woo, R"({"webhook_id": 5})"));
  EXPECT_FALSE(pings(*shop, "webhook_id=5")) << "the hook has no ping";
}

const auto orders = hook(R"({
  "signature": {"scheme": "hmac_sha256", "header": "s", "encoding": "hex"},
  "when": {"in": [{"var": "headers.x-topic"}, ["orders/paid", "orders/create"]]},
  "mapping": {"subject": {"var": "body.customer.id"},
              "event": {"if": [{"==": [{"var": "headers.x-topic"}, "orders/paid"]}, "order.paid"]},
              "data": {"total": {"var": "body.total"}, "channel": "web"}},
  "dedupe_key": {"var": "headers.x-delivery"}})");

TEST(hook_call, is_mapped_to_subject_fields_and_event) {
  const auto paid = read(*orders, R"({"customer": {"id": 42}, "total": 7})",
                         {{"x-topic", "orders/paid"}, {"x-delivery", "d-1"}});
  EXPECT_TRUE(paid.is_wanted);
  EXPECT_EQ(paid.id, "d-1");
  ASSERT_EQ(paid.parts.size(), 1u);
  EXPECT_EQ(paid.parts[0].subject, (subject_ref{"customer", "42"}));
  EXPECT_EQ(paid.parts[0].event, "order.paid");
  EXPECT_EQ(paid.parts[0].data, json::parse(R"({"total": 7, "channel": "web"})"));
  EXPECT_EQ(paid.body.at("total"), 7);

  const auto created =
      read(*orders, R"({"customer": {"id": "an"}})", {{"x-topic", "orders/create"}});
  EXPECT_EQ(created.parts.at(0).event, "") << "the rule gives none";
  EXPECT_TRUE(created.id.starts_with("sha256:")) << "a call without the key is known by its body";
  EXPECT_FALSE(read(*orders, "{}", {{"x-topic", "shop/update"}}).is_wanted);
}

TEST(hook_call, that_names_nobody_has_no_subject) {
  for (const auto* body : {"{}", R"({"customer_id": null})", R"({"customer_id": 1.5})",
                           R"({"customer_id": ["a"]})", R"({"customer_id": ""})", "7"})
    EXPECT_EQ(read(*shop, body).parts.at(0).subject, std::nullopt) << body;
  EXPECT_EQ(read(*shop, R"({"customer_id": "an"})").parts.at(0).subject,
            (subject_ref{"customer", "an"}));
}

TEST(hook_call, without_a_signed_id_is_known_by_its_body_whatever_its_headers_say) {
  const auto one = read(*shop, R"({"customer_id": "an"})", {{"webhook-id", "m1"}});
  const auto again = read(*shop, R"({"customer_id": "an"})", {{"webhook-id", "m2"}});
  const auto other = read(*shop, R"({"customer_id": "bo"})", {{"webhook-id", "m1"}});
  EXPECT_EQ(one.id, again.id);
  EXPECT_NE(one.id, other.id);
  EXPECT_EQ(read(*hook("{}"), "{}", {{"webhook-id", "m1"}}).id, "m1")
      << "Standard Webhooks signs the id";
}

TEST(hook_call, with_a_long_key_is_known_by_its_digest) {
  const auto by_note = hook(R"({"dedupe_key": {"var": "body.note"}})");
  const auto long_note = read(*by_note, json{{"note", std::string(300, 'x')}}.dump());
  EXPECT_EQ(long_note.id.size(), std::string{"sha256:"}.size() + 64);
  EXPECT_EQ(read(*by_note, R"({"note": "n"})").id, "n");
  EXPECT_EQ(read(*by_note, R"({"note": 12})").id, "12");
}

TEST(hook_call, is_refused_without_a_word_of_what_it_says) {
  const auto refused = [](const definition& by, const std::string& body) {
    const auto found = read_call(by, {{}, body}, noon);
    EXPECT_FALSE(found) << body;
    EXPECT_EQ(dump(found ? json{} : json(found.error().message)).find("Ms. Secret"),
              std::string::npos);
    return found ? std::string{} : found.error().message;
  };
  refused(*shop, R"({"name": "Ms. Secret)");
  refused(*hook(R"({"mapping": {"event": {"var": "body.name"}}})"), R"({"name": "Ms. Secret"})");
  refused(*hook(R"({"dedupe_key": {"var": "body.a"}})"), R"({"a": ["Ms. Secret"]})");
  refused(*hook(R"({"when": {"within": [{"var": "body.name"}, "P1D"]}})"),
          R"({"name": "Ms. Secret"})");
  refused(*hook(R"({"mapping": {"data": {"x": {"date": {"var": "body.name"}}}}})"),
          R"({"name": "Ms. Secret"})");
}

TEST(token_bucket, lets_a_burst_through_and_then_so_many_a_second) {
  token_bucket calls{{.per_second = 2, .burst = 3}};
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(calls.take(noon), std::nullopt);
  EXPECT_EQ(calls.take(noon), 500ms);
  EXPECT_EQ(calls.take(noon + 499ms), 1ms);
  EXPECT_EQ(calls.take(noon + 500ms), std::nullopt);
  EXPECT_NE(calls.take(noon + 500ms), std::nullopt);
  EXPECT_NE(calls.take(noon), std::nullopt) << "a clock that goes back brings nothing";
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(calls.take(noon + 24h), std::nullopt) << "no more than the burst is saved";
  EXPECT_NE(calls.take(noon + 24h), std::nullopt);
}

} // namespace
} // namespace sojourn::hooks
