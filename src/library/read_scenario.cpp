// Reads the document of a scenario, and tries it.
#include "base/ids.hpp"
#include "campaign/reader.hpp"
#include "forms/form.hpp"
#include "library/parameters.hpp"
#include "library/placeholders.hpp"

#include <algorithm>
#include <array>

namespace sojourn::library {

extern const std::string_view scenario_schema_text; // scenario.schema.json

namespace {

constexpr auto goal_names = std::to_array<std::string_view>(
    {"first_order", "repeat_order", "recover_order", "loyalty", "traffic", "feedback", "service"});
constexpr auto form_names = std::to_array<std::string_view>({"none", "audience", "now", "month"});

/// How deep parameters may be objects and lists of objects.
constexpr int max_parameter_depth = 4;

const std::shared_ptr<const json>& document() {
  static const auto parsed = std::make_shared<const json>(json::parse(scenario_schema_text));
  return parsed;
}

template <class Enum, std::size_t Size>
Enum read_name(const std::array<std::string_view, Size>& names, const std::string& name) {
  return static_cast<Enum>(std::ranges::find(names, name) - names.begin());
}

/// Checks of one parameter that its schema cannot say.
void check_parameter(const json& schema, const std::string& pointer, int depth,
                     mistake_list& mistakes) {
  if (depth > max_parameter_depth)
    return mistakes.add(pointer, "parameters are objects within objects too deep; the most are " +
                                     std::to_string(max_parameter_depth));
  if (const auto format = schema.find("format"); format != schema.end()) {
    const auto names = format_names();
    const auto& name = format->get_ref<const std::string&>();
    if (std::ranges::find(names, name) == names.end())
      mistakes.add(pointer + "/format", "there is no format " + in_quotes(name) +
                                            hint(name, names, "there are", mistakes));
  }
  if (schema.contains("properties")) {
    for (const auto& [name, part] : schema.at("properties").items())
      check_parameter(part, pointer_to(pointer + "/properties", name), depth + 1, mistakes);
  }
  if (schema.contains("items"))
    check_parameter(schema.at("items"), pointer + "/items", depth + 1, mistakes);
}

/// The schema of the parameters, closed: a name that it lacks is a mistake.
json closed(json schema) {
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  return schema;
}

class scenario_reader {
public:
  scenario_reader(const std::string& id, const json& source) : source_{source} {
    made_.id = id;
    made_.source = source;
  }

  result<scenario_ptr> run() && {
    if (dump(source_).size() > max_scenario_bytes)
      mistakes_.add("", "it is longer than " + std::to_string(max_scenario_bytes) + " bytes");
    else
      check_shape();
    if (mistakes_.empty())
      read();
    if (mistakes_.empty())
      try_out();
    if (mistakes_.empty())
      return std::make_shared<const scenario>(std::move(made_));
    return fail(error_code::invalid_request, "the scenario \"" + made_.id + "\" has errors",
                mistakes_.sorted());
  }

private:
  static const json_schema& schema() {
    static const json_schema ready{document()};
    return ready;
  }

  /// A part that is refused for what is wrong further inside is not told by itself; and where one
  /// parameter is wrong, valijson does not know the others either.
  void check_shape() {
    const auto found = schema().check(source_, "");
    for (const auto& one : found) {
      const bool is_told_inside = std::ranges::any_of(
          found, [&](const auto& other) { return other.pointer.starts_with(one.pointer + "/"); });
      const bool is_unknown_parameter = one.what == json_schema::problem::not_allowed &&
                                        is_parameter_name(one.name) &&
                                        one.pointer.ends_with("/properties/" + one.name);
      if (!is_told_inside && !is_unknown_parameter)
        tell(one, mistakes_);
    }
    if (!found.empty() && mistakes_.empty())
      tell(found.front(), mistakes_);
  }

  /// As "properties" of the schema has it.
  static bool is_parameter_name(const std::string& name) {
    constexpr std::size_t longest = 64;
    return !name.empty() && name.size() <= longest && name.front() >= 'a' && name.front() <= 'z' &&
           std::ranges::all_of(name, [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
  }

  void read() {
    if (const auto named = source_.value("id", made_.id); named != made_.id)
      mistakes_.add("/id", "leave it out, or write \"" + made_.id + "\"");
    made_.version = source_.value("version", std::int64_t{1});
    made_.title = source_.at("title");
    made_.explanation = source_.at("explanation");
    made_.trades = source_.value("trades", std::vector<std::string>{});
    made_.goal = read_name<scenario_goal>(goal_names, source_.at("goal").get<std::string>());
    made_.campaign = source_.at("campaign");
    made_.forms = source_.value("forms", json::array());
    for (const auto* own : {"id", "name"}) {
      if (made_.campaign.contains(own))
        mistakes_.add(std::string{"/campaign/"} + own,
                      "leave it out; it is given when the scenario is installed");
    }
    read_parameters();
    read_needs();
    read_estimate();
    check_placeholders();
  }

  void read_parameters() {
    made_.parameters = closed(source_.at("parameters"));
    const auto& properties = made_.parameters.at("properties");
    for (const auto& [name, schema] : properties.items())
      check_parameter(schema, pointer_to("/parameters/properties", name), 1, mistakes_);
    for (const auto& name : made_.parameters.value("required", std::vector<std::string>{})) {
      if (!properties.contains(name))
        mistakes_.add("/parameters/required", "there is no parameter " + in_quotes(name));
    }
    if (!mistakes_.empty())
      return;
    // What is filled in somewhere has to be there.
    made_.parameters["required"] = json::array();
    for (const auto& [name, schema] : properties.items())
      made_.parameters["required"].push_back(name);
    made_.checker =
        std::make_shared<const json_schema>(std::make_shared<const json>(made_.parameters));
  }

  void read_needs() {
    const auto needs = source_.value("needs", json::array());
    for (std::size_t i = 0; i < needs.size(); ++i) {
      const auto& one = needs[i];
      if (one.contains("record") == one.contains("event"))
        mistakes_.add(pointer_to("/needs", i), "a need has either a \"record\" or an \"event\"");
      made_.needs.push_back({.record = one.value("record", std::string{}),
                             .fields = one.value("fields", std::vector<std::string>{}),
                             .event = one.value("event", std::string{}),
                             .why = one.value("why", json())});
    }
  }

  void read_estimate() {
    const auto estimate = source_.value("estimate", json::object({{"form", "none"}}));
    made_.form = read_name<estimate_form>(form_names, estimate.at("form").get<std::string>());
    made_.people = estimate.value("people", json());
    const bool counts_people =
        made_.form == estimate_form::now || made_.form == estimate_form::month;
    if (counts_people != estimate.contains("people"))
      mistakes_.add("/estimate", counts_people
                                     ? "this form needs \"people\", a condition about a customer"
                                     : "this form takes no \"people\"");
  }

  /// Every placeholder names a parameter, in a place that can hold it, and every parameter is used.
  void check_placeholders() {
    std::set<std::string> used;
    const auto look = [&](const json& part, const std::string& pointer) {
      for (const auto& one : placeholders_in(part)) {
        used.insert(one.path.substr(0, one.path.find('.')));
        const auto* schema = schema_of_path(made_.parameters, one.path);
        if (schema == nullptr)
          mistakes_.add(pointer + one.pointer, "there is no parameter " + in_quotes(one.path));
        else if (one.in_text && is_structured(*schema))
          mistakes_.add(pointer + one.pointer,
                        "the parameter " + in_quotes(one.path) +
                            " is a list or an object, and "
                            "does not fit into a text; write {\"parameter\": \"" +
                            one.path + "\"}");
      }
    };
    look(made_.campaign, "/campaign");
    look(made_.forms, "/forms");
    look(made_.people, "/estimate/people");
    for (const auto& [name, schema] : made_.parameters.at("properties").items()) {
      if (!used.contains(name))
        mistakes_.add(pointer_to("/parameters/properties", name), "nothing reads this parameter");
    }
  }

  static bool is_structured(const json& schema) {
    const auto type = schema.value("type", std::string{"object"});
    return type == "object" || type == "array";
  }

  /// Fills the scenario with its own defaults and examples, and reads what comes of it.
  void try_out() {
    for (const auto& [name, schema] : made_.parameters.at("properties").items()) {
      if (!schema.contains("default") && !schema.contains("examples"))
        mistakes_.add(pointer_to("/parameters/properties", name),
                      "write a \"default\", or \"examples\" for it to be tried with");
    }
    if (!mistakes_.empty())
      return;
    const auto parameters =
        complete_parameters(made_, json::object(), "/parameters/properties", gaps::take_examples);
    if (!parameters) {
      for (const auto& one : parameters.error().details)
        mistakes_.add(place_of_stand_in(one.pointer), one.message);
      return;
    }
    const auto definition = definition_of(made_, made_.id, "-", *parameters);
    // The record types are those of the shop that installs it.
    if (const auto read = campaign::read_definition(definition, {.own_lists = std::nullopt});
        !read) {
      for (const auto& one : read.error().details)
        mistakes_.add("/campaign" + place_of_filled(made_.campaign, one.pointer), one.message);
    }
    try_forms(*parameters);
  }

  void try_forms(const json& parameters) {
    std::set<std::string> taken;
    const auto all = forms_of(made_, parameters);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto place = pointer_to("/forms", i);
      const auto named = all[i].value("id", json());
      if (!named.is_string() || !taken.insert(named.get<std::string>()).second) {
        mistakes_.add(place + "/id", "expected the id of a form, another one for each");
        continue;
      }
      if (const auto read = forms::read_form(named.get<std::string>(), all[i]); !read) {
        for (const auto& one : read.error().details)
          mistakes_.add(place + place_of_filled(made_.forms[i], one.pointer), one.message);
      }
    }
  }

  /// Where the default or the example stands that a mistake in a parameter is about.
  [[nodiscard]] std::string place_of_stand_in(const std::string& pointer) const {
    const std::string properties = "/parameters/properties";
    const auto end = std::min(pointer.find('/', properties.size() + 1), pointer.size());
    const auto of_parameter = pointer.substr(0, end);
    const bool has_default = source_.contains(json::json_pointer{of_parameter + "/default"});
    return of_parameter + (has_default ? "/default" : "/examples/0") + pointer.substr(end);
  }

  /// A pointer into a filled document, shortened to the placeholder that it leads into.
  [[nodiscard]] static std::string place_of_filled(const json& document,
                                                   const std::string& pointer) {
    for (const auto& one : placeholders_in(document)) {
      if (pointer.starts_with(one.pointer + "/"))
        return one.pointer;
    }
    return pointer;
  }

  const json& source_;
  scenario made_;
  mistake_list mistakes_;
};

} // namespace

std::string_view to_text(scenario_goal goal) {
  return goal_names.at(static_cast<std::size_t>(goal));
}

std::string_view to_text(estimate_form form) {
  return form_names.at(static_cast<std::size_t>(form));
}

const json& scenario_schema() { return *document(); }

result<scenario_ptr> read_scenario(const std::string& id, const json& source) {
  return scenario_reader{id, source}.run();
}

json forms_of(const scenario& from, const json& parameters) {
  return filled(from.forms, parameters);
}

json definition_of(const scenario& from, const std::string& campaign, const std::string& name,
                   const json& parameters) {
  auto made = filled(from.campaign, parameters);
  made["id"] = campaign;
  made["name"] = name;
  return made;
}

std::string title_for(const scenario& from, const json& parameters) {
  const auto language = parameters.find("language");
  const bool is_english = language != parameters.end() && *language == "en";
  return from.title.at(is_english ? "en" : "vi").get<std::string>();
}

json summary_of(const std::string& id, std::int64_t version, const json& source) {
  return {{"id", id},
          {"version", version},
          {"title", source.at("title")},
          {"explanation", source.at("explanation")},
          {"trades", source.value("trades", json::array())},
          {"goal", source.at("goal")},
          {"trigger", source.at("campaign").at("trigger").at("type")}};
}

} // namespace sojourn::library
