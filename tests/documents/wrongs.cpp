#include "tests/documents/wrongs.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace sojourn::tests {

namespace {

const std::vector<json>& strange_values() {
  static const std::vector<json> values{
      nullptr,
      true,
      -1,
      0,
      1.5,
      1e300,
      -1e300,
      std::numeric_limits<std::int64_t>::min(),
      std::numeric_limits<std::uint64_t>::max(),
      "",
      " ",
      "x",
      "P",
      "{{",
      "{{#a}}",
      std::string{"\0a", 2},
      "ế/~0\n",
      std::string(70'000, 'x'),
      json::array(),
      json::array({nullptr}),
      json::array({json::array()}),
      json::object(),
      {{"", nullptr}},
      {{"type", "send"}},
      {{"var", 5}},
      {{"in_segment", nullptr}},
      {{"outcome", json::array()}},
  };
  return values;
}

using change = void (*)(json& owner, const std::string& token, json& part);

void remove(json& owner, const std::string& token, json&) {
  if (owner.is_array())
    owner.erase(static_cast<std::size_t>(std::stoul(token)));
  else if (owner.is_object())
    owner.erase(token);
}

void repeat(json&, const std::string&, json& part) {
  if (!part.is_array() || part.empty())
    return;
  const auto first = part.front();
  for (int i = 0; i < 120; ++i)
    part.push_back(first);
}

void add_members(json&, const std::string&, json& part) {
  if (!part.is_object())
    return;
  const auto first = part.empty() ? json{} : part.begin().value();
  for (int i = 0; i < 210; ++i)
    part["m" + std::to_string(i)] = first;
}

void add_unknown_member(json&, const std::string&, json& part) {
  if (part.is_object())
    part["nobody's"] = 1;
}

void add_other_element(json&, const std::string&, json& part) {
  if (part.is_array())
    part.push_back(part);
}

void wrap_in_list(json&, const std::string&, json& part) { part = json::array({part}); }

void wrap_in_object(json&, const std::string& token, json& part) { part = {{token, part}}; }

void bury(json&, const std::string&, json& part) {
  for (int i = 0; i < 70; ++i)
    part = json::array({std::move(part)});
}

/// Every member empty of what it held.
void empty_members(json&, const std::string&, json& part) {
  if (!part.is_structured())
    return;
  for (auto& below : part)
    below = below.is_structured() ? json(below.type()) : json{};
}

constexpr auto changes =
    std::to_array<change>({remove, repeat, add_members, add_unknown_member, add_other_element,
                           wrap_in_list, wrap_in_object, bury, empty_members});

void add_places(const json& part, const std::string& pointer, std::vector<std::string>& to) {
  to.push_back(pointer);
  if (part.is_array()) {
    for (std::size_t i = 0; i < part.size(); ++i)
      add_places(part[i], pointer_to(pointer, i), to);
  } else if (part.is_object()) {
    for (const auto& [name, below] : part.items())
      add_places(below, pointer_to(pointer, name), to);
  }
}

/// The part of `holder` that `token` names; nullptr where there is none.
const json* part_of(const json& holder, const std::string& token) {
  if (holder.is_object()) {
    const auto found = holder.find(token);
    return found == holder.end() ? nullptr : &*found;
  }
  std::size_t index = 0;
  const auto [end, status] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool is_index = status == std::errc{} && end == token.data() + token.size();
  return holder.is_array() && is_index && index < holder.size() ? &holder[index] : nullptr;
}

} // namespace

std::vector<std::string> places_in(const json& sound, const std::string& below) {
  std::vector<std::string> all;
  add_places(sound.at(json::json_pointer{below}), below, all);
  return all;
}

std::size_t count_of_wrongs() { return strange_values().size() + changes.size(); }

json with_wrong(json sound, const std::string& pointer, std::size_t number) {
  const json::json_pointer place{pointer};
  if (number < strange_values().size()) {
    sound[place] = strange_values()[number];
    return sound;
  }
  const auto way = changes[(number - strange_values().size()) % changes.size()];
  if (place.empty()) {
    json nobody;
    way(nobody, "part", sound);
  } else {
    way(sound[place.parent_pointer()], place.back(), sound[place]);
  }
  return sound;
}

bool is_place_in(const json& document, const std::string& pointer) {
  if (pointer.empty())
    return true;
  if (pointer.front() != '/')
    return false;
  json::json_pointer left{pointer};
  std::vector<std::string> tokens;
  for (; !left.empty(); left.pop_back())
    tokens.push_back(left.back());
  const auto* at = &document;
  for (std::size_t i = tokens.size(); i > 1; --i) {
    at = part_of(*at, tokens[i - 1]);
    if (at == nullptr)
      return false;
  }
  return at->is_structured();
}

} // namespace sojourn::tests
