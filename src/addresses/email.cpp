#include "addresses/email.hpp"

#include "addresses/blanks.hpp"
#include "base/ascii.hpp"
#include "base/ids.hpp"

#include <algorithm>
#include <cstdlib>
#include <idn2.h>
#include <memory>
#include <utf8proc.h>

namespace sojourn::addresses {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_local_character(char c) {
  return is_letter_or_digit(c) ||
         std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

bool is_domain_label(std::string_view label) {
  return label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

/// Blanks beyond ASCII and the control characters of ISO 8859 are no letters.
bool has_hidden_character(std::string_view text) {
  while (!text.empty()) {
    const auto c = next_code_point(text);
    if (is_blank(c) || (c >= 0x7f && c < 0xa0))
      return true;
  }
  return false;
}

bool is_local_part(std::string_view part) {
  return std::all_of(part.begin(), part.end(), is_local_character);
}

/// Whether every part between the dots is there and passes.
template <class Check>
bool all_parts(std::string_view text, Check check) {
  while (true) {
    const auto dot = std::min(text.find('.'), text.size());
    if (dot == 0 || !check(text.substr(0, dot)))
      return false;
    if (dot == text.size())
      return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The domain in A-labels and lower case; nullopt: it has no such form.
std::optional<std::string> ascii_domain(std::string_view domain) {
  if (is_ascii(domain))
    return lower_ascii(domain);
  // libcurl would read the domain in the encoding of the locale, which a daemon has none of.
  char* ascii = nullptr;
  if (idn2_to_ascii_8z(std::string{domain}.c_str(), &ascii, IDN2_NONTRANSITIONAL) != IDN2_OK)
    return std::nullopt;
  const std::unique_ptr<char, decltype(&idn2_free)> owned{ascii, idn2_free};
  return std::string{ascii};
}

/// Without its case, in normal form C.
std::string folded(std::string_view text) {
  if (is_ascii(text))
    return lower_ascii(text);
  utf8proc_uint8_t* made = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &made,
      static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned{made, std::free};
  return size < 0
             ? std::string{text}
             : std::string{reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
}

} // namespace

std::string_view domain_of(std::string_view address) {
  return address.substr(address.rfind('@') + 1);
}

bool is_email_address(std::string_view text) {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && at >= 1 && at <= 64 && text.size() <= 254 &&
         is_utf8(text) && !has_hidden_character(text) &&
         all_parts(text.substr(0, at), is_local_part) &&
         all_parts(domain_of(text), is_domain_label);
}

std::string with_ascii_domain(std::string_view address) {
  const auto domain = domain_of(address);
  const auto before = address.substr(0, address.size() - domain.size());
  if (is_ascii(domain)) // what is written is kept
    return std::string{address};
  const auto ascii = ascii_domain(domain);
  return ascii ? std::string{before} + *ascii : std::string{address};
}

bool needs_smtputf8(std::string_view address) {
  const auto domain = domain_of(address);
  return !is_ascii(address.substr(0, address.size() - domain.size()));
}

std::optional<std::string> canonical_email(std::string_view written) {
  auto text = without_blanks_around(written);
  if (text.starts_with('<') && text.ends_with('>'))
    text = without_blanks_around(text.substr(1, text.size() - 2));
  if (!is_email_address(text))
    return std::nullopt;
  const auto domain = ascii_domain(domain_of(text));
  if (!domain)
    return std::nullopt;
  auto made = folded(text.substr(0, text.size() - domain_of(text).size() - 1)) + "@" + *domain;
  return is_email_address(made) ? std::optional{std::move(made)} : std::nullopt;
}

} // namespace sojourn::addresses
