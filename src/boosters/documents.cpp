#include "boosters/documents.hpp"

#include "base/json_schema.hpp"

#include <map>
#include <set>

namespace sojourn::boosters {

extern const std::string_view schema_text; // boosters.schema.json

namespace {

constexpr std::size_t longest_words = 2'000; // bytes

const json_schema& schema_of(std::string_view definition) {
  static const auto document = std::make_shared<const json>(json::parse(schema_text));
  static const auto all = [] {
    std::map<std::string, json_schema, std::less<>> made;
    for (const auto* name : {"booster", "card", "template", "settings", "inputs"})
      made.emplace(name, json_schema{document, name});
    return made;
  }();
  return all.find(definition)->second;
}

bool is_short_text(const json& value) {
  return value.is_string() && !value.get_ref<const std::string&>().empty() &&
         value.get_ref<const std::string&>().size() <= longest_words;
}

} // namespace

void check_shape(const json& source, std::string_view definition, mistake_list& mistakes) {
  schema_of(definition).check(source, "", mistakes);
}

tl::unexpected<error> refused(std::string_view what, const mistake_list& mistakes) {
  return fail(error_code::invalid_request, std::string{what} + " errors", mistakes.sorted());
}

void check_words(const json& value, const std::string& pointer, mistake_list& mistakes) {
  if (is_short_text(value))
    return;
  if (!value.is_object() || value.empty())
    return mistakes.add(pointer, "expected a text of up to 2000 bytes, or an object with its texts "
                                 "\"vi\" and \"en\"");
  for (const auto& [language, text] : value.items()) {
    if (language != "vi" && language != "en")
      mistakes.add(pointer_to(pointer, language), "a title is in \"vi\" and in \"en\"");
    else if (!is_short_text(text))
      mistakes.add(pointer_to(pointer, language), "expected a text of up to 2000 bytes");
  }
}

std::vector<std::string> texts_of(const json& source, const char* member) {
  const auto found = source.find(member);
  return found == source.end() ? std::vector<std::string>{}
                               : found->get<std::vector<std::string>>();
}

void check_ids(const json& list, const std::string& pointer, std::string_view what,
               mistake_list& mistakes) {
  std::set<std::string> taken;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& id = list[i].at("id").get_ref<const std::string&>();
    const auto place = pointer_to(pointer, i);
    if (!taken.insert(id).second)
      mistakes.add(place + "/id", "another " + std::string{what} + " is called " + in_quotes(id));
    for (const auto* words : {"title", "strategy"}) {
      if (list[i].contains(words))
        check_words(list[i].at(words), pointer_to(place, words), mistakes);
    }
  }
}

void check_groups(const json& groups, mistake_list& mistakes) {
  check_ids(groups, "/groups", "group", mistakes);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& one = groups[i];
    const auto place = pointer_to("/groups", i);
    if (one.contains("segment") == one.contains("condition"))
      mistakes.add(place, "a group has a \"segment\", or a \"condition\" of its own");
    else if (one.contains("parameters") && !one.contains("segment"))
      mistakes.add(place + "/parameters", "only a segment has parameters");
  }
}

} // namespace sojourn::boosters
