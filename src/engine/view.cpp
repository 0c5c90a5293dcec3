#include "engine/view.hpp"

#include "campaign/scope.hpp"

#include <algorithm>

namespace sojourn::engine {

namespace {

constexpr std::string_view record_root = "customer";
constexpr std::string_view traits_root = "traits";
constexpr std::string_view reads_root = "reads";
constexpr std::string_view lists_root = "lists";
constexpr std::string_view redeemed_root = "redeemed";
constexpr std::string_view offers_root = "offers";
constexpr std::string_view receipts_root = "receipts";
constexpr std::string_view segment_root = "in_segment";
constexpr std::string_view campaigns_root = "campaigns";
constexpr const char* paused_name = "campaign_paused";
constexpr const char* pauses_name = "pauses";
constexpr const char* refused_name = "update_refused";
constexpr const char* best_hour_name = "best_hour";

std::string_view root_of(std::string_view path) { return path.substr(0, path.find('.')); }

/// The list of the customer's records that a path begins with; nullptr: it begins with none.
const json* list_named(const facts& known, std::string_view path) {
  const auto root = root_of(path);
  return campaign::names_list(root) ? find_path(known.lists, root) : nullptr;
}

/// Notes what reading `path` meets: its value or, where the way breaks off at a list, a text
/// or a number, that one whole (its elements or its length are what is read). What the
/// data lacks is not noted, so that a replay finds it lacking too: to a condition, null is
/// a value and nothing is not. `data` is what the first part of the path names.
void add_used_path(std::string_view path, const json& data, json& used) {
  const json* at = &data;
  auto end = root_of(path).size();
  if (!at->is_object())
    return;
  while (at->is_object() && end + 1 < path.size()) {
    const auto dot = std::min(path.find('.', end + 1), path.size());
    const auto found = at->find(path.substr(end + 1, dot - end - 1));
    if (found == at->end())
      return;
    at = &*found;
    end = dot;
  }
  used[std::string{path.substr(0, end)}] = *at;
}

void add_used_segments(const rules::rule& condition, const facts& known, json& used) {
  for (const auto& call : rules::segments_in(condition.root())) {
    const auto key = rules::segment_key(call.name, call.parameters);
    if (const auto found = known.segments.find(key); found != known.segments.end())
      used[std::string{segment_root} + "." + key] = found->second;
  }
}

void add_used_receipts(const rules::rule& condition, const facts& known, json& used) {
  if (known.receipts.empty() || !rules::asks_outcome(condition.root()))
    return;
  for (const auto& [step, heard] : known.receipts)
    used[std::string{receipts_root} + "." + step] = heard;
}

/// Puts `value` at a dotted path below `root`, making objects on the way.
void put_path(json& root, std::string_view path, const json& value) {
  json* at = &root;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const auto token = std::string{path.substr(0, dot)};
    if (!at->is_object())
      *at = json::object();
    at = &(*at)[token];
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  *at = value;
}

json variables(const instance_state& state, const facts& known) {
  auto vars = state.vars;
  for (const auto& [variable, at] : known.redeemed) {
    if (const auto found = vars.find(variable); found != vars.end() && found->is_object())
      (*found)["redeemed_at"] = to_text(at);
  }
  for (const auto& [variable, changed] : known.offers) {
    if (const auto found = vars.find(variable); found != vars.end() && found->is_object())
      found->merge_patch(changed);
  }
  return vars;
}

/// Customers alone have traits.
json traits(const instance_state& state, const facts& known) {
  return state.subject.type == record_root && known.traits.is_object() ? known.traits
                                                                       : json::object();
}

json customer(const instance_state& state, const facts& known) {
  auto shown = known.record.is_object() ? known.record : json::object();
  if (state.subject.type == record_root)
    shown["id"] = state.subject.id;
  return shown;
}

std::optional<refused_update> restore_refused(const json& noted) {
  const auto* step = find_path(noted, "step");
  const auto* visit = find_path(noted, "visit");
  const auto* why = find_path(noted, "why");
  if (step == nullptr || visit == nullptr || why == nullptr || !step->is_string() ||
      !visit->is_number_unsigned() || !why->is_string())
    return std::nullopt; // damage, as below
  return refused_update{step->get<std::string>(), visit->get<std::uint32_t>(),
                        why->get<std::string>()};
}

std::optional<best_hour> restore_best_hour(const json& noted) {
  constexpr int hours_a_day = 24;
  const auto* hour = find_path(noted, "hour");
  const auto* whose = find_path(noted, "whose");
  const auto* zone = find_path(noted, "zone");
  if (hour == nullptr || whose == nullptr || zone == nullptr || !hour->is_number_integer() ||
      !whose->is_string() || !zone->is_string())
    return std::nullopt; // damage, as below
  const auto number = hour->get<std::int64_t>();
  if (number < 0 || number >= hours_a_day)
    return std::nullopt;
  return best_hour{static_cast<int>(number), whose->get<std::string>(), zone->get<std::string>()};
}

std::vector<pause> restore_pauses(const json& noted) {
  std::vector<pause> pauses;
  for (const auto& one : noted.is_array() ? noted : json::array()) {
    if (!one.is_array() || one.size() != 2 || !one[0].is_number_integer())
      continue; // damage, as below
    pauses.push_back({from_unix_ms(one[0].get<std::int64_t>()), {}});
    if (one[1].is_number_integer())
      pauses.back().to = from_unix_ms(one[1].get<std::int64_t>());
  }
  return pauses;
}

/// An object of those roots that are wanted.
template <class Wanted>
json gather(const campaign::definition& campaign, const instance_state& state, const facts& known,
            Wanted wanted) {
  json data = json::object();
  if (wanted("subject"))
    data["subject"] = {{"type", state.subject.type}, {"id", state.subject.id}};
  if (wanted("vars"))
    data["vars"] = variables(state, known);
  if (wanted("trigger"))
    data["trigger"] = state.trigger;
  if (wanted("instance"))
    data["instance"] = {{"id", to_text(state.id)}, {"started_at", to_text(state.started_at)}};
  if (wanted("campaign"))
    data["campaign"] = {{"id", campaign.id}, {"name", campaign.name}, {"version", state.version}};
  if (wanted(record_root))
    data[std::string{record_root}] = customer(state, known);
  if (wanted(traits_root))
    data[std::string{traits_root}] = traits(state, known);
  if (known.reads.is_object() && wanted(reads_root))
    data[std::string{reads_root}] = known.reads;
  if (!known.products.is_null() && wanted("products"))
    data["products"] = known.products;
  if (const auto change = state.trigger.find("change");
      change != state.trigger.end() && wanted("change"))
    data["change"] = *change;
  return data;
}

} // namespace

void add_used_facts(const rules::rule& condition, const instance_state& state, const facts& known,
                    json& used) {
  add_used_segments(condition, known, used);
  add_used_receipts(condition, known, used);
  const auto& paths = condition.paths();
  if (!paths) {
    add_used_path(record_root, known.record, used);
    add_used_path(traits_root, known.traits, used);
    add_used_path(reads_root, known.reads, used);
    add_used_vouchers(known, used);
    return;
  }
  // A customer's id is in the state; it is no fact.
  const auto own_id = state.subject.type == record_root ? "customer.id" : "";
  for (const auto& path : *paths) {
    const auto root = root_of(path);
    if (root == record_root && path != own_id) {
      add_used_path(path, known.record, used);
    } else if (root == traits_root) {
      add_used_path(path, known.traits, used);
    } else if (root == reads_root) {
      add_used_path(path, known.reads, used);
    } else if (root == "vars") {
      add_used_vouchers(known, used);
    } else if (const auto* list = list_named(known, path)) {
      used[std::string{lists_root} + "." + std::string{root}] = *list;
    }
  }
}

void add_used_vouchers(const facts& known, json& used) {
  for (const auto& [variable, at] : known.redeemed)
    used[std::string{redeemed_root} + "." + variable] = to_unix_ms(at);
  for (const auto& [variable, changed] : known.offers)
    used[std::string{offers_root} + "." + variable] = changed;
}

void add_used_campaign_paused(json& used) { used[paused_name] = true; }

void add_used_pauses(const std::vector<pause>& pauses, json& used) {
  if (pauses.empty())
    return;
  auto noted = json::array();
  for (const auto& one : pauses)
    noted.push_back({to_unix_ms(one.from), one.to ? json(to_unix_ms(*one.to)) : json()});
  used[pauses_name] = std::move(noted);
}

void add_used_campaign(const std::string& campaign, const std::string& state, json& used) {
  used[std::string{campaigns_root} + "." + campaign] = state;
}

void add_used_best_hour(const best_hour& hour, json& used) {
  used[best_hour_name] = {{"hour", hour.hour}, {"whose", hour.whose}, {"zone", hour.zone}};
}

void add_used_refused(const refused_update& refused, json& used) {
  used[refused_name] = {{"step", refused.step}, {"visit", refused.visit}, {"why", refused.why}};
}

facts restore_facts(const json& used) {
  facts known;
  for (const auto& [path, value] : used.items()) {
    const auto root = root_of(path);
    const auto inner = std::string_view{path}.substr(std::min(root.size() + 1, path.size()));
    if (path == paused_name)
      known.campaign_paused = true;
    else if (path == pauses_name)
      known.pauses = restore_pauses(value);
    else if (path == refused_name)
      known.refused = restore_refused(value);
    else if (path == best_hour_name)
      known.best_hour = restore_best_hour(value);
    else if (root == redeemed_root && value.is_number_integer())
      known.redeemed.emplace(inner, from_unix_ms(value.get<std::int64_t>()));
    else if (root == offers_root && value.is_object())
      known.offers.emplace(inner, value);
    else if (root == receipts_root && value.is_object())
      known.receipts.emplace(inner, value);
    else if (root == segment_root && value.is_boolean())
      known.segments.emplace(inner, value.get<bool>());
    else if (root == campaigns_root && value.is_string())
      known.campaigns.emplace(inner, value.get<std::string>());
    else if (root == record_root)
      put_path(known.record, inner, value);
    else if (root == traits_root)
      put_path(known.traits, inner, value);
    else if (root == reads_root)
      put_path(known.reads, inner, value);
    else if (root == lists_root)
      known.lists[std::string{inner}] = value;
    // Anything else is damage; replay then finds that the turn notes other facts.
  }
  return known;
}

json condition_data(const campaign::definition& campaign, const instance_state& state,
                    const facts& known) {
  return gather(campaign, state, known, [](std::string_view) { return true; });
}

json condition_data(const campaign::definition& campaign, const instance_state& state,
                    const facts& known, const rules::rule& reader) {
  const auto& paths = reader.paths();
  if (!paths || paths->contains(""))
    return condition_data(campaign, state, known);
  auto data = gather(campaign, state, known, [&](std::string_view root) {
    return std::any_of(paths->begin(), paths->end(),
                       [&](const std::string& path) { return root_of(path) == root; });
  });
  for (const auto& path : *paths) {
    if (const auto* list = list_named(known, path); list != nullptr && list->is_array())
      data[std::string{root_of(path)}] = *list;
  }
  return data;
}

std::optional<error> list_too_long(const rules::rule& condition, const facts& known) {
  for (const auto& path : condition.paths() ? *condition.paths() : std::set<std::string>{}) {
    if (const auto* list = list_named(known, path); list != nullptr && !list->is_array())
      return error{error_code::too_expensive,
                   "\"" + std::string{root_of(path)} + "\" takes " + dump(*list) +
                       " bytes, and a condition of a campaign may read " +
                       std::to_string(max_list_bytes) +
                       "; ask for a trait or, with \"in_segment\", for a segment instead",
                   {}};
  }
  return std::nullopt;
}

} // namespace sojourn::engine
