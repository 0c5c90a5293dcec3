#include "text/nfc.hpp"

#include <algorithm>
#include <stdexcept>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

namespace sojourn::text {

namespace {

/// The greater part of all texts needs no library.
bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

icu::UnicodeString composed(std::string_view utf8) {
  auto status = U_ZERO_ERROR;
  const auto* composer = icu::Normalizer2::getNFCInstance(status);
  if (composer == nullptr || U_FAILURE(status))
    throw std::runtime_error{"ICU has no data for normalization"};
  const auto text =
      icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  auto made = composer->normalize(text, status);
  if (U_FAILURE(status))
    throw std::runtime_error{"ICU cannot normalize a text"};
  return made;
}

} // namespace

std::string to_nfc(std::string_view utf8) {
  if (is_ascii(utf8))
    return std::string{utf8};
  std::string text;
  composed(utf8).toUTF8String(text);
  return text;
}

std::size_t nfc_length(std::string_view utf8) {
  return is_ascii(utf8) ? utf8.size() : static_cast<std::size_t>(composed(utf8).countChar32());
}

} // namespace sojourn::text
