#include "records/record_type.hpp"

#include "calendar/calendar.hpp"
#include "records/push_keys.hpp"
#include "records/shipped_texts.hpp"

#include <algorithm>

namespace sojourn::records {

namespace {

constexpr std::size_t deepest_schema = 32;

const json_schema& language() {
  static const json_schema whole{std::make_shared<const json>(json::parse(type_schema_text))};
  return whole;
}

bool nests_too_deep(const json& value, std::size_t depth = 1) {
  return value.is_structured() &&
         (depth > deepest_schema || std::ranges::any_of(value, [&](const json& part) {
            return nests_too_deep(part, depth + 1);
          }));
}

/// A format is one of texts: a number in its place would be seconds or milliseconds, and nobody
/// could tell which.
void check_format(const json& schema, const std::string& pointer, mistake_list& mistakes) {
  const auto format = schema.find("format");
  const auto type = schema.find("type");
  if (format == schema.end() || type == schema.end())
    return;
  const auto takes_text = type->is_array() ? std::ranges::find(*type, json("string")) != type->end()
                                           : *type == "string";
  if (!takes_text)
    mistakes.add(pointer_to(pointer, "format"), "the format " + shown(*format) +
                                                    " is one of texts; write \"type\": \"string\", "
                                                    "or [\"string\", \"null\"]");
}

/// Types that stand alone; the schema of schemas looks at those in lists.
void check_type_names(const json& schema, const std::string& pointer, mistake_list& mistakes) {
  static const std::vector<std::string> names{"string", "number", "integer", "boolean",
                                              "null",   "object", "array"};
  check_format(schema, pointer, mistakes);
  if (const auto type = schema.find("type"); type != schema.end() && type->is_string()) {
    const auto& name = type->get_ref<const std::string&>();
    if (std::ranges::find(names, name) == names.end())
      mistakes.add(pointer_to(pointer, "type"), "there is no type " + in_quotes(name) +
                                                    hint(name, names, "there are", mistakes));
  }
  if (const auto items = schema.find("items"); items != schema.end())
    check_type_names(*items, pointer_to(pointer, "items"), mistakes);
  if (const auto properties = schema.find("properties"); properties != schema.end()) {
    for (const auto& [field, below] : properties->items())
      check_type_names(below, pointer_to(pointer_to(pointer, "properties"), field), mistakes);
  }
}

std::map<std::string, std::string, std::less<>> links_of(const json& schema) {
  return schema.value("x-links", std::map<std::string, std::string, std::less<>>{});
}

std::map<std::string, std::string, std::less<>> identities_of(const json& schema) {
  return schema.value("x-identities", std::map<std::string, std::string, std::less<>>{});
}

void check_identities(const json& schema, mistake_list& mistakes) {
  const auto properties = schema.value("properties", json::object());
  for (const auto& [field, kind] : identities_of(schema)) {
    if (!properties.contains(field))
      mistakes.add(pointer_to("/x-identities", field),
                   "\"properties\" has no field " + in_quotes(field));
  }
}

void check_links(const json& schema, mistake_list& mistakes) {
  std::map<std::string, std::string> owners; // type → field
  const auto properties = schema.value("properties", json::object());
  for (const auto& [field, type] : links_of(schema)) {
    const auto pointer = pointer_to("/x-links", field);
    if (!properties.contains(field))
      mistakes.add(pointer, "\"properties\" has no field " + in_quotes(field));
    if (!is_name(type))
      mistakes.add(pointer, in_quotes(type) + " cannot name a record type");
    if (type != customer_type && type != visitor_type)
      continue;
    const auto [first, is_first] = owners.emplace(type, field);
    if (!is_first)
      mistakes.add(pointer, "only one field may say which " + type + " owns a record, and " +
                                in_quotes(first->second) + " does");
  }
}

/// What belongs to whom is kept beside the records, so it cannot be told anew.
void check_shipped_links(const record_type& shipped, const json& schema, mistake_list& mistakes) {
  const auto links = links_of(schema);
  for (const auto& [field, type] : shipped.links) {
    const auto found = links.find(field);
    if (found == links.end() || found->second != type)
      mistakes.add(pointer_to("/x-links", field),
                   "the type \"" + shipped.name + "\" keeps its link to \"" + type + "\"");
  }
  for (const auto& [field, type] : links) {
    if ((type == customer_type || type == visitor_type) && !shipped.links.contains(field))
      mistakes.add(pointer_to("/x-links", field),
                   "the type \"" + shipped.name + "\" gets no further link to a " + type);
  }
}

/// Texts that must be time zones and are not: fields of the format "time-zone", and the zone of a
/// customer, by which quiet hours go.
void check_zones(const record_type& type, const json& data, mistake_list& mistakes) {
  const auto* fields = find_path(*type.schema, "properties");
  for (const auto& [field, value] : data.items()) {
    if (!value.is_string() || value.get_ref<const std::string&>().empty())
      continue;
    const auto* schema = fields != nullptr ? find_path(*fields, field) : nullptr;
    const bool is_zone_field = (type.name == customer_type && field == "timezone") ||
                               (schema != nullptr && schema->is_object() &&
                                schema->value("format", json()) == "time-zone");
    if (is_zone_field && !calendar::is_zone(value.get_ref<const std::string&>()))
      mistakes.refuse(pointer_to("", field),
                      "expected an IANA time zone, such as \"Asia/Ho_Chi_Minh\", not " +
                          shown(value));
  }
}

record_type_ptr make(const std::string& name, json schema,
                     std::map<std::string, std::string, std::less<>> identities) {
  auto kept = std::make_shared<const json>(std::move(schema));
  return std::make_shared<const record_type>(
      record_type{name, kept, links_of(*kept), std::move(identities), json_schema{kept}});
}

} // namespace

result<record_type_ptr> read_type(const std::string& name, const json& schema) {
  const auto refuse = [&](std::vector<error_detail> details) {
    return fail(error_code::invalid_request, "the record type \"" + name + "\" has errors",
                std::move(details));
  };
  if (!is_name(name))
    return fail(error_code::invalid_request, in_quotes(name) + " cannot name a record type");
  if (nests_too_deep(schema))
    return refuse({{"", "it nests deeper than " + std::to_string(deepest_schema) + " levels"}});
  mistake_list mistakes;
  language().check(schema, "", mistakes);
  if (mistakes.empty()) {
    check_type_names(schema, "", mistakes);
    check_links(schema, mistakes);
    check_identities(schema, mistakes);
    if (const auto shipped = find_shipped(name))
      check_shipped_links(*shipped, schema, mistakes);
  }
  if (!mistakes.empty())
    return refuse(mistakes.sorted());
  auto identities = identities_of(schema);
  if (const auto shipped = find_shipped(name))
    identities.insert(shipped->identities.begin(), shipped->identities.end());
  return make(name, schema, std::move(identities));
}

std::span<const record_type_ptr> shipped_types() {
  static const auto all = [] {
    std::vector<record_type_ptr> types;
    for (const auto& [name, text] : shipped_texts()) {
      auto schema = json::parse(text);
      auto identities = identities_of(schema);
      types.push_back(make(std::string{name}, std::move(schema), std::move(identities)));
    }
    return types;
  }();
  return all;
}

record_type_ptr find_shipped(std::string_view name) {
  const auto all = shipped_types();
  const auto found = std::ranges::find(all, name, [](const auto& type) { return type->name; });
  return found == all.end() ? nullptr : *found;
}

std::vector<error_detail> check(const record_type& type, const json& data) {
  mistake_list mistakes;
  if (!data.is_object()) {
    mistakes.add("", "a record is an object, not " + shown(data));
    return mistakes.sorted();
  }
  type.checker.check(data, "", mistakes);
  check_zones(type, data, mistakes);
  for (const auto& [field, target] : type.links) {
    const auto found = data.find(field);
    const auto pointer = pointer_to("", field);
    if (found != data.end() && !found->is_null() && !id_in(*found))
      mistakes.refuse(pointer, "expected the id of a " + target + ", not " + shown(*found));
  }
  if (type.name == push_subscription_type)
    check_push_keys(data, mistakes);
  return mistakes.sorted();
}

result<void> check_record(const record_type& type, const subject_ref& record, const json& data) {
  auto mistakes = check(type, data);
  if (mistakes.empty())
    return {};
  return fail(error_code::invalid_request,
              "the record \"" + to_text(record) + "\" is not what its type says",
              std::move(mistakes));
}

std::optional<subject_ref> owner_of(const record_type& type, const json& data) {
  if (!data.is_object())
    return std::nullopt;
  for (const auto owner : {customer_type, visitor_type}) {
    for (const auto& [field, target] : type.links) {
      if (target != owner)
        continue;
      if (const auto found = data.find(field); found != data.end()) {
        if (auto id = id_in(*found))
          return subject_ref{target, std::move(*id)};
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> id_in(const json& value) {
  if (value.is_string() && is_record_id(value.get_ref<const std::string&>()))
    return value.get<std::string>();
  if (value.is_number_integer())
    return dump(value);
  return std::nullopt;
}

} // namespace sojourn::records
