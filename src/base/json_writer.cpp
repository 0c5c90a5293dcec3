#include "base/json_writer.hpp"

#include "base/ids.hpp"

#include <cstdio>

namespace sojourn {

void append_json_string(std::string& out, std::string_view value) {
  if (!is_utf8(value)) {
    out += json(value).dump(-1, ' ', false, json::error_handler_t::replace);
    return;
  }
  out += '"';
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c >= 0x20 && c != '"' && c != '\\')
      continue;
    out.append(value, plain_from, i - plain_from);
    plain_from = i + 1;
    switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default: {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
      out += escaped;
    }
    }
  }
  out.append(value, plain_from);
  out += '"';
}

void json_object_writer::name(std::string_view name) {
  if (text_.size() > 1)
    text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

json_object_writer& json_object_writer::member(std::string_view name, std::string_view value) {
  this->name(name);
  append_json_string(text_, value);
  return *this;
}

json_object_writer& json_object_writer::raw(std::string_view name, std::string_view json_text) {
  this->name(name);
  text_ += json_text;
  return *this;
}

} // namespace sojourn
