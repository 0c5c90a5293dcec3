#include "library/parameters.hpp"

#include "base/decimal.hpp"
#include "base/ids.hpp"
#include "calendar/calendar.hpp"
#include "messages/web_address.hpp"

#include <algorithm>
#include <array>

namespace sojourn::library {

namespace {

bool is_time_of_day(const std::string& text) {
  return text.size() == 5 && calendar::parse_time_of_day(text).has_value();
}

bool is_date(const std::string& text) {
  return text.size() == 10 && calendar::parse_local(text + "T00:00", "UTC").has_value();
}

bool is_amount(const std::string& text) {
  constexpr std::size_t longest = 40;
  const auto amount = text.size() <= longest ? decimal::read(text) : std::nullopt;
  return amount && !amount->is_negative() && text.find_first_of("eE+") == std::string::npos;
}

bool is_currency(const std::string& text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_web_address(const std::string& text) {
  return text.find("{{") == 0 || messages::read_web_address(text).has_value();
}

struct text_format {
  std::string_view name;
  bool (*holds)(const std::string& text);
  std::string_view problem;
};

constexpr std::array text_formats{
    text_format{"time", is_time_of_day, "is no time of day; write one such as \"09:00\""},
    text_format{"date", is_date, "is no day; write one such as \"2026-03-08\""},
    text_format{"duration",
                [](const std::string& text) { return calendar::parse_duration(text).has_value(); },
                "is no ISO 8601 duration; write one such as \"P3D\" or \"PT2H\""},
    text_format{"time-zone", [](const std::string& text) { return calendar::is_zone(text); },
                "is no IANA time zone; write one such as \"Asia/Ho_Chi_Minh\""},
    text_format{"name", [](const std::string& text) { return is_name(text); },
                "is no name: 1 to 64 of a-z, 0-9, \"-\", \"_\" and \".\", a letter or digit first"},
    text_format{"pool", [](const std::string& text) { return is_name(text); },
                "is no name of a pool: 1 to 64 of a-z, 0-9, \"-\", \"_\" and \".\""},
    text_format{"amount", is_amount, "is no amount; write digits, such as \"250000\""},
    text_format{"currency", is_currency, "is no currency; write one such as \"VND\""},
    text_format{"uri", is_web_address,
                "is no address of a page; write one that begins with https://"},
    // Instants are the business of json_schema.
    text_format{"date-time", [](const std::string&) { return true; }, ""},
};

/// Looks for values whose format is not right.
void check_formats(const json& schema, const json& value, const std::string& pointer,
                   mistake_list& mistakes) {
  if (const auto format = schema.find("format"); format != schema.end()) {
    if (auto problem = problem_of_format(format->get_ref<const std::string&>(), value);
        !problem.empty())
      mistakes.add(pointer, shown(value) + " " + problem);
  }
  if (value.is_object() && schema.contains("properties")) {
    for (const auto& [name, part] : schema.at("properties").items()) {
      if (const auto found = value.find(name); found != value.end())
        check_formats(part, *found, pointer_to(pointer, name), mistakes);
    }
  }
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i)
      check_formats(schema.at("items"), value[i], pointer_to(pointer, i), mistakes);
  }
}

/// What stands for a value that nobody gave; nullptr: nothing.
const json* stand_in(const json& schema, gaps missing) {
  if (const auto found = schema.find("default"); found != schema.end())
    return &*found;
  if (missing == gaps::are_mistakes)
    return nullptr;
  const auto examples = schema.find("examples");
  return examples != schema.end() && !examples->empty() ? &examples->front() : nullptr;
}

} // namespace

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const auto& one : text_formats)
    names.push_back(one.name);
  return names;
}

std::string problem_of_format(std::string_view format, const json& value) {
  const auto found = std::ranges::find(text_formats, format, &text_format::name);
  if (found == text_formats.end() || !value.is_string() ||
      found->holds(value.get_ref<const std::string&>()))
    return {};
  return std::string{found->problem};
}

const json* schema_of_path(const json& parameters, std::string_view path) {
  const json* at = &parameters;
  while (!path.empty()) {
    const auto end = std::min(path.find('.'), path.size());
    const auto properties = at->find("properties");
    if (properties == at->end() || !properties->is_object())
      return nullptr;
    const auto next = properties->find(std::string{path.substr(0, end)});
    if (next == properties->end())
      return nullptr;
    at = &*next;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return at;
}

result<json> complete_parameters(const scenario& of, const json& given, const std::string& pointer,
                                 gaps missing) {
  const auto refuse = [&](std::vector<error_detail> details) {
    return fail(error_code::invalid_request,
                "the parameters of the scenario \"" + of.id + "\" have errors", std::move(details));
  };
  if (!given.is_null() && !given.is_object())
    return refuse({{pointer, "expected an object of parameters, not " + shown(given)}});
  auto complete = given.is_null() ? json::object() : given;
  for (const auto& [name, schema] : of.parameters.at("properties").items()) {
    if (complete.contains(name))
      continue;
    if (const auto* value = stand_in(schema, missing))
      complete[name] = *value;
  }
  mistake_list mistakes;
  of.checker->check(complete, pointer, mistakes);
  check_formats(of.parameters, complete, pointer, mistakes);
  if (!mistakes.empty())
    return refuse(mistakes.sorted());
  return complete;
}

} // namespace sojourn::library
