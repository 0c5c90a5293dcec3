#include "base/ids.hpp"

#include <algorithm>
#include <utf8proc.h>

namespace sojourn {

namespace {

constexpr std::string_view instance_prefix = "ins_";
constexpr std::string_view base32 = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t base32_length = 13;
// 43 bits of milliseconds reach the year 2248; 20 bits leave a million ids a
// millisecond, and the sign bit stays clear for SQLite's integers.
constexpr int counter_bits = 20;

} // namespace

std::string to_text(instance_id id) {
  std::string text(instance_prefix);
  text.resize(instance_prefix.size() + base32_length);
  auto value = id.value;
  for (std::size_t i = text.size(); i-- > instance_prefix.size(); value >>= 5)
    text[i] = base32[value & 31];
  return text;
}

result<instance_id> parse_instance_id(std::string_view text) {
  const auto refuse = [&] {
    return fail(error_code::invalid_id, "\"" + std::string{text.substr(0, 64)} +
                                            "\" is not an instance id; one looks like "
                                            "\"ins_01hqz3k8c0000\"");
  };
  if (!text.starts_with(instance_prefix) || text.size() != instance_prefix.size() + base32_length)
    return refuse();
  std::uint64_t value = 0;
  for (const char c : text.substr(instance_prefix.size())) {
    const auto digit = base32.find(c);
    if (digit == std::string_view::npos || value >> 59 != 0)
      return refuse();
    value = value << 5 | digit;
  }
  if (value >> 63 != 0 || value == 0)
    return refuse();
  return instance_id{value};
}

instance_id instance_id_source::next(instant now) {
  // A machine that has lost its clock may stand before 1970: then the ids just grow.
  const auto ms = std::max<std::int64_t>(to_unix_ms(now), 0);
  const auto by_time = static_cast<std::uint64_t>(ms) << counter_bits;
  last_.value = std::max(last_.value + 1, by_time);
  return last_;
}

std::string to_text(const subject_ref& subject) { return subject.type + ":" + subject.id; }

result<subject_ref> parse_subject(std::string_view text) {
  const auto colon = text.find(':');
  auto subject = colon == std::string_view::npos ? subject_ref{"customer", std::string{text}}
                                                 : subject_ref{std::string{text.substr(0, colon)},
                                                               std::string{text.substr(colon + 1)}};
  if (!is_name(subject.type) || !is_record_id(subject.id))
    return fail(error_code::invalid_id, "a subject is written \"customer:42\": a record type, a "
                                        "colon, and an id of 1 to 128 bytes of UTF-8 without "
                                        "control or format characters");
  return subject;
}

bool is_visible_utf8(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; }))
    return true; // nearly all
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = 0;
    const auto length = utf8proc_iterate(at, left, &point);
    if (length <= 0)
      return false;
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      break;
    }
    if ((point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef)) // noncharacters
      return false;
    at += length;
    left -= length;
  }
  return true;
}

bool is_record_id(std::string_view text) {
  constexpr std::size_t most_bytes = 128;
  return !text.empty() && text.size() <= most_bytes && is_visible_utf8(text);
}

bool is_event_type(std::string_view text) {
  constexpr std::size_t most_bytes = 255;
  return !text.empty() && text.size() <= most_bytes && text.find(' ') == std::string_view::npos &&
         is_visible_utf8(text);
}

bool is_name(std::string_view text) {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= 64 && alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_form_id(std::string_view text) {
  return is_name(text) && text.find('.') == std::string_view::npos && text.back() != '-' &&
         text.back() != '_';
}

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t length = 0;
    std::uint32_t point = 0;
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
      point = lead & 0x1Fu;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      point = lead & 0x0Fu;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      point = lead & 0x07u;
    } else {
      return false;
    }
    if (i + length > text.size())
      return false;
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0u) != 0x80u)
        return false;
      point = point << 6 | (next & 0x3Fu);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (overlong || (point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF)
      return false;
    i += length;
  }
  return true;
}

std::string to_text(const effect_key& key) {
  return to_text(key.instance) + "." + key.step + "." + std::to_string(key.visit);
}

} // namespace sojourn
