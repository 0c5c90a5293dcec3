// What a mapping makes of a call: its parts, each with whom it is about and what it brings.
#include "hooks/hook.hpp"
#include "hooks/mapping.hpp"

#include <utility>

namespace sojourn::hooks {

namespace {

/// A call that the hook's document cannot read, by the place in the document.
struct unreadable {
  std::string message;
  std::string place;
};

/// The text by which a table knows a value.
std::string table_key(const json& value) {
  return value.is_string() ? value.get<std::string>() : dump(value);
}

/// Evaluates the rules of one call. `place` is the JSON pointer of what is evaluated; its mistakes
/// are thrown, and caught in apply().
class call_reader {
public:
  call_reader(const mapping& how, json& data, const rules::environment& around)
      : how_{how}, around_{around}, budget_{rules::max_evaluation_units}, data_{data} {
    if (around_.work == nullptr)
      around_.work = &budget_;
  }

  std::vector<part> read() {
    split(0, "/mapping/each");
    return std::move(parts_);
  }

private:
  [[noreturn]] static void refuse(std::string message, std::string place) {
    throw unreadable{std::move(message), std::move(place)};
  }

  json evaluate(const rules::rule& rule, const std::string& place, const char* what) {
    auto value = rule.evaluate(data_, around_);
    if (!value)
      refuse(std::string{"the hook's "} + what + " cannot be computed for this call", place);
    return std::move(*value);
  }
  bool holds(const std::optional<rules::rule>& rule, const std::string& place) {
    if (!rule)
      return true;
    const auto truth = rule->test(data_, around_);
    if (!truth)
      refuse("the hook's condition cannot be asked of this call", place);
    return *truth;
  }

  /// Calls `visit` with each element of the list that the rule gives, which rules see as `item`;
  /// none where it gives null.
  template <class Visit>
  void for_each(const rules::rule& rule, const std::string& place, std::size_t most,
                const Visit& visit) {
    auto list = evaluate(rule, place, "list");
    if (list.is_null())
      return;
    if (!list.is_array())
      refuse("the hook looks for a list where the call has none", place);
    if (list.size() > most)
      refuse("the call has a list of more than " + std::to_string(most) + " elements", place);
    auto outer = std::exchange(data_["outer"], std::move(data_["item"]));
    for (auto& one : list) {
      data_["item"] = std::move(one);
      visit();
    }
    data_["item"] = std::move(data_["outer"]);
    data_["outer"] = std::move(outer);
  }

  // ---- values ---------------------------------------------------------------------------------

  json value_of(const value_spec& spec, const std::string& place) {
    if (const auto* by_rule = std::get_if<rule_value>(&spec))
      return value_of(*by_rule, place);
    if (const auto* object = std::get_if<std::shared_ptr<const object_value>>(&spec))
      return object_of((*object)->fields, pointer_to(place, "fields"));
    const auto& list = *std::get<std::shared_ptr<const list_value>>(spec);
    auto made = json::array();
    for_each(list.each, pointer_to(place, "each"), most_list_items, [&] {
      if (!holds(list.when, pointer_to(place, "when")))
        return;
      if (auto one = value_of(list.element, place + list.place); !one.is_null())
        made.push_back(std::move(one));
    });
    return made;
  }

  json value_of(const rule_value& spec, const std::string& place) {
    auto value = evaluate(spec.rule, place, "value");
    if (!budget_spend(value))
      refuse("the call takes more work than one may", place);
    if (spec.table) {
      const auto found = spec.table->find(table_key(value));
      return found == spec.table->end() ? spec.otherwise : found->second;
    }
    if (spec.minor_units_of && !value.is_null()) {
      const auto currency = evaluate(*spec.minor_units_of, place, "currency");
      auto amount = in_units(value, currency);
      if (!amount)
        refuse("the call has no amount, or no currency for it, where the hook looks for them",
               place);
      value = std::move(*amount);
    }
    auto made = convert(spec.as, value, spec.options);
    if (!made)
      refuse("the call has a value that cannot be read as " +
                 std::string{conversion_names()[static_cast<std::size_t>(spec.as) - 1]},
             place);
    return std::move(*made);
  }

  /// Values cost what their texts are long.
  bool budget_spend(const json& value) {
    return around_.work->spend_on_bytes(
        value.is_string() ? value.get_ref<const std::string&>().size() : 0);
  }

  /// Without members that are null.
  json object_of(const value_specs& fields, const std::string& place) {
    auto made = json::object();
    for (const auto& [name, spec] : fields) {
      if (auto value = value_of(spec, pointer_to(place, name)); !value.is_null())
        made[name] = std::move(value);
    }
    return made;
  }

  // ---- parts ----------------------------------------------------------------------------------

  void split(std::size_t depth, const std::string& place) {
    if (depth < how_.each.size())
      return for_each(how_.each[depth], place, most_parts, [&] { split(depth + 1, place); });
    if (parts_.size() >= most_parts)
      refuse("the call has more than " + std::to_string(most_parts) + " parts", "/mapping/each");
    parts_.push_back(read_part());
  }

  part read_part() {
    data_["let"] = let_values();
    part read;
    if (!how_.each.empty())
      read.payload = data_["item"];
    static const auto customer_id = rules::rule::parse({{"var", "body.customer_id"}}).value();
    const bool looks_elsewhere = how_.subject || !how_.find_by.empty();
    if (const auto* rule = looks_elsewhere ? optional_rule(how_.subject) : &customer_id) {
      if (auto id = id_in(rule->evaluate(data_, around_)))
        read.subject = subject_ref{how_.subject_type, std::move(*id)};
    }
    for (std::size_t i = 0; i < how_.find_by.size(); ++i) {
      const auto& by = how_.find_by[i];
      auto value = value_of(by.value, pointer_to("/mapping/find_by", i) + "/value");
      if (!value.is_null())
        read.identities.push_back({by.field, std::move(value)});
    }
    read.event = read_event();
    if (how_.data) {
      read.data = json::object();
      for (const auto& [name, spec] : *how_.data)
        read.data[name] = value_of(spec, pointer_to("/mapping/data", name));
    }
    for (std::size_t i = 0; i < how_.records.size(); ++i)
      read_records(i, read.records);
    return read;
  }

  static const rules::rule* optional_rule(const std::optional<rules::rule>& rule) {
    return rule ? &*rule : nullptr;
  }

  json let_values() {
    auto made = json::object();
    data_["let"] = json{};
    for (const auto& [name, rule] : how_.let)
      made[name] = evaluate(rule, pointer_to("/mapping/let", name), "value");
    return made;
  }

  std::string read_event() {
    if (!how_.event)
      return {};
    const auto value = how_.event->evaluate(data_, around_);
    if (value && value->is_null())
      return {};
    if (!value || !value->is_string() || !is_event_type(value->get_ref<const std::string&>()))
      refuse("the call names no event type where the hook looks for it", "/mapping/event");
    return value->get<std::string>();
  }

  void read_records(std::size_t number, std::vector<wanted_record>& into) {
    const auto& rule = how_.records[number];
    const auto place = pointer_to("/mapping/records", number);
    if (!rule.each)
      return read_record(number, place, into);
    for_each(*rule.each, place + "/each", most_list_items,
             [&] { read_record(number, place, into); });
  }

  void read_record(std::size_t number, const std::string& place, std::vector<wanted_record>& into) {
    const auto& rule = how_.records[number];
    if (!holds(rule.when, place + "/when"))
      return;
    wanted_record record{.type = rule.type,
                         .mode = rule.mode,
                         .as_of = rule.as_of,
                         .once = rule.once,
                         .rule = number};
    if (rule.id) {
      const auto value = evaluate(*rule.id, place + "/id", "id");
      if (value.is_null() || value == "")
        return;
      record.id = id_in(result<json>{value});
      if (!record.id)
        refuse("the call has no id of a record where the hook looks for it", place + "/id");
    }
    if (rule.mode != record_mode::remove)
      record.fields = object_of(rule.fields, place + "/fields");
    if (++records_ > most_records)
      refuse("the call has more than " + std::to_string(most_records) + " records", place);
    into.push_back(std::move(record));
  }

  const mapping& how_;
  rules::environment around_;
  work_budget budget_;
  json& data_;
  std::vector<part> parts_;
  std::size_t records_ = 0;
};

} // namespace

result<std::vector<part>> apply(const mapping& how, json& data, const rules::environment& around) {
  try {
    return call_reader{how, data, around}.read();
  } catch (unreadable& why) {
    return fail(error_code::invalid_request, std::move(why.message),
                {{std::move(why.place), "the hook's rule gives what cannot be used here"}});
  }
}

} // namespace sojourn::hooks
