#include "campaign/message_reader.hpp"

#include "base/text_field.hpp"
#include "campaign/json_template.hpp"
#include "campaign/schema.hpp"
#include "campaign/step_reader.hpp"
#include "text/language.hpp"

#include <algorithm>
#include <array>

namespace sojourn::campaign {

namespace {

bool nests_too_deep(const json& value, int depth = 1) {
  if (!value.is_structured())
    return false;
  return depth > json_max_depth || std::any_of(value.begin(), value.end(), [&](const json& part) {
           return nests_too_deep(part, depth + 1);
         });
}

/// Whether every text and key is UTF-8, which messages and stored definitions have to be.
bool is_all_utf8(const json& value) {
  if (value.is_string())
    return is_utf8(value.get_ref<const std::string&>());
  if (value.is_object() && std::any_of(value.items().begin(), value.items().end(),
                                       [](const auto& item) { return !is_utf8(item.key()); }))
    return false;
  return !value.is_structured() || std::all_of(value.begin(), value.end(), is_all_utf8);
}

constexpr auto own_fields = std::to_array<const char*>({"id", "name", "description"});
constexpr std::string_view product_prefix = "product:";

product_rules read_products(const node& place) {
  product_rules read;
  if (const auto fallback = place["fallback"]) {
    read.fallback = fallback.value();
    const auto named = fallback.text();
    if (!fallback.is_object() &&
        (!named.starts_with(product_prefix) || !is_record_id(named.substr(product_prefix.size()))))
      fallback.complain("expected an object of fields, or a product such as \"product:42\"");
  }
  const auto similar = place["similar"];
  read.similar = static_cast<std::uint32_t>(similar["count"].number(read.similar));
  read.price_band = similar["price_band"].number(read.price_band);
  return read;
}

std::vector<messages::picture_ptr> read_pictures(const node& place) {
  std::vector<messages::picture_ptr> read;
  for (const auto& [name, given] : place.members()) {
    const auto bytes = given["base64"];
    if (!bytes || !given["content_type"])
      continue;
    auto made = messages::make_picture(name, given["content_type"].text(), bytes.text());
    if (made)
      read.push_back(std::move(*made));
    else
      bytes.complain(made.error().message);
  }
  return read;
}

/// Reads a message of the library as a campaign sees it; its mistakes are told at `at`.
message read_taken(const node& at, const std::string& id, const pinned_message& pinned,
                   const surroundings& around, const data_scope& scope) {
  mistake_list mistakes;
  if (!around.passed_schema)
    check_schema("message", pinned.source, "", mistakes);
  auto read = read_message(node{pinned.source, mistakes}, scope);
  read.library_version = pinned.version;
  for (const auto& mistake : mistakes.sorted())
    at.complain("the message " + in_quotes(id) + " of the library says at " +
                in_quotes(mistake.pointer) + ": " + mistake.message);
  return read;
}

} // namespace

std::optional<error_detail> hostile_shape(const json& source) {
  if (nests_too_deep(source))
    return error_detail{"", "it nests deeper than " + std::to_string(json_max_depth) + " levels"};
  if (!is_all_utf8(source))
    return error_detail{"", "it holds bytes that are not UTF-8"};
  return std::nullopt;
}

message read_message(const node& place, const data_scope& scope) {
  message read{.languages = {},
               .fallback_language = place["fallback"].text(),
               .products = read_products(place["products"]),
               .pictures = read_pictures(place["pictures"])};
  read.purpose = messages::parse_purpose(place["purpose"].text()).value_or(read.purpose);
  const auto languages = place["languages"];
  std::vector<std::string> known;
  for (const auto& [language, parts] : languages.members()) {
    const auto other = text::find_language(read.languages, language);
    if (other != read.languages.end() && text::is_same_tag(other->first, language))
      place["languages"][language].complain("this is the same language as " +
                                            in_quotes(other->first));
    known.push_back(language);
    check_one_line(parts["subject"]);
    auto& texts = read.languages[language];
    texts.subject = scope.read_template(parts["subject"]);
    texts.text = scope.read_template(parts["text"]);
    if (const auto html = parts["html"])
      texts.html = scope.read_template(html);
    for (const auto& [channel, fields] : parts["channels"].members())
      texts.channels.emplace(channel, read_json_template(fields, scope));
  }
  const auto fallback = place["fallback"];
  if (fallback && languages && !languages.value().contains(read.fallback_language))
    fallback.complain("the message has no texts in the fallback language " +
                      in_quotes(read.fallback_language) + "; it has " + listed(known));
  return read;
}

void read_taken_messages(const node& steps, const surroundings& around, const data_scope& scope,
                         definition& into) {
  for (const auto& [id, step] : steps.members()) {
    const auto place = step["message"];
    const auto name = step["type"].text() == "send" ? place.text() : std::string{};
    if (!name.starts_with(library_prefix) || into.messages.contains(name) ||
        around.library == nullptr)
      continue;
    const auto wanted = name.substr(library_prefix.size());
    const auto found = around.library->find(wanted);
    if (found == around.library->end()) {
      std::vector<std::string> known;
      for (const auto& [message, pinned] : *around.library)
        known.push_back(message);
      place.complain("there is no message " + in_quotes(wanted) + " in the library" +
                     hint(wanted, known, "there are", place.mistakes()));
      continue;
    }
    into.messages.emplace(name, read_taken(place, wanted, found->second, around, scope));
    into.library.emplace(wanted, found->second);
  }
}

json pinned_source(json saved) {
  for (const auto* field : own_fields)
    saved.erase(field);
  return saved;
}

result<library_message> read_library_message(const std::string& id, const json& source) {
  const auto refuse = [&](std::vector<error_detail> details) {
    return fail(error_code::invalid_request, "the message \"" + id + "\" has errors",
                std::move(details));
  };
  if (!source.is_object())
    return refuse({{"", "expected an object with the fallback language and the texts"}});
  if (auto problem = hostile_shape(source))
    return refuse({std::move(*problem)});
  mistake_list mistakes;
  library_message made{.id = id,
                       .name = read_text_field(source, "name", mistakes),
                       .description = read_text_field(source, "description", mistakes),
                       .source = pinned_source(source),
                       .parts = {}};
  if (const auto named = source.find("id"); named != source.end() && *named != json(id))
    mistakes.add("/id", "leave it out, or write \"" + id + "\"");
  if (dump(made.source).size() > max_library_message_bytes)
    mistakes.add("", "it is longer than " + std::to_string(max_library_message_bytes) + " bytes");
  check_schema("message", made.source, "", mistakes);
  made.parts = read_message(node{made.source, mistakes}, data_scope::of_library());
  if (!mistakes.empty())
    return refuse(mistakes.sorted());
  return made;
}

std::vector<error_detail> mistakes_within(const json& definition, const json& pinned) {
  mistake_list mistakes;
  static_cast<void>(read_message(node{pinned, mistakes}, data_scope{definition}));
  return mistakes.sorted();
}

} // namespace sojourn::campaign
