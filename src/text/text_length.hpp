// How long a text is to the systems that limit it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sojourn::text {

/// The text in Unicode's normal form C: letters and their marks as one character where there is
/// one. What is not UTF-8 stays as it is.
[[nodiscard]] std::string to_nfc(std::string_view text);

/// Characters (code points) in normal form C. "Tiếng Việt" has 10, however it was typed.
[[nodiscard]] std::size_t characters(std::string_view text);

/// What a text takes as SMS.
struct sms_size {
  bool gsm = true;          ///< it fits the alphabet of GSM 03.38; else it is sent as UCS-2
  std::size_t units = 0;    ///< septets, or 16-bit units
  std::size_t segments = 0; ///< messages that are paid for
  bool operator==(const sms_size&) const = default;
};
/// Of the text in normal form C, as 3GPP TS 23.040 joins segments: 160 septets or 70 units alone,
/// 153 or 67 in each of several; no character is cut in two.
[[nodiscard]] sms_size size_as_sms(std::string_view text);

} // namespace sojourn::text
