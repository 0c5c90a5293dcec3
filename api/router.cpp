#include "api/router.hpp"

#include "api/check.hpp"
#include "base/percent.hpp"

#include <algorithm>
#include <array>

namespace sojourn::api {

namespace {

// The longest pattern has six segments; a path with more has no route.
constexpr std::size_t max_segments = 8;

struct segments {
  std::array<std::string_view, max_segments> at;
  std::size_t count = 0;
};

std::optional<segments> split(std::string_view path) {
  if (!path.starts_with('/'))
    return std::nullopt;
  segments parts;
  while (!path.empty()) {
    if (parts.count == max_segments)
      return std::nullopt;
    path.remove_prefix(1);
    const auto slash = path.find('/');
    parts.at[parts.count++] = path.substr(0, slash);
    path.remove_prefix(std::min(slash, path.size()));
  }
  return parts;
}

bool is_placeholder(std::string_view segment) { return segment.starts_with('{'); }

struct compiled_route {
  const route* what;
  segments parts;
};

const std::vector<compiled_route>& compiled_routes() {
  static const auto compiled = [] {
    std::vector<compiled_route> all;
    for (const auto& one : routes())
      all.push_back({&one, split(one.pattern).value()});
    // Literals first, so that "/v1/campaigns/validate" is not the campaign "validate".
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return std::count(a.what->pattern.begin(), a.what->pattern.end(), '{') <
             std::count(b.what->pattern.begin(), b.what->pattern.end(), '{');
    });
    return all;
  }();
  return compiled;
}

bool matches(const compiled_route& route, const segments& path) {
  const auto& pattern = route.parts;
  const bool is_long_enough =
      route.what->takes_rest ? path.count >= pattern.count : path.count == pattern.count;
  if (!is_long_enough)
    return false;
  for (std::size_t i = 0; i < pattern.count; ++i) {
    const bool fits =
        is_placeholder(pattern.at[i]) ? !path.at[i].empty() : pattern.at[i] == path.at[i];
    if (!fits)
      return false;
  }
  return true;
}

/// The segment at `i`, or from there on all that is left of the path.
std::string_view value_at(const compiled_route& route, const segments& path, std::size_t i,
                          std::string_view whole) {
  if (!route.what->takes_rest || i + 1 < route.parts.count)
    return path.at[i];
  return whole.substr(static_cast<std::size_t>(path.at[i].data() - whole.data()));
}

std::optional<refusal> read_ids(const compiled_route& found, const segments& path, request& ask) {
  for (std::size_t i = 0; i < found.parts.count; ++i) {
    const auto placeholder = found.parts.at[i];
    if (!is_placeholder(placeholder))
      continue;
    const auto name = placeholder.substr(1, placeholder.size() - 2);
    auto value = percent_decode(value_at(found, path, i, ask.path));
    if (!value || !is_utf8(*value))
      return refusal{{error_code::invalid_id,
                      "the path's {" + std::string{name} + "} is not percent-encoded UTF-8"}};
    if (const auto wrong = complaint(placeholder_kind(*found.what, name), *value))
      return refusal{{error_code::invalid_id, "the path's {" + std::string{name} + "} " + *wrong}};
    ask.ids.push_back({std::string{name}, std::move(*value)});
  }
  return std::nullopt;
}

} // namespace

std::optional<refusal> find_route(request& ask) {
  const auto method = ask.method == "HEAD" ? std::string_view{"GET"} : ask.method;
  const auto path = split(ask.path);
  std::string allow;
  if (path) {
    for (const auto& one : compiled_routes()) {
      if (!matches(one, *path))
        continue;
      if (one.what->method == method) {
        ask.matched = one.what;
        return read_ids(one, *path, ask);
      }
      allow += allow.empty() ? "" : ", ";
      allow += one.what->method;
      if (one.what->method == "GET")
        allow += ", HEAD";
    }
  }
  if (allow.empty())
    return refusal{{error_code::no_such_route, "nothing is at \"" + std::string{ask.path} +
                                                   "\"; GET /v1/openapi.json lists the routes"}};
  return refusal{.what = {error_code::method_not_allowed, std::string{ask.method} + " is not for " +
                                                              std::string{ask.path} +
                                                              "; it takes " + allow},
                 .headers = {{"Allow", allow}}};
}

} // namespace sojourn::api
