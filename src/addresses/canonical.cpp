#include "addresses/canonical.hpp"

#include "addresses/blanks.hpp"
#include "addresses/email.hpp"
#include "addresses/phone.hpp"

#include <algorithm>

namespace sojourn::addresses {

namespace {

std::optional<std::string> canonical_identifier(std::string_view written) {
  if (auto email = canonical_email(written))
    return email;
  const auto text = without_blanks_around(written);
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  });
  if (text.empty() || text.size() > most_address_bytes || has_control)
    return std::nullopt;
  return std::string{text};
}

} // namespace

std::optional<std::string> canonical_address(const address_form& form, std::string_view written) {
  switch (form.kind) {
  case address_kind::none:
    return std::nullopt;
  case address_kind::email:
    return canonical_email(written);
  case address_kind::phone:
    return international_number(written, form.country_code);
  case address_kind::identifier:
    return canonical_identifier(written);
  }
  return std::nullopt;
}

} // namespace sojourn::addresses
