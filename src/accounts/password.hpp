// Which passwords are good enough, and the form in which they are compared.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sojourn::accounts {

inline constexpr std::size_t least_password_characters = 12;
inline constexpr std::size_t longest_password_bytes = 256;

/// The form in which a password is hashed (Unicode NFC): a keyboard that composes "ệ" and one that
/// does not give the same password. Bytes that are not UTF-8 stay as they are.
[[nodiscard]] std::string normalized_password(std::string_view password);

/// Whether `password` may be that of the user `login` with this name: long enough, not made of one
/// or two characters, not one of the first that everybody tries, and not the user's own names.
/// Errors: invalid_request at "/password".
[[nodiscard]] result<void> check_password(std::string_view password, std::string_view login,
                                          std::string_view name);

/// A password that a person copies once: 24 letters and digits in groups of four, of 15 random
/// bytes.
[[nodiscard]] std::string password_of(std::string_view random_bytes);
inline constexpr std::size_t made_password_bytes = 15;

} // namespace sojourn::accounts
