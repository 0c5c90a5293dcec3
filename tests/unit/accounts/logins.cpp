// Passwords, one-time codes, and how often somebody may try.
#include "accounts/failed_logins.hpp"
#include "accounts/login_limits.hpp"
#include "accounts/one_time_code.hpp"
#include "accounts/password.hpp"

#include <gtest/gtest.h>

namespace sojourn::tests {

namespace {

using accounts::accepted_step;
using accounts::check_password;
using accounts::code_at;

/// The secret of RFC 6238, appendix B, for HMAC-SHA-1.
const std::string rfc_secret = "12345678901234567890";

instant second(std::int64_t unix_s) { return from_unix_ms(unix_s * 1000); }

bool fits(const std::string& password) {
  return check_password(password, "anna", "Anna Nguyễn").has_value();
}

} // namespace

TEST(passwords, of_several_words_are_taken) {
  EXPECT_TRUE(fits("correct horse battery"));
  EXPECT_TRUE(fits("con mèo trèo cây cau"));
  EXPECT_TRUE(fits("password but a long sentence of mine"));
  EXPECT_TRUE(fits("f8Kq!2mZx0Wp"));
}

TEST(passwords, that_are_short_plain_or_tried_first_are_refused) {
  for (const auto* password :
       {"", "short", "elevenchars", "aaaaaaaaaaaa", "ababababababab", "password1234",
        "Matkhau12345", "123456789012", "qwertyuiop12", "anna12345678", "anna anna an"})
    EXPECT_FALSE(fits(password)) << password;
  EXPECT_FALSE(fits(std::string(257, 'x') + "abcdefg"));
  EXPECT_FALSE(fits(std::string{"nul in the middle\0 of it", 24}));
  const auto refused = check_password("short", "anna", "Anna");
  EXPECT_EQ(refused.error().details.at(0).pointer, "/password");
}

TEST(passwords, are_the_same_however_the_keyboard_composes_letters) {
  const std::string composed = "Ti\u1ebfng Vi\u1ec7t";
  const std::string decomposed = "Tie\u0302\u0301ng Vie\u0323\u0302t";
  EXPECT_NE(composed, decomposed);
  EXPECT_EQ(accounts::normalized_password(composed), accounts::normalized_password(decomposed));
  EXPECT_EQ(accounts::normalized_password("\xff\xfe"), "\xff\xfe");
}

TEST(passwords, that_are_made_are_taken) {
  const auto made = accounts::password_of(std::string("\x01\x23\x45\x67\x89\xab\xcd\xef"
                                                      "\x01\x23\x45\x67\x89\xab\xcd",
                                                      15));
  EXPECT_EQ(made.size(), 29u) << made;
  EXPECT_EQ(made.at(4), '-');
  EXPECT_TRUE(fits(made));
}

// RFC 4226, appendix D.
TEST(one_time_codes, of_counters_are_those_of_the_standard) {
  const std::array<const char*, 10> codes{"755224", "287082", "359152", "969429", "338314",
                                          "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t i = 0; i < codes.size(); ++i)
    EXPECT_EQ(accounts::code_of_counter(rfc_secret, i), codes[i]) << i;
}

// RFC 6238, appendix B, the last six of its eight digits.
TEST(one_time_codes, of_instants_are_those_of_the_standard) {
  EXPECT_EQ(code_at(rfc_secret, second(59)), "287082");
  EXPECT_EQ(code_at(rfc_secret, second(1'111'111'109)), "081804");
  EXPECT_EQ(code_at(rfc_secret, second(1'111'111'111)), "050471");
  EXPECT_EQ(code_at(rfc_secret, second(1'234'567'890)), "005924");
  EXPECT_EQ(code_at(rfc_secret, second(2'000'000'000)), "279037");
  EXPECT_EQ(code_at(rfc_secret, second(20'000'000'000)), "353130");
}

TEST(one_time_codes, count_half_a_minute_early_or_late_and_once) {
  const auto now = second(3'000);
  const auto code = code_at(rfc_secret, now);
  EXPECT_EQ(accepted_step(rfc_secret, code, now, 0), 100);
  EXPECT_EQ(accepted_step(rfc_secret, code, second(3'030), 0), 100);
  EXPECT_EQ(accepted_step(rfc_secret, code, second(2'970), 0), 100);
  EXPECT_EQ(accepted_step(rfc_secret, code, second(3'060), 0), std::nullopt);
  EXPECT_EQ(accepted_step(rfc_secret, code, now, 100), std::nullopt) << "it was used";
  EXPECT_EQ(accepted_step(rfc_secret, "000000", now, 0), std::nullopt);
  EXPECT_EQ(accepted_step(rfc_secret, "", now, 0), std::nullopt);
}

TEST(one_time_codes, have_a_secret_that_apps_read) {
  EXPECT_EQ(accounts::secret_text(rfc_secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(accounts::secret_uri(rfc_secret, "anna"),
            "otpauth://totp/Sojourn:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sojourn");
}

TEST(login_limits, slow_down_one_address_that_tries_one_account) {
  accounts::login_limits limits;
  const accounts::login_attempt anna{.login = "anna", .network = "203.0.113.7"};
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(limits.admit(anna, second(0)), std::nullopt) << i;
  EXPECT_EQ(limits.admit(anna, second(0)), std::chrono::seconds{60});
  EXPECT_EQ(limits.admit({.login = "binh", .network = "203.0.113.7"}, second(0)), std::nullopt);
  EXPECT_EQ(limits.admit(anna, second(60)), std::nullopt);
}

TEST(login_limits, slow_down_one_address_that_tries_many_accounts) {
  accounts::login_limits limits;
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(limits.admit({.login = "user" + std::to_string(i), .network = "a"}, second(0)),
              std::nullopt);
  EXPECT_EQ(limits.admit({.login = "user21", .network = "a"}, second(0)), std::chrono::seconds{30});
  EXPECT_EQ(limits.admit({.login = "user21", .network = "b"}, second(0)), std::nullopt);
}

// What docs/access.md promises.
TEST(login_limits, keep_nobody_out_from_where_they_logged_in_before) {
  accounts::login_limits limits;
  for (int i = 0; i < 40; ++i)
    (void)limits.admit({.login = "anna", .network = "botnet " + std::to_string(i)}, second(0));
  EXPECT_EQ(limits.admit({.login = "anna", .network = "hotel"}, second(0)),
            std::chrono::seconds{20})
      << "at a new place, for as long as the flood lasts and this long after it";
  EXPECT_EQ(limits.admit({.login = "anna", .network = "office", .is_familiar = true}, second(0)),
            std::nullopt);
  EXPECT_EQ(limits.admit({.login = "anna", .network = "hotel"}, second(20)), std::nullopt);
}

TEST(failed_logins, are_listed_as_they_come_and_then_counted) {
  accounts::failed_logins failures;
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(failures.note(second(1)), 0) << i;
  for (int i = 0; i < 1'000; ++i)
    EXPECT_EQ(failures.note(second(2)), std::nullopt) << i;

  EXPECT_EQ(failures.note(second(700)), 1'000) << "the next line tells how many";
  EXPECT_EQ(failures.note(second(701)), std::nullopt);
}

TEST(failed_logins, of_a_flood_of_a_day_are_a_bounded_number_of_lines) {
  accounts::failed_logins failures;
  std::int64_t lines = 0;
  std::int64_t told = 0;
  for (int at = 0; at < 86'400; ++at) {
    if (const auto before = failures.note(second(at))) {
      ++lines;
      told += *before + 1;
    }
  }
  EXPECT_LE(lines, 194);
  EXPECT_GE(told, 86'400 - 600) << "nothing but the newest is untold";
}

} // namespace sojourn::tests
