#include "base/text_encoding.hpp"

namespace sojourn {

namespace {

void append_code_point(std::uint32_t point, std::string& out) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_high_half(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_half(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

} // namespace

text_encoding encoding_of(std::string_view beginning) {
  if (beginning.size() < encoding_bytes)
    return text_encoding::utf8;
  const auto first = static_cast<unsigned char>(beginning[0]);
  const auto second = static_cast<unsigned char>(beginning[1]);
  if ((first == 0xFF && second == 0xFE) || (first != 0 && second == 0))
    return text_encoding::utf16_little_endian;
  if ((first == 0xFE && second == 0xFF) || (first == 0 && second != 0))
    return text_encoding::utf16_big_endian;
  return text_encoding::utf8;
}

std::string to_utf8::convert(std::string_view piece) {
  if (from_ == text_encoding::utf8)
    return std::string{piece};
  std::string out;
  out.reserve(piece.size());
  for (const char c : piece) {
    const int byte = static_cast<unsigned char>(c);
    if (odd_byte_ < 0) {
      odd_byte_ = byte;
      continue;
    }
    const int high = from_ == text_encoding::utf16_little_endian ? byte : odd_byte_;
    const int low = from_ == text_encoding::utf16_little_endian ? odd_byte_ : byte;
    odd_byte_ = -1;
    take(static_cast<char16_t>(high * 256 + low), out);
  }
  return out;
}

std::string to_utf8::finish() {
  std::string out;
  if (high_half_ != 0)
    append_code_point(high_half_, out);
  if (odd_byte_ >= 0)
    out += '\xFF'; // half a unit
  high_half_ = 0;
  odd_byte_ = -1;
  return out;
}

void to_utf8::take(char16_t unit, std::string& out) {
  if (high_half_ != 0 && is_low_half(unit)) {
    append_code_point(0x10000u + ((high_half_ - 0xD800u) << 10) + (unit - 0xDC00u), out);
    high_half_ = 0;
    return;
  }
  if (high_half_ != 0)
    append_code_point(high_half_, out); // alone: no UTF-8
  high_half_ = is_high_half(unit) ? unit : char16_t{0};
  if (high_half_ == 0)
    append_code_point(unit, out);
}

} // namespace sojourn
