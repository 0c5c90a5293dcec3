#include "segments/audience_group.hpp"

#include "rules/rule.hpp"
#include "segments/predicate.hpp"

namespace sojourn::segments {

namespace {

constexpr std::string_view interacted = "interacted";

/// A condition that asks for one segment by its name, and for nothing else.
std::optional<rules::segment_call> asked_alone(const json& condition) {
  if (!condition.is_object() || condition.size() != 1 || !condition.contains("in_segment"))
    return std::nullopt;
  const auto& argument = condition.at("in_segment");
  const auto& name = argument.is_array() && !argument.empty() ? argument.at(0) : argument;
  if (!name.is_string())
    return std::nullopt;
  return rules::segment_call{name.get<std::string>(),
                             argument.is_array() && argument.size() > 1 ? argument.at(1) : json()};
}

} // namespace

std::optional<rules::segment_call> group_in(const json& audience) {
  std::optional<rules::segment_call> found;
  for (const auto& part : stages_of(audience)) {
    auto asked = asked_alone(part);
    if (!asked || asked->name == interacted)
      continue;
    if (found && rules::segment_key(found->name, found->parameters) !=
                     rules::segment_key(asked->name, asked->parameters))
      return std::nullopt;
    found = std::move(asked);
  }
  return found;
}

} // namespace sojourn::segments
