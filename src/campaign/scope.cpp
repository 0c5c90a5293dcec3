#include "campaign/scope.hpp"

#include "base/ascii.hpp"
#include "campaign/schema.hpp"
#include "records/record_type.hpp"
#include "records/traits.hpp"
#include "text/format.hpp"
#include "text/token.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace sojourn::campaign {

namespace {

constexpr unsigned bit(seen_from where) { return 1u << static_cast<unsigned>(where); }

constexpr auto subject_members = std::to_array<std::string_view>({"type", "id"});
constexpr auto campaign_members = std::to_array<std::string_view>({"id", "name", "version"});
constexpr auto product_members = std::to_array<std::string_view>({"last_viewed", "similar"});
constexpr auto instance_members = std::to_array<std::string_view>({"id", "started_at"});

/// What can be said to somebody who goes through no step.
constexpr unsigned shown = bit(seen_from::shown);
constexpr unsigned in_calls = bit(seen_from::call);
constexpr unsigned in_texts = bit(seen_from::text) | shown | in_calls;
constexpr unsigned in_steps =
    bit(seen_from::step) | bit(seen_from::match) | bit(seen_from::text) | in_calls;
constexpr unsigned in_instances = in_steps | bit(seen_from::audience);
constexpr unsigned everywhere = in_instances | bit(seen_from::key);
constexpr unsigned in_tiers = bit(seen_from::tier);

/// A first part of the data's paths.
struct data_root {
  std::string_view name;
  unsigned reach;                            ///< bits of the places that see it
  std::string_view seers;                    ///< these places in words
  std::span<const std::string_view> members; ///< empty: any
};

constexpr std::string_view all_seers = "the conditions and texts of a campaign";

/// The lists of a customer's records are those of segments (segments/lists.hpp).
constexpr unsigned in_conditions =
    bit(seen_from::audience) | bit(seen_from::step) | bit(seen_from::match) | in_tiers;
constexpr std::string_view list_seers = "conditions: the audience, steps, goals, exits and tiers";

constexpr auto roots = std::to_array<data_root>({
    {"customer", everywhere | in_tiers | shown, all_seers, {}},
    {"subject", everywhere | shown, all_seers, subject_members},
    {"trigger", everywhere, all_seers, {}},
    {"change", everywhere, all_seers, {}},
    {"campaign", everywhere | shown, all_seers, campaign_members},
    {"traits", everywhere | in_tiers | shown, all_seers, records::figure_names},
    {"orders", in_conditions, list_seers, {}},
    {"paid_orders", in_conditions, list_seers, {}},
    {"carts", in_conditions, list_seers, {}},
    {"wishlist", in_conditions, list_seers, {}},
    {"follows", in_conditions, list_seers, {}},
    {"reviews", in_conditions, list_seers, {}},
    {"product_views", in_conditions, list_seers, {}},
    {"reads", in_instances | shown, "what is asked after the start", {}},
    {"instance", in_instances, "what is asked after the start", instance_members},
    {"vars", in_steps, "steps, messages, goals and exits", {}},
    {"products", in_texts, "texts, when they are sent or shown", product_members},
    {"event", bit(seen_from::match), "the \"match\" of an event", {}},
    {"secrets", in_calls, "the URL, the headers and the body of an \"http\" step", {}},
    {"payload", bit(seen_from::hook), "the \"subject\" of a webhook trigger", {}},
});

std::vector<std::string_view> roots_seen_from(seen_from where) {
  std::vector<std::string_view> names;
  for (const auto& root : roots) {
    if ((root.reach & bit(where)) != 0)
      names.push_back(root.name);
  }
  return names;
}

const data_root* find_root(std::string_view name) {
  const auto found = std::find_if(roots.begin(), roots.end(),
                                  [&](const data_root& root) { return root.name == name; });
  return found == roots.end() ? nullptr : &*found;
}

/// What is wrong with what a path reads below a list: its elements by number, and its length.
std::string problem_of_element(std::string_view list, std::string_view below) {
  const auto first = below.substr(0, below.find('.'));
  const bool is_number = std::ranges::all_of(first, [](char c) { return c >= '0' && c <= '9'; });
  if (is_number || first == "length")
    return {};
  return in_quotes(list) + " is a list of records and has no " + in_quotes(first) +
         "; go through it with \"some\", \"count\", \"filter\" or another loop";
}

/// Takes the part of a dotted path before the first dot.
std::string_view split_part(std::string_view& path) {
  const auto dot = std::min(path.find('.'), path.size());
  const auto part = path.substr(0, dot);
  path.remove_prefix(std::min(dot + 1, path.size()));
  return part;
}

/// The members of the variable that a step of this type writes; empty: any.
std::set<std::string> members_written_by(std::string_view step_type) {
  if (step_type == "voucher")
    return {"code",      "pool",        "issued_at", "expires_at", "redeemed_at",
            "voided_at", "returned_at", "points",    "balance"};
  if (step_type == "http")
    return {"status", "body"};
  if (step_type == "count_gate")
    return {"number"};
  if (step_type == "points")
    return {"booked", "amount", "balance"};
  if (step_type == "tier")
    return {"from", "to", "changed"};
  if (step_type == "start")
    return {"instance", "status", "reason"};
  return {};
}

template <class Names>
std::string not_among(std::string_view owner, std::string_view member, const Names& known,
                      const mistake_list& so_far) {
  if (member.empty() || std::find(known.begin(), known.end(), member) != known.end())
    return {};
  return in_quotes(owner) + " has no " + in_quotes(member) + hint(member, known, "it has", so_far);
}

/// What a link to a form names, where it is written out.
void check_form_link(const text::token& link, const node& place) {
  std::string named;
  for (const auto& part : link.children) {
    if (part.kind != text::token_kind::literal)
      return; // computed
    named += part.text;
  }
  if (!is_form_id(trimmed(named)))
    place.complain(in_quotes("{{#form}}" + named + "{{/form}}") +
                   " shows nothing: write the id of a form, such as "
                   "{{#form}}vat-invoice{{/form}}");
}

} // namespace

bool is_shipped_list(std::string_view root) {
  const auto* known = find_root(root);
  return known != nullptr && known->reach == in_conditions;
}

bool names_list(std::string_view root) {
  return is_shipped_list(root) || (find_root(root) == nullptr && !root.empty());
}

std::set<std::string> lists_read(const rules::rule& rule) {
  std::set<std::string> lists;
  if (!rule.paths())
    return lists;
  for (const auto& path : *rule.paths()) {
    if (auto root = path.substr(0, path.find('.')); names_list(root))
      lists.insert(std::move(root));
  }
  return lists;
}

data_scope::data_scope(const json& definition, own_list_names own_lists)
    : own_lists_{std::move(own_lists)} {
  // Names count even where a definition has other mistakes, so that these are not told
  // again wherever the name is used.
  mistake_list unheard;
  const node root{definition, unheard};
  const auto trigger = root["trigger"];
  const auto trigger_type = trigger["type"].text();
  gives_change_ = trigger_type != "manual" && trigger_type != "webhook" &&
                  trigger_type != "event" && trigger_type != "schedule" &&
                  trigger_type != "broadcast";
  if (trigger_type == "broadcast")
    texts_stand_ = seen_from::shown;
  for (const auto& field : trigger["fields"].elements())
    watched_.insert(field.text());
  for (const auto& [name, record] : root["reads"].members())
    reads_.insert(name);
  for (const auto& [id, step] : root["steps"].members()) {
    const auto type = step["type"].text();
    step_types_.emplace(id, type);
    add_variable(step["as"].text(), members_written_by(type));
    for (const auto& awaited : step["events"].elements())
      add_variable(awaited["as"].text(), {});
  }
}

data_scope data_scope::of_library() {
  data_scope any;
  any.gives_change_ = true; // of fields that are not known
  any.knows_variables_ = false;
  return any;
}

void data_scope::add_variable(const std::string& name, std::set<std::string> members) {
  if (name.empty())
    return;
  const auto [found, is_new] = variables_.emplace(name, members);
  if (is_new)
    return;
  // Written by several steps: what one of them leaves open is open.
  if (members.empty() || found->second.empty())
    found->second.clear();
  else
    found->second.merge(members);
}

rules::rule data_scope::read_rule(const node& place, seen_from where) const {
  if (!place)
    return {};
  auto rule = rules::rule::parse(place.value(), place.pointer());
  if (!rule) {
    for (auto& detail : rule.error().details)
      place.complain_at(detail.pointer, std::move(detail.message));
    return {};
  }
  if (const auto& paths = rule->paths()) {
    for (const auto& path : *paths) {
      if (auto problem = problem_of(path, where, place.mistakes()); !problem.empty())
        place.complain(in_quotes(path) + " reads nothing: " + problem);
    }
  }
  check_operators(place.value(), where, place, place.pointer());
  return std::move(*rule);
}

std::string data_scope::problem_of(std::string_view path, seen_from where,
                                   const mistake_list& so_far) const {
  const auto name = split_part(path);
  const auto* root = find_root(name);
  if (root == nullptr)
    return problem_of_own_list(name, path, where, so_far);
  if ((root->reach & bit(where)) == 0 && where == seen_from::shown)
    return "nobody goes through a broadcast, so there is no " + in_quotes(name) +
           "; in reach are " + listed(roots_seen_from(where));
  if ((root->reach & bit(where)) == 0)
    return in_quotes(name) + " is only in reach of " + std::string{root->seers};
  if (name == "vars")
    return problem_of_variable(path, so_far);
  if (name == "change")
    return problem_of_change(path, so_far);
  if (name == "reads")
    return problem_of_read(path, so_far);
  if (is_shipped_list(name))
    return problem_of_element(name, path);
  return root->members.empty() ? std::string{}
                               : not_among(name, split_part(path), root->members, so_far);
}

std::string data_scope::problem_of_variable(std::string_view members,
                                            const mistake_list& so_far) const {
  const auto name = split_part(members);
  if (name.empty() || !knows_variables_)
    return {};
  const auto found = variables_.find(name);
  if (found == variables_.end()) {
    std::vector<std::string_view> known;
    for (const auto& [variable, of_it] : variables_)
      known.push_back(variable);
    return "no step writes a variable " + in_quotes(name) + " with its \"as\"" +
           hint(name, known, "there are", so_far);
  }
  if (found->second.empty())
    return {};
  return not_among("vars." + std::string{name}, split_part(members), found->second, so_far);
}

std::string data_scope::problem_of_change(std::string_view members,
                                          const mistake_list& so_far) const {
  if (!gives_change_)
    return "only the record triggers give a \"change\"";
  const auto field = split_part(members);
  if (field.empty() || watched_.empty())
    return {};
  if (!watched_.contains(std::string{field}))
    return "the trigger does not watch " + in_quotes(field) + "; it watches " + listed(watched_);
  return not_among("change." + std::string{field}, split_part(members),
                   std::to_array<std::string_view>({"from", "to"}), so_far);
}

std::string data_scope::problem_of_read(std::string_view members,
                                        const mistake_list& so_far) const {
  const auto name = split_part(members);
  if (!knows_variables_ || name.empty() || reads_.contains(std::string{name}))
    return {};
  return "the \"reads\" of the campaign name no record " + in_quotes(name) +
         hint(name, reads_, "they name", so_far);
}

std::string data_scope::problem_of_own_list(std::string_view name, std::string_view members,
                                            seen_from where, const mistake_list& so_far) const {
  const bool is_seen = (in_conditions & bit(where)) != 0;
  const bool is_known = own_lists_ && own_lists_->contains(name);
  if (is_known && !is_seen)
    return in_quotes(name) + " is only in reach of " + std::string{list_seers};
  if (is_known)
    return problem_of_element(name, members);
  // Where the types of the shop are not known, a name that is read like a list may be one.
  if (!own_lists_ && is_seen && !name.empty() && problem_of_element(name, members).empty())
    return {};
  auto in_reach = roots_seen_from(where);
  if (own_lists_ && is_seen)
    std::ranges::copy_if(*own_lists_, std::back_inserter(in_reach),
                         [](const std::string& list) { return find_root(list) == nullptr; });
  return "there is no " + in_quotes(name) + hint(name, in_reach, "in reach are", so_far);
}

void data_scope::check_operators(const json& source, seen_from where, const node& place,
                                 const std::string& pointer) const {
  if (source.is_array()) {
    for (std::size_t i = 0; i < source.size(); ++i)
      check_operators(source[i], where, place, pointer_to(pointer, i));
  } else if (source.is_object()) {
    for (const auto& [name, argument] : source.items()) {
      const auto below = pointer_to(pointer, name);
      if (name == "outcome")
        check_outcome(argument, place, below);
      else if (name == "in_segment")
        check_segment(argument, where, place, below);
      if (name != "in_segment")
        check_operators(argument, where, place, below);
    }
  }
}

/// Whether the segment is there is known to the daemon, which asks when a campaign is put.
void data_scope::check_segment(const json& argument, seen_from where, const node& place,
                               const std::string& pointer) {
  const auto& named = argument.is_array() && !argument.empty() ? argument.front() : argument;
  if (where == seen_from::hook || where == seen_from::key || where == seen_from::tier)
    place.complain_at(pointer, "segments can only be asked for in the audience, in steps, goals "
                               "and exits");
  else if (!named.is_string())
    place.complain_at(pointer, "the name of the segment must be written out");
}

void data_scope::check_outcome(const json& argument, const node& place,
                               const std::string& pointer) const {
  const auto& named = argument.is_array() && !argument.empty() ? argument.front() : argument;
  if (!named.is_string())
    return; // computed
  const auto& step = named.get_ref<const std::string&>();
  const auto found = step_types_.find(step);
  if (found == step_types_.end()) {
    std::vector<std::string_view> known;
    for (const auto& [id, type] : step_types_)
      known.push_back(id);
    place.complain_at(pointer, "there is no step " + in_quotes(step) +
                                   hint(step, known, "there are", place.mistakes()));
  } else if (const auto& types = types_of("step");
             found->second != "send" && found->second != "http" &&
             std::find(types.begin(), types.end(), found->second) != types.end()) {
    place.complain_at(pointer, "the step " + in_quotes(step) + " is a " + in_quotes(found->second) +
                                   " step; only \"send\" and \"http\" steps have an outcome");
  }
}

text::message_template data_scope::read_template(const node& place,
                                                 std::optional<seen_from> where) const {
  if (!place.is_text())
    return {};
  const auto source = place.text();
  auto parsed = text::message_template::parse(source);
  if (!parsed) {
    place.complain(parsed.error().message);
    return {};
  }
  if (const auto tokens = text::parse_tokens(source))
    check_names(*tokens, place, where.value_or(texts_stand_), false);
  return std::move(*parsed);
}

void data_scope::check_names(const text::token& parsed, const node& place, seen_from where,
                             bool inside_section) const {
  using text::token_kind;
  for (const auto& each : parsed.children) {
    const bool formats = each.kind == token_kind::section && text::is_formatting(each.text);
    const bool reads = each.kind == token_kind::variable || each.kind == token_kind::raw ||
                       each.kind == token_kind::section || each.kind == token_kind::inverted;
    if (formats && each.text == text::form_name)
      check_form_link(each, place);
    if (each.kind == token_kind::partial)
      place.complain("there are no partials, so \"{{>" + each.text + "}}\" shows nothing");
    if (reads && !formats && each.text != ".") {
      // Inside of a section a name may belong to the section's value.
      const auto root = std::string_view{each.text}.substr(0, each.text.find('.'));
      auto problem = inside_section && find_root(root) == nullptr
                         ? std::string{}
                         : problem_of(each.text, where, place.mistakes());
      if (!problem.empty())
        place.complain(in_quotes("{{" + each.text + "}}") + " shows nothing: " + problem);
    }
    const bool enters = each.kind == token_kind::section && !formats;
    check_names(each, place, where, inside_section || enters);
  }
}

} // namespace sojourn::campaign
