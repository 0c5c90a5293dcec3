#include "channels/email/address.hpp"

#include "base/ids.hpp"

#include <algorithm>
#include <idn2.h>
#include <memory>

namespace sojourn::channels {

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

} // namespace

std::string_view domain_of(std::string_view address) {
  return address.substr(address.rfind('@') + 1);
}

bool is_email_address(std::string_view text) {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && at >= 1 && at <= 64 && text.size() <= 254 &&
         is_utf8(text) && all_parts(text.substr(0, at), is_local_part) &&
         all_parts(domain_of(text), is_domain_label);
}

std::string with_ascii_domain(const std::string& address) {
  const auto is_ascii = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  const auto domain = domain_of(address);
  const auto before = std::string_view{address}.substr(0, address.size() - domain.size());
  if (is_ascii(domain) || !is_ascii(before))
    return address;
  // libcurl would read the domain in the encoding of the locale, which a daemon has none of.
  char* ascii = nullptr;
  if (idn2_to_ascii_8z(std::string{domain}.c_str(), &ascii, IDN2_NONTRANSITIONAL) != IDN2_OK)
    return address;
  const std::unique_ptr<char, decltype(&idn2_free)> owned{ascii, idn2_free};
  return std::string{before} + ascii;
}

} // namespace sojourn::channels
