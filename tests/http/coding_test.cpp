// Content codings: compressed answers, compressed bodies, and what nobody takes.
#include "api/gzip.hpp"
#include "api/representation.hpp"
#include "http_fixture.hpp"

namespace sojourn::tests {

namespace {

const std::string accepts = "Accept-Encoding: gzip, deflate, br\r\n";
const std::string packed = "Content-Encoding: gzip\r\n";

/// A body that is worth a coding.
std::string long_record() { return json{{"note", std::string(5000, 'x')}}.dump(); }

} // namespace

// Rows of RFC 9110, section 12.5.3, and what browsers send.
TEST(accept_encoding, prefers_gzip_where_it_weighs_more_than_nothing) {
  for (const auto* value : {"gzip", "GZIP", "x-gzip", "compress, gzip", "*",
                            "compress;q=0.5, gzip;q=1.0", "gzip;q=1.0, identity; q=0.5, *;q=0",
                            "gzip, deflate, br, zstd", "gzip;Q=0.001", "br , gzip"})
    EXPECT_TRUE(api::prefers_gzip(value)) << value;
  for (const auto* value :
       {"", "identity", "br", "gzip;q=0", "gzip;q=0.0, *", "*;q=0", "gzip;q=0,x-gzip;q=0",
        "gzip;q=0.2, identity;q=0.5", "gzip;q=2", "gzip;q=", "gzip;q=nan", "gzipped"})
    EXPECT_FALSE(api::prefers_gzip(value)) << value;
}

TEST(gzip, gives_back_what_it_was_given) {
  for (const auto& text : {std::string{}, std::string{"a"}, std::string(100'000, 'x')})
    EXPECT_EQ(api::gunzip(api::gzip(text), text.size()), text);
  EXPECT_EQ(api::gunzip(api::gzip("one ") + api::gzip("two"), 100), "one two") << "two members";
}

TEST(gzip, of_a_bomb_is_not_unpacked) {
  const auto bomb = api::gzip(std::string(50'000'000, '0'));
  EXPECT_LT(bomb.size(), 500'000u);
  EXPECT_EQ(api::gunzip(bomb, 1'000'000).error().code, error_code::body_too_large);
}

TEST(gzip, that_is_none_is_an_error) {
  const auto whole = api::gzip("some text that is long enough");
  for (const auto& text : {std::string{}, std::string{"{}"}, whole.substr(0, whole.size() - 1),
                           whole.substr(0, 5), whole + "x", whole.substr(1)})
    EXPECT_EQ(api::gunzip(text, 1000).error().code, error_code::invalid_request)
        << ::testing::PrintToString(text);
}

TEST_F(http, a_long_answer_is_compressed_for_who_prefers_that) {
  fake.created = false;
  const auto body = long_record();
  const auto plain = ask_json("PUT", "/v1/records/order/1", body);
  const auto coded = ask_json("PUT", "/v1/records/order/1", body, accepts);
  EXPECT_EQ(plain.header("content-encoding"), "");
  EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
  EXPECT_EQ(coded.header("content-encoding"), "gzip");
  EXPECT_EQ(coded.header("vary"), "Accept-Encoding");
  EXPECT_LT(coded.body.size(), 200u);
  EXPECT_EQ(api::gunzip(coded.body, 1'000'000), plain.body);
  EXPECT_EQ(coded.header("content-length"), std::to_string(coded.body.size()));
}

TEST_F(http, a_compressed_answer_has_an_etag_of_its_own_that_every_precondition_knows) {
  fake.placements.show(json::array({json{{"content", std::string(5000, 'x')}}}));
  client to{port()};
  const std::string path = "/v1/placements?customer=42";
  const auto plain = to.ask("GET", path).header("etag");
  const auto coded = to.ask("GET", path, accepts).header("etag");
  EXPECT_EQ(coded, plain.substr(0, plain.size() - 1) + "-gzip\"");
  for (const auto& known : {plain, coded}) {
    const auto again = to.ask("GET", path, accepts + "If-None-Match: " + known + "\r\n");
    EXPECT_EQ(again.status, 304) << known;
    EXPECT_EQ(again.header("etag"), coded);
    EXPECT_EQ(again.header("vary"), "Accept-Encoding");
    EXPECT_EQ(again.header("content-encoding"), "");
  }
}

TEST_F(http, a_short_answer_and_a_picture_stay_as_they_are) {
  EXPECT_EQ(ask("GET", "/healthz", accepts).header("content-encoding"), "");
  EXPECT_EQ(ask("GET", "/healthz", accepts).header("vary"), "");
}

TEST_F(http, head_tells_of_the_compressed_answer_what_get_does) {
  client to{port()};
  const auto got = to.ask("GET", "/v1/openapi.json", accepts);
  const auto head = to.ask("HEAD", "/v1/openapi.json", accepts);
  EXPECT_EQ(got.header("content-encoding"), "gzip");
  EXPECT_EQ(head.header("content-encoding"), "gzip");
  EXPECT_EQ(head.header("content-length"), got.header("content-length"));
}

TEST_F(http, a_compressed_body_is_read) {
  const auto body = api::gzip(R"({"tier":"gold"})");
  EXPECT_EQ(ask_json("PUT", "/v1/records/customer/42", body, packed).status, 201);
  EXPECT_EQ(fake.last().at("data"), (json{{"tier", "gold"}}));
  EXPECT_EQ(
      ask_json("PUT", "/v1/records/customer/42", "{}", "Content-Encoding: identity\r\n").status,
      201);
}

TEST_F(http, a_body_that_is_too_large_once_unpacked_is_refused) {
  options.max_body_bytes = 10'000;
  const auto bomb = api::gzip(json{{"a", std::string(1'500'000, '0')}}.dump());
  ASSERT_LT(bomb.size(), 10'000u);
  const auto answer = ask_json("PUT", "/v1/records/customer/42", bomb, packed);
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(problem_code(answer), "SJ0104");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, a_body_in_another_coding_is_415_with_those_that_are_taken) {
  for (const auto* coding : {"br", "deflate", "gzip, gzip", "zstd"}) {
    const auto answer = ask_json("PUT", "/v1/records/customer/42", "{}",
                                 std::string{"Content-Encoding: "} + coding + "\r\n");
    EXPECT_EQ(answer.status, 415) << coding;
    EXPECT_EQ(answer.header("accept-encoding"), "gzip") << "RFC 9110, section 15.5.16";
  }
  EXPECT_EQ(ask_json("PUT", "/v1/records/customer/42", "{}", packed).status, 400);
  EXPECT_EQ(ask("POST", "/v1/records/order/import", "Content-Type: text/csv\r\n" + packed,
                api::gzip("id\n1\n"))
                .status,
            415);
  EXPECT_TRUE(fake.asked().empty());
}

} // namespace sojourn::tests
