#include "library/placeholders.hpp"

#include <algorithm>
#include <functional>

namespace sojourn::library {

namespace {

constexpr std::string_view opening = "{{";
constexpr std::string_view closing = "}}";
constexpr std::string_view root = "parameters.";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

/// Whether a value is a placeholder, and of what.
const std::string* path_of(const json& value) {
  if (!value.is_object() || value.size() != 1)
    return nullptr;
  const auto only = value.begin();
  return only.key() == "parameter" && only->is_string() ? only->get_ptr<const std::string*>()
                                                        : nullptr;
}

/// The text with each {{parameters.PATH}} replaced by what `fill` gives for it; nullopt keeps it.
std::string
replaced(std::string_view text,
         const std::function<std::optional<std::string>(const std::string& path)>& fill) {
  std::string made;
  while (true) {
    const auto begin = text.find(opening);
    const auto end = begin == std::string_view::npos ? begin : text.find(closing, begin);
    if (end == std::string_view::npos)
      return made.append(text);
    const auto inside = text.substr(begin + opening.size(), end - begin - opening.size());
    const auto name = trimmed(inside);
    std::optional<std::string> filling;
    if (name.starts_with(root))
      filling = fill(std::string{name.substr(root.size())});
    made.append(text.substr(0, begin));
    // What is no placeholder may hold one further on: "{{#a}}{{parameters.b}}".
    const auto taken = filling ? end + closing.size() : begin + opening.size();
    made.append(filling ? std::string_view{*filling} : opening);
    text.remove_prefix(taken);
  }
}

std::string in_words(const json& value) {
  return value.is_string() ? value.get<std::string>() : dump(value);
}

/// "min.amount" as a pointer into a request: "/parameters/min/amount".
std::string place_of_parameter(std::string path) {
  std::ranges::replace(path, '.', '/');
  return "/parameters/" + path;
}

void collect(const json& value, const std::string& pointer, std::vector<placeholder>& found) {
  if (const auto* path = path_of(value)) {
    found.push_back({pointer, *path, false});
  } else if (value.is_string()) {
    (void)replaced(value.get_ref<const std::string&>(), [&](const std::string& path) {
      found.push_back({pointer, path, true});
      return std::optional<std::string>{std::string{}};
    });
  } else if (value.is_object()) {
    for (const auto& [name, part] : value.items())
      collect(part, pointer_to(pointer, name), found);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      collect(value[i], pointer_to(pointer, i), found);
  }
}

} // namespace

std::vector<placeholder> placeholders_in(const json& document) {
  std::vector<placeholder> found;
  collect(document, "", found);
  return found;
}

json filled(const json& document, const json& parameters) {
  if (const auto* path = path_of(document)) {
    const auto* value = find_path(parameters, *path);
    return value == nullptr ? document : *value;
  }
  if (document.is_string())
    return replaced(document.get_ref<const std::string&>(), [&](const std::string& path) {
      const auto* value = find_path(parameters, path);
      return value == nullptr ? std::nullopt : std::optional{in_words(*value)};
    });
  auto made = document;
  if (made.is_structured()) {
    for (auto& part : made)
      part = filled(part, parameters);
  }
  return made;
}

std::optional<std::string> place_in_parameters(const json& document, const std::string& pointer) {
  const auto* at = &document;
  std::string_view rest = pointer;
  while (path_of(*at) == nullptr && rest.starts_with('/')) {
    const auto end = std::min(rest.find('/', 1), rest.size());
    const json::json_pointer step{std::string{rest.substr(0, end)}};
    if (!at->contains(step))
      break; // a member that is missing, or that the template gives as a text
    at = &at->at(step);
    rest.remove_prefix(end);
  }
  if (const auto* path = path_of(*at))
    return place_of_parameter(*path) + std::string{rest};
  if (!at->is_string() && !at->is_array())
    return std::nullopt;
  const auto found = placeholders_in(*at);
  if (found.empty() || std::ranges::any_of(found, [&](const placeholder& one) {
        return one.path != found.front().path;
      }))
    return std::nullopt;
  return place_of_parameter(found.front().path);
}

} // namespace sojourn::library
