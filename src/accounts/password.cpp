#include "accounts/password.hpp"

#include "accounts/one_time_code.hpp"
#include "base/ascii.hpp"
#include "base/ids.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <utf8proc.h>

namespace sojourn::accounts {

namespace {

/// The beginnings of what is tried first; whatever stands behind them adds little.
constexpr std::array<std::string_view, 16> tried_first{
    "password", "passw0rd", "matkhau", "mat khau", "qwerty",   "qwertz",  "asdfgh", "abcdef",
    "123456",   "012345",   "111111",  "000000",   "iloveyou", "letmein", "admin",  "sojourn"};

/// Characters that a password with the user's own name in it has beside that.
constexpr std::size_t least_beside_names = 10;

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

tl::unexpected<error> unfit(std::string why) {
  return fail(error_code::invalid_request, "the password cannot be taken",
              {{"/password", std::move(why)}});
}

} // namespace

std::string normalized_password(std::string_view password) {
  std::string text{password};
  if (!is_utf8(text) || text.find('\0') != std::string::npos)
    return text;
  auto* composed = utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str()));
  if (composed == nullptr)
    return text;
  std::string made{reinterpret_cast<const char*>(composed)};
  std::free(composed); // NOLINT: utf8proc allocates with malloc
  return made;
}

result<void> check_password(std::string_view password, std::string_view login,
                            std::string_view name) {
  if (password.size() > longest_password_bytes)
    return unfit("must have at most 256 bytes");
  if (!is_utf8(password) || password.find('\0') != std::string_view::npos)
    return unfit("must be UTF-8 without the character 0");
  if (character_count(password) < least_password_characters)
    return unfit("must have at least 12 characters; several words are easy to remember");
  if (std::set<char>(password.begin(), password.end()).size() < 4)
    return unfit("must not be made of two or three characters");
  const auto lower = lower_ascii(password);
  for (const auto& word : tried_first) {
    // A long sentence may begin with one of them.
    if (lower.starts_with(word) && character_count(password) < word.size() + 8)
      return unfit(
          "must not be one of the passwords that are tried first, with a little behind it");
  }
  for (const auto own : {login, name}) {
    if (own.size() >= 4 && lower.find(lower_ascii(own)) != std::string::npos &&
        character_count(password) < own.size() + least_beside_names)
      return unfit("must not be the user's own name with a little behind it");
  }
  return {};
}

std::string password_of(std::string_view random_bytes) {
  auto letters = lower_ascii(secret_text(random_bytes));
  for (std::size_t at = 4; at < letters.size(); at += 5)
    letters.insert(at, 1, '-');
  return letters;
}

} // namespace sojourn::accounts
