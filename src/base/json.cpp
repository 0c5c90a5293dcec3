#include "base/json.hpp"

#include "base/json_writer.hpp"

#include <array>
#include <charconv>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace sojourn {

namespace {

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  out.append(digits.begin(), end);
}

/// The library's own way looks at each byte of a text several times: in what the daemon writes
/// most, that took longer than the rest.
void append(std::string& out, const json& value) {
  switch (value.type()) {
  case json::value_t::object: {
    char before = '{';
    for (const auto& [name, member] : value.get_ref<const json::object_t&>()) {
      out += std::exchange(before, ',');
      append_json_string(out, name);
      out += ':';
      append(out, member);
    }
    out += before == '{' ? "{}" : "}";
    return;
  }
  case json::value_t::array: {
    char before = '[';
    for (const auto& member : value.get_ref<const json::array_t&>()) {
      out += std::exchange(before, ',');
      append(out, member);
    }
    out += before == '[' ? "[]" : "]";
    return;
  }
  case json::value_t::string:
    return append_json_string(out, value.get_ref<const std::string&>());
  case json::value_t::number_integer:
    return append_number(out, value.get<std::int64_t>());
  case json::value_t::number_unsigned:
    return append_number(out, value.get<std::uint64_t>());
  default:
    out += value.dump();
  }
}

/// "line 1, column 2: invalid literal". The text that the parser read last is left out: it is the
/// caller's, and may be no UTF-8.
std::string place_and_cause(const json::parse_error& failure) {
  const std::string_view said = failure.what();
  constexpr std::string_view before_place = "parse error at ";
  constexpr std::string_view before_cause = " - ";
  const auto place = said.find(before_place);
  const auto place_end = said.find(':', place);
  const auto cause = said.find(before_cause, place_end);
  if (place == std::string_view::npos || cause == std::string_view::npos)
    return "error at byte " + std::to_string(failure.byte);
  const auto begin = place + before_place.size();
  const auto why = said.substr(cause + before_cause.size());
  return std::string{said.substr(begin, place_end - begin)} + ": " +
         std::string{why.substr(0, why.find("; last read"))};
}

} // namespace

result<json> parse_json(std::string_view text) {
  std::vector<std::set<std::string>> keys_seen;
  std::string problem;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (depth > json_max_depth && problem.empty())
      problem = "it nests deeper than " + std::to_string(json_max_depth) + " levels";
    if (event == json::parse_event_t::object_start) {
      keys_seen.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      if (!keys_seen.empty())
        keys_seen.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_seen.empty() && !keys_seen.back().insert(key).second && problem.empty())
        problem = "the key \"" + key + "\" stands twice in one object";
    }
    return true;
  };
  // The parser recurses only in its destructor; a cheap scan refuses absurd depth first.
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > json_max_depth)
        return fail(error_code::malformed_json,
                    "it nests deeper than " + std::to_string(json_max_depth) + " levels");
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  try {
    auto value = json::parse(text.begin(), text.end(), watch);
    if (!problem.empty())
      return fail(error_code::malformed_json, "the JSON is refused: " + problem);
    return value;
  } catch (const json::parse_error& failure) {
    return fail(error_code::malformed_json, "not JSON: " + place_and_cause(failure));
  } catch (const json::exception&) {
    return fail(error_code::malformed_json, "not JSON: a number is out of range");
  }
}

std::string dump(const json& value) {
  std::string text;
  append(text, value);
  return text;
}

const json* find_path(const json& root, std::string_view dotted_path) {
  const json* at = &root;
  if (dotted_path.ends_with('.'))
    return nullptr; // an empty last name is a name that nothing has
  while (!dotted_path.empty()) {
    const auto dot = dotted_path.find('.');
    const auto token = dotted_path.substr(0, dot);
    if (at->is_object()) {
      const auto found = at->find(token);
      if (found == at->end())
        return nullptr;
      at = &*found;
    } else if (at->is_array()) {
      std::size_t index = 0;
      const auto [end, status] = std::from_chars(token.data(), token.data() + token.size(), index);
      if (status != std::errc{} || end != token.data() + token.size() || index >= at->size())
        return nullptr;
      at = &(*at)[index];
    } else {
      return nullptr;
    }
    dotted_path = dot == std::string_view::npos ? std::string_view{} : dotted_path.substr(dot + 1);
  }
  return at;
}

std::string pointer_to(std::string_view parent, std::string_view token) {
  std::string pointer{parent};
  pointer += '/';
  for (const char c : token) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
  return std::string{parent} + "/" + std::to_string(index);
}

json merge_patched(json target, const json& patch) {
  target.merge_patch(patch);
  return target;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

} // namespace sojourn
