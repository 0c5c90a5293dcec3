#include "base/uri_reference.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace sojourn {

namespace {

/// Whether all of `text` is unreserved, a sub-delimiter, one of `others`, or an escape.
bool is_made_of(std::string_view text, std::string_view others) {
  constexpr std::string_view marks = "-._~!$&'()*+,;=";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3 || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0)
        return false;
      i += 2;
    } else if (!is_ascii_letter(c) && !is_ascii_digit(c) &&
               marks.find(c) == std::string_view::npos &&
               others.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_ascii_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_ascii_letter(c) || is_ascii_digit(c) || c == '+' || c == '-' || c == '.';
         });
}

bool is_authority(std::string_view text) {
  const auto at = text.rfind('@');
  auto host = at == std::string_view::npos ? text : text.substr(at + 1);
  if (at != std::string_view::npos && !is_made_of(text.substr(0, at), ":"))
    return false;
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos || !is_made_of(host.substr(1, end - 1), ":"))
      return false;
    host.remove_prefix(end + 1);
    if (!host.empty() && host.front() != ':')
      return false;
  }
  const auto colon = host.find(':');
  const auto port = colon == std::string_view::npos ? std::string_view{} : host.substr(colon + 1);
  return is_made_of(host.substr(0, colon), "") &&
         std::all_of(port.begin(), port.end(), is_ascii_digit);
}

} // namespace

bool is_uri_reference(std::string_view text) {
  const auto cut = [&text](char mark) {
    const auto at = text.find(mark);
    const auto rest = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
  };
  if (!is_made_of(cut('#'), ":@/?") || !is_made_of(cut('?'), ":@/?"))
    return false;
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && colon < text.find('/')) {
    if (!is_scheme(text.substr(0, colon)))
      return false; // the first segment of a relative reference has no ':' (section 4.2)
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const auto slash = std::min(text.find('/'), text.size());
    if (!is_authority(text.substr(0, slash)))
      return false;
    text.remove_prefix(slash);
  }
  return is_made_of(text, ":@/");
}

} // namespace sojourn
