#include "hooks/read_mapping.hpp"

#include "calendar/calendar.hpp"
#include "hooks/rule_reader.hpp"

#include <algorithm>
#include <array>

namespace sojourn::hooks {

namespace {

constexpr auto unknown_names =
    std::to_array<std::string_view>({"accept", "create", "refuse", "ignore"});
/// Of unnamed_policy, without `as_needed`.
constexpr auto unnamed_names = std::to_array<std::string_view>({"write", "refuse", "ignore"});
constexpr auto mode_names = std::to_array<std::string_view>({"merge", "replace", "remove"});

/// The place in `names` of the text at `member`; nullopt: it is left out.
template <class Names>
std::optional<std::size_t> choice_in(const json& of, const char* member, const Names& names) {
  const auto* text = find_member(of, member);
  if (text == nullptr)
    return std::nullopt;
  const auto found = std::ranges::find(names, text->get_ref<const std::string&>());
  return static_cast<std::size_t>(found - names.begin());
}

/// The forms of a value that are no condition.
struct value_schemas {
  explicit value_schemas(const std::shared_ptr<const json>& document)
      : converted{document, "converted"}, object{document, "object_value"}, list{document,
                                                                                 "list_value"} {}
  json_schema converted;
  json_schema object;
  json_schema list;
};

const value_schemas& schemas_of(const std::shared_ptr<const json>& document) {
  static const value_schemas all{document}; // there is one document
  return all;
}

class mapping_reader {
public:
  mapping_reader(const json& source, const value_schemas& schemas, mistake_list& mistakes)
      : source_{source}, schemas_{schemas}, mistakes_{mistakes} {}

  mapping read() {
    mapping made;
    read_each(made);
    if (const auto* values = find_member(source_, "let")) {
      for (const auto& [name, rule] : values->items()) {
        if (auto read = rule_at(rule, pointer_to("/mapping/let", name)))
          made.let.emplace(name, std::move(*read));
      }
      roots_.emplace_back("let");
    }
    made.subject = rule_in(source_, "/mapping", "subject");
    made.subject_type = source_.value("subject_type", made.subject_type);
    read_find_by(made);
    read_policies(made);
    made.event = rule_in(source_, "/mapping", "event");
    if (const auto* data = find_member(source_, "data"))
      made.data = values_at(*data, "/mapping/data");
    if (const auto* records = find_member(source_, "records")) {
      for (std::size_t i = 0; i < records->size(); ++i)
        made.records.push_back(
            record_at((*records)[i], pointer_to("/mapping/records", i), made.subject_type));
    }
    return made;
  }

private:
  /// Rules that stand inside of a loop, while it lives.
  class loop {
  public:
    explicit loop(mapping_reader& reader) : roots_{reader.roots_}, before_{reader.roots_.size()} {
      if (std::ranges::find(roots_, "item") != roots_.end())
        roots_.push_back("outer");
      roots_.push_back("item");
    }
    ~loop() { roots_.resize(before_); }
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

  private:
    rule_roots& roots_;
    std::size_t before_;
  };

  std::optional<rules::rule> rule_at(const json& source, const std::string& place) {
    return read_rule(source, place, roots_, mistakes_);
  }
  std::optional<rules::rule> rule_in(const json& of, const std::string& place, const char* name) {
    const auto* source = find_member(of, name);
    return source == nullptr ? std::nullopt : rule_at(*source, pointer_to(place, name));
  }

  /// Lists, each inside of an element of the one before; what follows is inside of all of them.
  void read_each(mapping& made) {
    const auto* each = find_member(source_, "each");
    if (each == nullptr)
      return;
    const auto add = [&](const json& source, const std::string& place) {
      if (auto rule = rule_at(source, place))
        made.each.push_back(std::move(*rule));
      if (std::ranges::find(roots_, "item") != roots_.end())
        roots_.push_back("outer");
      roots_.push_back("item");
    };
    if (!each->is_array())
      return add(*each, "/mapping/each");
    if (each->empty() || each->size() > most_levels)
      return mistakes_.add("/mapping/each", "expected a condition that gives a list, or one to "
                                            "three of them in a list");
    for (std::size_t i = 0; i < each->size(); ++i)
      add((*each)[i], pointer_to("/mapping/each", i));
  }

  void read_find_by(mapping& made) {
    const auto* ways = find_member(source_, "find_by");
    if (ways == nullptr)
      return;
    for (std::size_t i = 0; i < ways->size(); ++i) {
      const auto& way = (*ways)[i];
      if (auto value = value_at(way.at("value"), pointer_to("/mapping/find_by", i) + "/value"))
        made.find_by.push_back({way.at("field").get<std::string>(), std::move(*value)});
    }
  }

  void read_policies(mapping& made) {
    if (const auto choice = choice_in(source_, "unknown", unknown_names))
      made.unknown = static_cast<unknown_policy>(*choice);
    else if (!made.find_by.empty())
      made.unknown = unknown_policy::refuse; // there may be no id that could count as it is
    if (const auto choice = choice_in(source_, "unnamed", unnamed_names))
      made.unnamed = static_cast<unnamed_policy>(*choice + 1);
  }

  record_rule record_at(const json& source, const std::string& place,
                        const std::string& subject_type) {
    record_rule made{.type = source.at("type").get<std::string>()};
    made.each = rule_in(source, place, "each");
    std::optional<loop> inside;
    if (source.contains("each"))
      inside.emplace(*this);
    made.id = rule_in(source, place, "id");
    made.when = rule_in(source, place, "when");
    if (const auto choice = choice_in(source, "how", mode_names))
      made.mode = static_cast<record_mode>(*choice);
    if (const auto* fields = find_member(source, "fields"))
      made.fields = values_at(*fields, place + "/fields");
    made.as_of = source.value("as_of", std::string{});
    made.once = source.value("once", made.once);
    check_record(source, made, place, subject_type);
    return made;
  }

  void check_record(const json& source, const record_rule& made, const std::string& place,
                    const std::string& subject_type) {
    if (!source.contains("id") && made.type != subject_type)
      mistakes_.add(place + "/id", "\"id\" is missing: a condition that gives the id of the " +
                                       in_quotes(made.type) + "; only the record of the subject (" +
                                       in_quotes(subject_type) + ") needs none");
    if (!source.contains("id") && source.contains("each"))
      mistakes_.add(place + "/each", "the subject has one record; write its \"id\" where a call "
                                     "tells of several");
    if (made.mode == record_mode::remove && (made.type == "customer" || made.type == "visitor"))
      mistakes_.add(place + "/how", "people are erased and not removed; leave it to DELETE "
                                    "/v1/records/" +
                                        made.type + "/{id}");
    if (made.mode == record_mode::remove ? source.contains("fields") : !source.contains("fields"))
      mistakes_.add(place + "/fields", made.mode == record_mode::remove
                                           ? "a record that is removed has no fields"
                                           : "\"fields\" is missing: an object of values by field");
    if (!made.as_of.empty() && made.mode != record_mode::remove)
      require_field(made, made.as_of, place + "/as_of");
    for (std::size_t i = 0; i < made.once.size(); ++i)
      require_field(made, made.once[i], pointer_to(place + "/once", i));
  }

  void require_field(const record_rule& of, const std::string& field, const std::string& place) {
    if (!of.fields.contains(field))
      mistakes_.add(place, "\"fields\" has no " + in_quotes(field) +
                               hint(field, names_of(of.fields), "it has", mistakes_));
  }

  static std::vector<std::string> names_of(const value_specs& fields) {
    std::vector<std::string> names;
    for (const auto& [name, unused] : fields)
      names.push_back(name);
    return names;
  }

  value_specs values_at(const json& source, const std::string& place) {
    value_specs made;
    for (const auto& [name, value] : source.items()) {
      if (auto read = value_at(value, pointer_to(place, name)))
        made.emplace(name, std::move(*read));
    }
    return made;
  }

  std::optional<value_spec> value_at(const json& source, const std::string& place) {
    if (source.is_object() && source.contains("from"))
      return converted_at(source, place);
    if (source.is_object() && source.contains("each"))
      return list_at(source, place);
    if (source.is_object() && source.contains("fields")) {
      if (!fits(schemas_.object, source, place))
        return std::nullopt;
      return std::make_shared<const object_value>(
          object_value{values_at(source.at("fields"), pointer_to(place, "fields"))});
    }
    auto rule = rule_at(source, place);
    return rule ? std::optional<value_spec>{rule_value{.rule = std::move(*rule)}} : std::nullopt;
  }

  bool fits(const json_schema& schema, const json& source, const std::string& place) {
    schema.check(source, place, mistakes_);
    return !mistakes_.any_below(place);
  }

  std::optional<value_spec> list_at(const json& source, const std::string& place) {
    if (!fits(schemas_.list, source, place))
      return std::nullopt;
    auto each = rule_in(source, place, "each");
    const loop inside{*this};
    auto when = rule_in(source, place, "when");
    const auto* fields = find_member(source, "fields");
    const auto* value = find_member(source, "value");
    if ((fields == nullptr) == (value == nullptr)) {
      mistakes_.add(place, "a list is made of \"fields\" or of \"value\", and of one of them");
      return std::nullopt;
    }
    auto element = fields == nullptr
                       ? value_at(*value, pointer_to(place, "value"))
                       : std::optional<value_spec>{std::make_shared<const object_value>(
                             object_value{values_at(*fields, pointer_to(place, "fields"))})};
    if (!each || !element)
      return std::nullopt;
    return std::make_shared<const list_value>(
        list_value{.each = std::move(*each),
                   .when = std::move(when),
                   .element = std::move(*element),
                   .place = fields == nullptr ? "/value" : ""});
  }

  std::optional<value_spec> converted_at(const json& source, const std::string& place) {
    if (!fits(schemas_.converted, source, place))
      return std::nullopt;
    auto rule = rule_in(source, place, "from");
    rule_value made;
    if (const auto* as = find_member(source, "as"))
      made.as = find_conversion(as->get_ref<const std::string&>()).value_or(conversion::none);
    made.options.country = source.value("country", made.options.country);
    made.options.zone = source.value("timezone", made.options.zone);
    if (!calendar::is_zone(made.options.zone))
      mistakes_.add(pointer_to(place, "timezone"),
                    "expected an IANA time zone, such as \"Asia/Ho_Chi_Minh\", not " +
                        in_quotes(made.options.zone));
    made.minor_units_of = rule_in(source, place, "minor_units_of");
    if (const auto* table = find_member(source, "values")) {
      made.table = table->get<std::map<std::string, json>>();
      made.otherwise = source.value("otherwise", json{});
    }
    check_options(source, place, made.as);
    if (!rule)
      return std::nullopt;
    made.rule = std::move(*rule);
    return made;
  }

  /// Options that mean nothing for this conversion are mistakes: something else was meant.
  void check_options(const json& source, const std::string& place, conversion as) {
    const auto only_for = [&](const char* option, bool fits, const char* what) {
      if (source.contains(option) && !fits)
        mistakes_.add(pointer_to(place, option), std::string{"only for \"as\": "} + what);
    };
    only_for("country", as == conversion::phone, "\"phone\"");
    only_for("timezone", as == conversion::instant || as == conversion::date,
             "\"instant\" and \"date\"");
    only_for("minor_units_of", as == conversion::money || as == conversion::decimal,
             "\"money\" and \"decimal\"");
    if (source.contains("values") == source.contains("as"))
      mistakes_.add(place,
                    "write \"as\", which says what the value becomes, or \"values\", a table "
                    "of what it may be");
    if (source.contains("otherwise") && !source.contains("values"))
      mistakes_.add(pointer_to(place, "otherwise"), "only beside \"values\"");
  }

  static constexpr std::size_t most_levels = 3;

  const json& source_;
  const value_schemas& schemas_;
  mistake_list& mistakes_;
  rule_roots roots_{"body", "headers"};
};

} // namespace

mapping read_mapping(const json& source, const std::shared_ptr<const json>& document,
                     mistake_list& mistakes) {
  return mapping_reader{source, schemas_of(document), mistakes}.read();
}

} // namespace sojourn::hooks
