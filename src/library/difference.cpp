#include "library/difference.hpp"

#include <array>

namespace sojourn::library {

namespace {

constexpr auto change_names = std::to_array<std::string_view>({"added", "removed", "replaced"});

const json* member(const json* of, const std::string& name) {
  if (of == nullptr || !of->is_object())
    return nullptr;
  const auto found = of->find(name);
  return found == of->end() ? nullptr : &*found;
}

json value_of(const json* place) { return place == nullptr ? json() : *place; }

bool are_same(const json* a, const json* b) {
  return a == nullptr || b == nullptr ? a == b : *a == *b;
}

bool are_objects(const json* a, const json* b) {
  return a != nullptr && b != nullptr && a->is_object() && b->is_object();
}

/// Steps into objects that both versions have; nullptr stands for what is not there.
void compare(const json* before, const json* after, const json* now, const std::string& pointer,
             std::vector<change>& found) {
  if (are_same(before, after))
    return;
  if (are_objects(before, after)) {
    std::set<std::string> names;
    for (const auto* each : {before, after}) {
      for (const auto& [name, value] : each->items())
        names.insert(name);
    }
    for (const auto& name : names)
      compare(member(before, name), member(after, name), member(now, name),
              pointer_to(pointer, name), found);
    return;
  }
  if (are_same(now, after))
    return;
  found.push_back({.pointer = pointer,
                   .kind = before == nullptr  ? change_kind::added
                           : after == nullptr ? change_kind::removed
                                              : change_kind::replaced,
                   .from = value_of(before),
                   .to = value_of(after),
                   .yours = value_of(now),
                   .conflicts = !are_same(now, before)});
}

std::vector<std::string> tokens_of(const std::string& pointer) {
  std::vector<std::string> tokens;
  for (auto place = json::json_pointer{pointer}; !place.empty(); place.pop_back())
    tokens.insert(tokens.begin(), place.back());
  return tokens;
}

/// The member may stand in something that the shop removed, or replaced by something else: then the
/// objects around it are made anew.
void take(json& into, const change& one) {
  const auto tokens = tokens_of(one.pointer);
  if (tokens.empty()) {
    into = one.to;
    return;
  }
  auto* at = &into;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const auto next = at->find(tokens[i]);
    if (next == at->end() || !next->is_object()) {
      if (one.kind == change_kind::removed)
        return;
      (*at)[tokens[i]] = json::object();
    }
    at = &(*at)[tokens[i]];
  }
  if (one.kind == change_kind::removed)
    at->erase(tokens.back());
  else
    (*at)[tokens.back()] = one.to;
}

} // namespace

std::string_view to_text(change_kind kind) {
  return change_names.at(static_cast<std::size_t>(kind));
}

json as_json(const change& one) {
  json shown{{"pointer", one.pointer},
             {"change", to_text(one.kind)},
             {"from", one.from},
             {"to", one.to},
             {"conflict", one.conflicts}};
  if (one.conflicts)
    shown["yours"] = one.yours;
  return shown;
}

std::vector<change> difference(const json& installed, const json& offered, const json& current) {
  std::vector<change> found;
  compare(&installed, &offered, &current, "", found);
  return found;
}

json with_changes(json current, const std::vector<change>& changes,
                  const std::set<std::string>& also) {
  for (const auto& one : changes) {
    if (!one.conflicts || also.contains(one.pointer))
      take(current, one);
  }
  return current;
}

} // namespace sojourn::library
