#include "api/request.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace sojourn::api {

namespace {

std::string value_of(const std::vector<named_value>& values, std::string_view name) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](const named_value& one) { return one.name == name; });
  return found == values.end() ? std::string{} : found->value;
}

} // namespace

std::string request::id(std::string_view name) const { return value_of(ids, name); }

std::string request::parameter(std::string_view name) const { return value_of(query, name); }

std::string request::text(std::string_view name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string{} : found->get<std::string>();
}

json request::object(std::string_view name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? json::object() : *found;
}

std::uint32_t request::count(std::string_view name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? 0 : found->get<std::uint32_t>();
}

bool request::flag(std::string_view name) const {
  const auto found = fields.find(name);
  return found != fields.end() && found->get<bool>();
}

service::caller request::caller() const {
  return {.who = who, .why = text("why"), .may = may, .user = user, .session = session};
}

service::caller request::caller_without_why() const {
  return {.who = who, .why = {}, .may = may, .user = user, .session = session};
}

const header* find_header(std::span<const header> headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const header& one) {
    return equal_ignoring_case(one.name, name);
  });
  return found == headers.end() ? nullptr : &*found;
}

std::optional<std::string> joined_header(std::span<const header> headers, std::string_view name) {
  std::optional<std::string> joined;
  for (const auto& one : headers) {
    if (!equal_ignoring_case(one.name, name))
      continue;
    if (joined)
      joined->append(", ").append(one.value);
    else
      joined.emplace(one.value);
  }
  return joined;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_ascii(x) == lower_ascii(y); });
}

std::string media_type_of(std::string_view content_type) {
  auto parameters = content_type;
  const auto next = [&parameters] {
    const auto semicolon = parameters.find(';');
    const auto piece = trimmed(parameters.substr(0, semicolon), " \t");
    parameters = semicolon == std::string_view::npos ? "" : parameters.substr(semicolon + 1);
    return lower_ascii(piece);
  };
  const auto type = next();
  while (!parameters.empty()) {
    const auto parameter = next();
    if (parameter.starts_with("charset=") && parameter != "charset=utf-8" &&
        parameter != "charset=\"utf-8\"")
      return {};
  }
  return type;
}

} // namespace sojourn::api
