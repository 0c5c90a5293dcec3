#include "text/escape.hpp"

namespace sojourn::text {

namespace {

void append_html(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
}

void append_url(std::string& out, std::string_view value) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : value) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
}

} // namespace

void append_escaped(std::string& out, std::string_view value, escaping how) {
  switch (how) {
  case escaping::none:
    out += value;
    break;
  case escaping::html:
    append_html(out, value);
    break;
  case escaping::json_string: {
    const auto quoted = dump(json(value));
    out.append(quoted, 1, quoted.size() - 2);
    break;
  }
  case escaping::url:
    append_url(out, value);
    break;
  }
}

} // namespace sojourn::text
