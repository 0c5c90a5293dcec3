// The one form in which addresses of a channel are stored and compared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::addresses {

enum class address_kind {
  none,       ///< the channel reaches people by no address of theirs
  email,      ///< see canonical_email
  phone,      ///< E.164 with the "+", see international_number
  identifier, ///< what a provider calls the person: compared as it is
};

/// What an address of a channel is.
struct address_form {
  address_kind kind = address_kind::none;
  std::string country_code = "84"; ///< of phone numbers that are written without one

  bool operator==(const address_form&) const = default;
};

/// Bytes that an address has at most.
inline constexpr std::size_t most_address_bytes = 256;

/// `written` as it is stored and compared; nullopt: it is no address of this form. The canonical
/// form of a canonical form is itself.
///
/// An identifier that is an e-mail address is compared as one; of any other, blanks around it do
/// not count, and control characters are refused.
[[nodiscard]] std::optional<std::string> canonical_address(const address_form& form,
                                                           std::string_view written);

} // namespace sojourn::addresses
