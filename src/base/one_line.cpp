#include "base/one_line.hpp"

#include "base/ascii.hpp"

#include <cstddef>
#include <cstdint>

namespace sojourn {

namespace {

/// What is escaped at a place of a text.
struct found {
  std::uint32_t code = 0;
  std::size_t bytes = 0; ///< 0: nothing
};

found control_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto first = byte(0);
  if (first < 0x20 || first == 0x7F)
    return {first, 1};
  if (first == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0)
    return {byte(1), 2};
  if (first != 0xE2 || (byte(1) != 0x80 && byte(1) != 0x81))
    return {};
  const auto code = 0x2000U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
  const bool is_mark = code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
                       (code >= 0x2066 && code <= 0x2069);
  return is_mark && (byte(2) & 0xC0U) == 0x80U ? found{code, 3} : found{};
}

void append_escape(std::string& out, std::uint32_t code) {
  switch (code) {
  case '\n':
    out += "\\n";
    return;
  case '\r':
    out += "\\r";
    return;
  case '\t':
    out += "\\t";
    return;
  default:
    break;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U})
    out += digits[(code >> shift) & 15U];
}

} // namespace

std::string escape_to_one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto control = control_at(text, at);
    if (control.bytes == 0) {
      line += text[at++];
      continue;
    }
    append_escape(line, control.code);
    at += control.bytes;
  }
  return line;
}

bool is_one_line(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (control_at(text, at).bytes != 0)
      return false;
  }
  return true;
}

bool is_plain_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto code = control_at(text, at);
    if (code.bytes != 0 && code.code != '\n' && code.code != '\r' && code.code != '\t')
      return false;
  }
  return true;
}

bool has_link(std::string_view text) {
  const auto lower = lower_ascii(text);
  return lower.find("://") != std::string::npos || lower.find("www.") != std::string::npos;
}

} // namespace sojourn
