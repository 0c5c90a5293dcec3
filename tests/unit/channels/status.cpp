#include "channels/http/status.hpp"

#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

using namespace std::chrono_literals;

const auto answered_at = *parse_instant("2026-01-01T00:00:00Z");

TEST(status, success_is_accepted_and_a_redirect_is_not) {
  for (const int status : {200, 201, 202, 204, 299})
    EXPECT_EQ(kind_of_status(status), outcome::accepted) << status;
  for (const int status : {300, 301, 302, 304, 307, 308, 399})
    EXPECT_EQ(kind_of_status(status), outcome::rejected) << status;
}

TEST(status, what_may_pass_is_transient_and_the_rest_of_4xx_is_rejected) {
  for (const int status : {408, 425, 429, 500, 501, 502, 503, 504, 599})
    EXPECT_EQ(kind_of_status(status), outcome::transient) << status;
  for (const int status : {400, 401, 403, 404, 409, 410, 413, 422, 499, 600, 999})
    EXPECT_EQ(kind_of_status(status), outcome::rejected) << status;
}

TEST(retry_after, seconds_count_from_now) {
  EXPECT_EQ(parse_retry_after("0", "", answered_at), 0ms);
  EXPECT_EQ(parse_retry_after("120", "", answered_at), 120s);
}

TEST(retry_after, a_date_counts_from_the_answers_own_date) {
  const std::string later = "Thu, 01 Jan 2026 00:02:00 GMT";
  EXPECT_EQ(parse_retry_after(later, "Thu, 01 Jan 2026 00:01:00 GMT", answered_at), 60s);
  EXPECT_EQ(parse_retry_after(later, "", answered_at), 120s);
  EXPECT_EQ(parse_retry_after(later, "nonsense", answered_at), 120s);
}

TEST(retry_after, a_date_in_the_past_means_now) {
  EXPECT_EQ(parse_retry_after("Wed, 31 Dec 2025 23:00:00 GMT", "", answered_at), 0ms);
}

TEST(retry_after, more_than_a_week_is_a_week) {
  EXPECT_EQ(parse_retry_after("999999999", "", answered_at), 24h * 7);
  EXPECT_EQ(parse_retry_after("99999999999999999999999", "", answered_at), 24h * 7);
  EXPECT_EQ(parse_retry_after("Fri, 01 Jan 2077 00:00:00 GMT", "", answered_at), 24h * 7);
}

TEST(retry_after, anything_else_says_nothing) {
  for (const auto* text : {"", "soon", "-5", "1.5"})
    EXPECT_EQ(parse_retry_after(text, "", answered_at), std::nullopt) << text;
}

} // namespace
} // namespace sojourn::channels
