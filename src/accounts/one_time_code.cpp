#include "accounts/one_time_code.hpp"

#include "base/percent.hpp"
#include "signing/digest.hpp"

#include <algorithm>

namespace sojourn::accounts {

namespace {

constexpr std::uint32_t code_range = 1'000'000;
constexpr std::size_t code_digits = 6;

std::int64_t step_at(instant now) {
  const auto ms = to_unix_ms(now);
  constexpr std::int64_t step_ms = one_time_step_seconds * 1000;
  return ms >= 0 ? ms / step_ms : -((-ms + step_ms - 1) / step_ms);
}

} // namespace

std::string code_of_counter(std::string_view secret, std::uint64_t counter) {
  std::string message(8, '\0');
  for (auto place = message.rbegin(); place != message.rend(); ++place, counter >>= 8U)
    *place = static_cast<char>(counter & 0xFFU);
  const auto digest = signing::hmac(signing::hash::sha1, secret, message);
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(digest[at]));
  };
  const auto from = static_cast<std::size_t>(byte(digest.size() - 1) & 0xFU);
  const auto number = ((byte(from) & 0x7FU) << 24U) | (byte(from + 1) << 16U) |
                      (byte(from + 2) << 8U) | byte(from + 3);
  auto digits = std::to_string(number % code_range);
  return std::string(code_digits - digits.size(), '0') + digits;
}

std::string code_at(std::string_view secret, instant now) {
  return code_of_counter(secret, static_cast<std::uint64_t>(step_at(now)));
}

std::optional<std::int64_t> accepted_step(std::string_view secret, std::string_view code,
                                          instant now, std::int64_t last_used) {
  const auto present = step_at(now);
  std::optional<std::int64_t> found;
  for (auto step = present - 1; step <= present + 1; ++step) {
    if (step > last_used &&
        signing::constant_time_equal(code_of_counter(secret, static_cast<std::uint64_t>(step)),
                                     code) &&
        !found)
      found = step;
  }
  return found;
}

std::string secret_text(std::string_view secret) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : secret) {
    held = (held << 8U) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += letters[(held >> bits) & 0x1FU];
    }
  }
  if (bits > 0)
    text += letters[(held << (5 - bits)) & 0x1FU];
  return text;
}

std::string secret_uri(std::string_view secret, std::string_view login) {
  return "otpauth://totp/Sojourn:" + percent_encode(login) + "?secret=" + secret_text(secret) +
         "&issuer=Sojourn";
}

} // namespace sojourn::accounts
