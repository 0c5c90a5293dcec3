#include "hooks/templates.hpp"

#include "base/ascii.hpp"
#include "base/ids.hpp"
#include "base/mistakes.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <array>

namespace sojourn::hooks {

namespace {

bool is_prefix(const std::string& text) {
  constexpr std::size_t longest = 32;
  return text.empty() || (text.size() <= longest && is_record_id(text));
}

bool is_calling_code(const std::string& text) {
  return !text.empty() && text.size() <= 3 && text.front() != '0' &&
         std::ranges::all_of(text, is_ascii_digit);
}

bool is_currency_code(const std::string& text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

struct parameter_kind {
  std::string_view name;
  bool (*holds)(const std::string& text);
  std::string_view expected;
};

constexpr std::array parameter_kinds{
    parameter_kind{"prefix", is_prefix, "up to 32 bytes that stand before the ids of records"},
    parameter_kind{"country", is_calling_code, "the calling code of a country, such as \"84\""},
    parameter_kind{"timezone", [](const std::string& text) { return calendar::is_zone(text); },
                   "an IANA time zone, such as \"Asia/Ho_Chi_Minh\""},
    parameter_kind{"currency", is_currency_code, "a currency, such as \"VND\""}};

using texts_by_name = std::map<std::string, std::string, std::less<>>;

json filled_in(json value, const texts_by_name& texts) {
  if (value.is_string()) {
    auto text = value.get<std::string>();
    for (const auto& [name, filling] : texts) {
      const auto mark = "{{" + name + "}}";
      for (auto at = text.find(mark); at != std::string::npos;
           at = text.find(mark, at + filling.size()))
        text.replace(at, mark.size(), filling);
    }
    return text;
  }
  if (value.is_structured()) {
    for (auto& part : value)
      part = filled_in(std::move(part), texts);
  }
  return value;
}

} // namespace

const std::vector<hook_template>& shipped_templates() {
  static const auto all = [] {
    std::vector<hook_template> read;
    for (const auto& one : template_texts())
      read.push_back({std::string{one.name}, json::parse(one.text)});
    return read;
  }();
  return all;
}

const hook_template* find_template(std::string_view id) {
  const auto& all = shipped_templates();
  const auto found = std::ranges::find(all, id, &hook_template::id);
  return found == all.end() ? nullptr : &*found;
}

result<json> fill_template(const hook_template& of, const json& given, const std::string& pointer) {
  mistake_list mistakes;
  texts_by_name texts;
  const auto& parameters = of.source.at("parameters");
  for (const auto& [name, value] : parameters.items())
    texts.emplace(name, value.get<std::string>());
  std::vector<std::string> names;
  for (const auto& [name, unused] : texts)
    names.push_back(name);
  for (const auto& [name, value] : given.items()) {
    const auto place = pointer_to(pointer, name);
    const auto kind = std::ranges::find(parameter_kinds, name, &parameter_kind::name);
    if (!texts.contains(name))
      mistakes.add(place, "the hook \"" + of.id + "\" has no parameter " + in_quotes(name) +
                              hint(name, names, "it has", mistakes));
    else if (!value.is_string() || kind == parameter_kinds.end() ||
             !kind->holds(value.get<std::string>()))
      mistakes.add(
          place, "expected " +
                     std::string{kind == parameter_kinds.end() ? "another value" : kind->expected} +
                     ", not " + shown(value));
    else
      texts[name] = value.get<std::string>();
  }
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the parameters of the hook have errors",
                mistakes.sorted());
  return filled_in(of.source.at("hook"), texts);
}

} // namespace sojourn::hooks
