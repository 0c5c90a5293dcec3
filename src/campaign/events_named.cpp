#include "campaign/events_named.hpp"

namespace sojourn::campaign {

namespace {

void name_one(const json* of, std::set<std::string>& into) {
  const auto* event = of != nullptr ? find_path(*of, "event") : nullptr;
  if (event != nullptr && event->is_string())
    into.insert(event->get<std::string>());
}

/// Of one object, or of a list of them.
void name_all(const json* of, std::set<std::string>& into) {
  if (of == nullptr || !of->is_array())
    return name_one(of, into);
  for (const auto& one : *of)
    name_one(&one, into);
}

} // namespace

std::set<std::string> events_named(const json& definition) {
  std::set<std::string> named;
  for (const auto* member : {"trigger", "goal", "exit"})
    name_all(find_path(definition, member), named);
  if (const auto* steps = find_path(definition, "steps"); steps != nullptr && steps->is_object()) {
    for (const auto& step : *steps)
      name_all(find_path(step, "events"), named);
  }
  return named;
}

} // namespace sojourn::campaign
