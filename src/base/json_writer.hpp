// Writes compact JSON objects straight into a string, for the paths where building a
// tree first would cost more than the work itself.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn {

/// One JSON object, member by member, in the order of the calls. Text is escaped as
/// RFC 8259 asks; bytes in it that are no UTF-8 are replaced.
class json_object_writer {
public:
  json_object_writer() {
    text_.reserve(96);
    text_ += '{';
  }

  json_object_writer& member(std::string_view name, std::string_view value);
  json_object_writer& member(std::string_view name, const char* value) {
    return member(name, std::string_view{value});
  }
  json_object_writer& member(std::string_view name, const std::string& value) {
    return member(name, std::string_view{value});
  }
  template <std::integral T>
  json_object_writer& member(std::string_view name, T value) {
    return raw(name, std::to_string(value));
  }
  json_object_writer& member(std::string_view name, instant value) {
    return member(name, to_unix_ms(value));
  }
  json_object_writer& member(std::string_view name, const json& value) {
    return raw(name, dump(value));
  }

  /// Only what differs from the default is written: empty text, 0, empty containers,
  /// null and an absent optional are left out.
  template <class T>
  json_object_writer& member_if(std::string_view name, const T& value) {
    return is_blank(value) ? *this : member(name, value);
  }
  template <class T>
  json_object_writer& member_if(std::string_view name, const std::optional<T>& value) {
    return value ? member(name, *value) : *this;
  }

  /// A member whose value is JSON text already.
  json_object_writer& raw(std::string_view name, std::string_view json_text);

  /// The finished text; the writer is spent.
  [[nodiscard]] std::string finish() {
    text_ += '}';
    return std::move(text_);
  }

private:
  static bool is_blank(const std::string& value) { return value.empty(); }
  static bool is_blank(const json& value) { return value.is_null() || value.empty(); }
  template <std::integral T>
  static bool is_blank(T value) {
    return value == 0;
  }

  void name(std::string_view name);
  std::string text_;
};

/// Appends `value` as a JSON string, quotes included; bytes that are no UTF-8 are replaced.
void append_json_string(std::string& out, std::string_view value);

} // namespace sojourn
