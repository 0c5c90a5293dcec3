#include "tests/documents/shapes.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

namespace sojourn::tests {

namespace {

constexpr int deepest = 12; ///< schemas may name themselves

class maker {
public:
  maker(const json& document, const good_values& good) : document_{document}, good_{good} {}

  /// The smallest first, the largest last.
  std::vector<json> make(const json& schema, const std::string& member, int depth) const {
    if (const auto known = good_.of_member.find(member); known != good_.of_member.end())
      return {known->second};
    if (const auto reference = schema.find("$ref"); reference != schema.end()) {
      const auto name = reference->get<std::string>().substr(std::string{"#/definitions/"}.size());
      if (const auto known = good_.of_definition.find(name); known != good_.of_definition.end())
        return {known->second};
      return depth > deepest ? std::vector<json>{}
                             : make(document_.at("definitions").at(name), member, depth + 1);
    }
    for (const auto* choice : {"oneOf", "anyOf"}) {
      if (schema.contains(choice) && !is_about_members(schema.at(choice)))
        return make_choices(schema.at(choice), member, depth);
    }
    if (schema.contains("const"))
      return {schema.at("const")};
    if (schema.contains("enum"))
      return {schema.at("enum").begin(), schema.at("enum").end()};
    const auto type = type_of(schema);
    if (type == "object")
      return make_objects(schema, member, depth);
    if (type == "array")
      return make_lists(schema, member, depth);
    if (type == "string")
      return {make_text(schema)};
    if (type == "boolean")
      return {true, false};
    if (type == "integer" || type == "number")
      return {make_number(schema)};
    return {"a"};
  }

private:
  static std::string type_of(const json& schema) {
    const auto found = schema.find("type");
    if (found == schema.end())
      return schema.contains("properties") ? "object" : "";
    return found->is_array() ? found->front().get<std::string>() : found->get<std::string>();
  }

  /// [{"required": ["rule"]}, {"required": ["at"]}]: which members, not which value.
  static bool is_about_members(const json& choices) {
    return std::ranges::all_of(
        choices, [](const json& one) { return one.size() == 1 && one.contains("required"); });
  }

  std::vector<json> make_choices(const json& choices, const std::string& member, int depth) const {
    std::vector<json> all;
    for (const auto& choice : choices) {
      auto made = make(choice, member, depth);
      all.insert(all.end(), made.begin(), made.end());
    }
    return all;
  }

  std::vector<json> make_objects(const json& schema, const std::string& member, int depth) const {
    std::set<std::string> required;
    for (const auto& name : schema.value("required", json::array()))
      required.insert(name.get<std::string>());
    std::vector<std::set<std::string>> forms{required};
    std::set<std::string> exclusive;
    for (const auto* choice : {"oneOf", "anyOf"}) {
      if (!schema.contains(choice))
        continue;
      forms.clear();
      for (const auto& one : schema.at(choice)) {
        auto& form = forms.emplace_back(required);
        for (const auto& name : one.at("required")) {
          form.insert(name.get<std::string>());
          exclusive.insert(name.get<std::string>());
        }
      }
    }
    std::vector<json> all;
    for (const auto& form : forms) {
      auto made = make_form(schema, member, form, exclusive, depth);
      all.insert(all.end(), made.begin(), made.end());
    }
    return all;
  }

  /// What the members of a schema can be, by name; of those that may have any name, one.
  std::map<std::string, std::vector<json>> members_of(const json& schema, const std::string& member,
                                                      int depth) const {
    std::map<std::string, std::vector<json>> members;
    const auto properties = schema.value("properties", json::object());
    for (const auto& [name, part] : properties.items())
      members[name] = make(part, name, depth + 1);
    const auto named = good_.name_in.find(member);
    const auto name = named == good_.name_in.end() ? std::string{"a"} : named->second;
    if (const auto patterns = schema.find("patternProperties"); patterns != schema.end())
      members[name] = make(patterns->begin().value(), "", depth + 1);
    else if (const auto more = schema.find("additionalProperties");
             more != schema.end() && more->is_object())
      members[name] = make(*more, "", depth + 1);
    return members;
  }

  std::vector<json> make_form(const json& schema, const std::string& member,
                              const std::set<std::string>& required,
                              const std::set<std::string>& exclusive, int depth) const {
    const auto members = members_of(schema, member, depth);
    const auto needs = schema.value("dependencies", json::object());
    const auto fewest = schema.value("minProperties", std::size_t{0});
    const auto most = schema.value("maxProperties", members.size());
    json smallest = json::object();
    const auto add = [&](json& to, const std::string& name, const json& value) {
      to[name] = value;
      for (const auto& other : needs.value(name, json::array())) {
        const auto needed = other.get<std::string>();
        if (!to.contains(needed) && members.contains(needed) && !members.at(needed).empty())
          to[needed] = members.at(needed).front();
      }
    };
    for (const auto& name : required) {
      if (!members.contains(name) || members.at(name).empty())
        return {}; // too deep
      add(smallest, name, members.at(name).front());
    }
    for (const auto& [name, values] : members) {
      if (smallest.size() < fewest && !values.empty() && !exclusive.contains(name))
        add(smallest, name, values.front());
    }
    std::vector<json> all{smallest};
    auto largest = smallest;
    for (const auto& [name, values] : members) {
      const bool is_other_form = exclusive.contains(name) && !required.contains(name);
      if (values.empty() || is_other_form)
        continue;
      for (std::size_t i = required.contains(name) ? 1 : 0; i < values.size(); ++i) {
        auto one = smallest;
        if (one.size() >= most && !one.contains(name))
          one.erase(one.begin());
        add(one, name, values[i]);
        all.push_back(std::move(one));
      }
      if (largest.size() < most || largest.contains(name))
        add(largest, name, values.back());
    }
    all.push_back(std::move(largest));
    return all;
  }

  std::vector<json> make_lists(const json& schema, const std::string& member, int depth) const {
    const auto elements =
        make(schema.value("items", json::object()), member.empty() ? "" : member + "[]", depth + 1);
    const auto fewest = std::max(schema.value("minItems", std::size_t{0}), std::size_t{1});
    std::vector<json> all;
    for (const auto& element : elements) {
      auto list = json::array({element});
      while (list.size() < fewest)
        list.push_back(different(elements, list));
      all.push_back(std::move(list));
    }
    if (all.empty() && schema.value("minItems", 0) == 0)
      all.push_back(json::array());
    return all;
  }

  /// An element that is not in `list`.
  static json different(const std::vector<json>& elements, const json& list) {
    for (const auto& element : elements) {
      if (std::ranges::find(list, element) == list.end())
        return element;
    }
    auto made = elements.front();
    const auto number = std::to_string(list.size());
    if (made.is_string())
      return made.get<std::string>() + number;
    if (made.is_object() && made.contains("name"))
      made["name"] = made["name"].get<std::string>() + number;
    return made;
  }

  static json make_number(const json& schema) {
    const auto least = schema.value("minimum", json(schema.value("exclusiveMinimum", 0) + 1));
    return least == 0 && schema.value("maximum", 1) >= 1 ? json(1) : least;
  }

  static json make_text(const json& schema) {
    const auto fewest = schema.value("minLength", std::size_t{0});
    const auto pattern = schema.find("pattern");
    for (const auto* text : {"customer", "a", "vi", "08:00", "2xx", "84", "VND", "sha256=",
                             "https://shop.example/x", "2026-03-01T09:00", "aaaaaaaaaaaaaaaa"}) {
      const std::string candidate{text};
      if (candidate.size() >= fewest &&
          (pattern == schema.end() ||
           std::regex_search(candidate, std::regex{pattern->get<std::string>()})))
        return candidate;
    }
    throw std::logic_error{"no text is known for " + schema.dump()};
  }

  const json& document_;
  const good_values& good_;
};

} // namespace

std::vector<json> shapes_of(const json& document, const json& schema, const good_values& good) {
  return maker{document, good}.make(schema, "", 0);
}

std::vector<json> shapes_of_definition(const json& document, const std::string& definition,
                                       const good_values& good) {
  return shapes_of(document, document.at("definitions").at(definition), good);
}

} // namespace sojourn::tests
