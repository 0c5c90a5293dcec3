#include "segments/segment.hpp"

#include "base/text_field.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <array>

namespace sojourn::segments {

namespace {

constexpr auto fields = std::to_array<std::string_view>(
    {"id", "name", "description", "timezone", "condition", "group", "parameters"});

void read_group_of(const json& source, segment& made, mistake_list& mistakes) {
  made.group = read_text_field(source, "group", mistakes);
  const auto* group = find_group(made.group);
  if (group == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& each : shipped_groups())
      names.push_back(each.id);
    mistakes.add("/group", "there is no group " + in_quotes(made.group) +
                               hint(made.group, names, "there are", mistakes));
    return;
  }
  auto parameters = complete_parameters(*group, source.value("parameters", json()), "/parameters");
  if (!parameters) {
    for (const auto& detail : parameters.error().details)
      mistakes.add(detail.pointer, detail.message);
    return;
  }
  made.parameters = std::move(*parameters);
  made.condition = expand(*group, made.parameters);
}

} // namespace

result<segment> read_segment(const std::string& id, const json& source) {
  if (!source.is_object())
    return fail(error_code::invalid_request, "the segment \"" + id + "\" has errors",
                {{"", "expected an object with a condition or a group, not " + shown(source)}});
  mistake_list mistakes;
  segment made{.id = id, .name = read_text_field(source, "name", mistakes), .condition = nullptr};
  for (const auto& [field, value] : source.items()) {
    if (std::ranges::find(fields, field) == fields.end())
      mistakes.add(pointer_to("", field), "a segment has no field " + in_quotes(field) +
                                              hint(field, fields, "it has", mistakes));
  }
  if (const auto named = source.find("id"); named != source.end() && *named != json(id))
    mistakes.add("/id", "leave it out, or write \"" + id + "\"");
  made.description = read_text_field(source, "description", mistakes);
  if (auto zone = read_text_field(source, "timezone", mistakes); !zone.empty()) {
    made.zone = std::move(zone);
    if (!calendar::is_zone(made.zone))
      mistakes.add("/timezone", in_quotes(made.zone) + " is no IANA time zone");
  }
  if (source.contains("condition") == source.contains("group"))
    mistakes.add("", "a segment has either a \"condition\" or a \"group\"");
  else if (source.contains("group"))
    read_group_of(source, made, mistakes);
  else
    made.condition = source.at("condition");
  if (source.contains("parameters") && !source.contains("group"))
    mistakes.add("/parameters", "only a \"group\" has parameters");
  if (dump(made.condition).size() > max_condition_bytes)
    mistakes.add("/condition",
                 "it is longer than " + std::to_string(max_condition_bytes) + " bytes");
  if (mistakes.empty())
    return made;
  return fail(error_code::invalid_request, "the segment \"" + id + "\" has errors",
              mistakes.sorted());
}

json as_json(const segment& shown) {
  json told{{"id", shown.id},
            {"name", shown.name.empty() ? shown.id : shown.name},
            {"timezone", shown.zone},
            {"condition", shown.condition}};
  if (!shown.description.empty())
    told["description"] = shown.description;
  if (!shown.group.empty())
    told.update({{"group", shown.group}, {"parameters", shown.parameters}});
  return told;
}

segment segment_of(const group& shipped) {
  segment made{.id = shipped.id,
               .name = shipped.name,
               .description = shipped.description,
               .condition = nullptr,
               .group = shipped.id};
  auto parameters = json::object();
  for (const auto& [name, told] : shipped.parameters)
    parameters[name] = told.otherwise;
  made.condition = expand(shipped, parameters);
  made.parameters = std::move(parameters);
  return made;
}

} // namespace sojourn::segments
