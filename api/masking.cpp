#include "api/masking.hpp"

#include "accounts/masking.hpp"
#include "api/answer_schemas.hpp"
#include "base/ids.hpp"

#include <algorithm>
#include <array>

namespace sojourn::api {

namespace {

/// Members whose texts name no person, in answers that have no schema.
constexpr std::array<std::string_view, 43> plain_members{
    "account",     "action", "at",         "by",       "campaign", "campaigns",  "channel",
    "code",        "codes",  "created_by", "currency", "customer", "due",        "event",
    "from",        "hook",   "id",         "instance", "kind",     "language",   "mode",
    "next_cursor", "now",    "outcome",    "period",   "pointer",  "pool",       "purpose",
    "role",        "run",    "segment",    "severity", "slot",     "started_by", "state",
    "status",      "step",   "timezone",   "to",       "type",     "unit",       "visitor",
    "window"};

/// Members that hold what is known of a person, in answers that have no schema.
constexpr std::array<std::string_view, 14> personal_members{
    "answers", "change", "content",  "data",   "fields",  "payload", "reads",
    "record",  "sample", "template", "traits", "trigger", "vars",    "why"};

/// Whether `text` names a record, such as "customer:42", as the line of a subject of a mail does
/// not.
bool is_subject(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && is_name(text.substr(0, colon)) &&
         text.find_first_of(" \t\r\n") == std::string_view::npos;
}

bool is_plain(std::string_view name, std::string_view text) {
  if (name == "subject")
    return is_subject(text);
  return name.ends_with("_at") ||
         std::find(plain_members.begin(), plain_members.end(), name) != plain_members.end();
}

void mask_undescribed(json& value, std::string_view name) {
  if (std::find(personal_members.begin(), personal_members.end(), name) != personal_members.end())
    return accounts::mask_all(value);
  if (value.is_object()) {
    for (auto member = value.begin(); member != value.end(); ++member)
      mask_undescribed(*member, member.key());
    accounts::mask_contacts(value); // of the names
  } else if (value.is_array()) {
    for (auto& one : value)
      mask_undescribed(one, name);
  } else if (value.is_string()) {
    if (is_plain(name, value.get_ref<const std::string&>()))
      accounts::mask_contacts(value);
    else
      accounts::mask_all(value);
  }
}

class schema_masker {
public:
  void mask(json& value, const json& schema) const {
    if (const auto named = schema.find("$ref"); named != schema.end())
      return mask(value, referenced_schema(named->get_ref<const std::string&>()));
    if (schema.value("x-personal", false))
      return accounts::mask_all(value);
    if (schema.value("x-public", false))
      return accounts::mask_contacts(value);
    if (const auto choices = schema.find("anyOf"); choices != schema.end())
      return mask_as_one_of(value, *choices);
    if (!schema.contains("type") && !schema.contains("const"))
      return accounts::mask_all(value);
    if (value.is_object())
      return mask_members(value, schema);
    if (value.is_array())
      return mask_items(value, schema);
    accounts::mask_contacts(value);
  }

private:
  void mask_members(json& value, const json& schema) const {
    static const json nothing = json::object();
    const auto declared = schema.find("properties");
    const auto& properties = declared == schema.end() ? nothing : *declared;
    const auto others = schema.find("additionalProperties");
    for (auto member = value.begin(); member != value.end(); ++member) {
      if (const auto known = properties.find(member.key()); known != properties.end())
        mask(*member, *known);
      else if (others != schema.end() && others->is_object())
        mask(*member, *others);
      else
        accounts::mask_all(*member);
    }
  }
  void mask_items(json& value, const json& schema) const {
    const auto items = schema.find("items");
    for (auto& one : value) {
      if (items == schema.end())
        accounts::mask_all(one);
      else
        mask(one, *items);
    }
  }
  /// As the first one that can be it.
  void mask_as_one_of(json& value, const json& choices) const {
    for (const auto& one : choices) {
      const auto& schema = one.contains("$ref")
                               ? referenced_schema(one.at("$ref").get_ref<const std::string&>())
                               : one;
      const auto required = schema.value("required", json::array());
      if (value.is_object() && std::all_of(required.begin(), required.end(), [&](const json& name) {
            return value.contains(name.get_ref<const std::string&>());
          }))
        return mask(value, schema);
    }
    accounts::mask_all(value);
  }
};

/// One value of the answer, or one item of the page that it is.
void mask_one(const json* schema, json& value) {
  if (schema != nullptr)
    schema_masker{}.mask(value, *schema);
  else
    mask_undescribed(value, "");
}

std::string masked_lines(const std::string& body, std::string_view prefix, const json* schema) {
  std::string made;
  for (std::string_view left = body; !left.empty();) {
    const auto end = std::min(left.find('\n'), left.size());
    const auto line = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    auto value = line.starts_with(prefix) && line.size() > prefix.size()
                     ? json::parse(line.substr(prefix.size()), nullptr, false)
                     : json(json::value_t::discarded);
    if (value.is_discarded()) {
      made += accounts::mask_contacts(line);
    } else {
      mask_one(schema, value);
      made.append(prefix).append(dump(value));
    }
    made += '\n';
  }
  return made;
}

} // namespace

bool must_mask(const request& ask) {
  return ask.matched != nullptr && !ask.matched->is_open &&
         !ask.matched->needs.contains(permission::desk) &&
         !ask.may.contains(permission::see_personal_data);
}

void mask_answer(const route& from, json& value) {
  const auto* schema = answer_schema(from);
  if (from.answer.is != shape::page)
    return mask_one(schema, value);
  for (auto& one : value.at("items"))
    mask_one(schema, one);
}

result<void> mask_answer(const route& from, response& made) {
  if (made.body.empty())
    return {};
  if (made.content_type == "application/json") {
    auto value = json::parse(made.body, nullptr, false);
    if (value.is_discarded())
      return fail(error_code::internal, "an answer is no JSON");
    mask_answer(from, value);
    made.body = dump(value);
  } else if (made.content_type == "application/x-ndjson") {
    made.body = masked_lines(made.body, "", answer_schema(from));
  } else if (made.content_type == "text/event-stream") {
    made.body = masked_lines(made.body, "data: ", answer_schema(from));
  } else if (made.content_type.starts_with("text/plain") ||
             made.content_type.starts_with("text/html") ||
             made.content_type == "application/problem+json") {
    made.body = accounts::mask_contacts(std::string_view{made.body});
  } else if (const auto* schema = answer_schema(from); made.content_type == "text/csv" &&
                                                       schema != nullptr &&
                                                       schema->value("x-public-as-csv", false)) {
    made.body = accounts::mask_contacts(std::string_view{made.body});
  } else {
    return fail(error_code::forbidden,
                "an answer of the type " + std::string{made.content_type} +
                    " cannot be masked; it needs the permission see_personal_data");
  }
  return {};
}

} // namespace sojourn::api
