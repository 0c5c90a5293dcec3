#include "segments/segment_registry.hpp"

#include "base/mistakes.hpp"
#include "records/traits.hpp"
#include "rules/expression.hpp"
#include "segments/lists.hpp"

#include <algorithm>

namespace sojourn::segments {

/// The segments that led to where resolving stands, and how much was resolved.
struct segment_registry::path_so_far {
  std::vector<std::string> names;
  std::size_t size = 0;
};

namespace {

std::size_t size_of(const rules::expression& e) {
  std::size_t size = 1 + (e.value.is_structured() ? e.value.size() : 0);
  for (const auto& argument : e.arguments)
    size += size_of(argument);
  return size;
}

bool asks_for_outcome(const rules::expression& e) {
  return e.op == rules::operation::outcome || std::ranges::any_of(e.arguments, asks_for_outcome);
}

tl::unexpected<error> refused(std::vector<error_detail> details) {
  auto message = "the condition cannot be asked: " + details.front().message;
  return fail(error_code::invalid_request, std::move(message), std::move(details));
}

} // namespace

segment_registry::segment_registry(std::vector<segment> saved,
                                   std::set<std::string, std::less<>> further_lists)
    : lists_{std::move(further_lists)} {
  for (const auto& list : shipped_lists)
    lists_.emplace(list.name);
  lists_.emplace(paid_orders_list);
  for (const auto& each : shipped_groups())
    segments_.emplace(each.id, segment_of(each));
  for (auto& each : saved)
    segments_.insert_or_assign(each.id, std::move(each));
}

const segment* segment_registry::find(std::string_view id) const {
  const auto found = segments_.find(id);
  return found == segments_.end() ? nullptr : &found->second;
}

std::string segment_registry::problem_of_path(std::string_view path) const {
  const auto dot = std::min(path.find('.'), path.size());
  const auto root = path.substr(0, dot);
  auto member = path.substr(std::min(dot + 1, path.size()));
  member = member.substr(0, member.find('.'));
  const mistake_list none;
  if (root == traits_root) {
    if (member.empty() ||
        std::ranges::find(records::figure_names, member) != records::figure_names.end())
      return {};
    return "there is no trait " + in_quotes(member) +
           hint(member, records::figure_names, "there are", none);
  }
  if (root == customer_root || lists_.contains(root))
    return {};
  std::vector<std::string_view> known{customer_root, traits_root};
  known.insert(known.end(), lists_.begin(), lists_.end());
  return "there is no " + in_quotes(root) + hint(root, known, "a customer has", none);
}

result<predicate_ptr> segment_registry::resolve(const json& condition, const std::string& zone,
                                                std::string_view pointer) const {
  path_so_far so_far;
  return resolve(condition, zone, pointer, so_far);
}

result<predicate_ptr> segment_registry::resolve(const segment& whole) const {
  path_so_far so_far{.names = {whole.id}};
  return resolve(whole.condition, whole.zone, "/condition", so_far);
}

result<predicate_ptr> segment_registry::resolve_call(const std::string& name,
                                                     const json& parameters,
                                                     std::string_view pointer) const {
  path_so_far so_far;
  return call(name, parameters, pointer, so_far);
}

result<predicate_ptr> segment_registry::call(const std::string& name, const json& parameters,
                                             std::string_view pointer, path_so_far& so_far) const {
  const auto refuse = [&](std::string message) {
    return refused({{std::string{pointer}, std::move(message)}});
  };
  const auto* found = find(name);
  if (found == nullptr) {
    std::vector<std::string_view> known;
    for (const auto& [id, each] : segments_)
      known.push_back(id);
    return refuse("there is no segment " + in_quotes(name) +
                  hint(name, known, "there are", mistake_list{}));
  }
  if (std::ranges::find(so_far.names, name) != so_far.names.end()) {
    std::string circle;
    for (const auto& each : so_far.names)
      circle += each + " → ";
    return refuse("the segment names itself: " + circle + name);
  }
  if (so_far.names.size() >= static_cast<std::size_t>(max_segment_depth))
    return refuse("segments name one another more than " + std::to_string(max_segment_depth) +
                  " deep");
  auto condition = found->condition;
  if (parameters.is_object() && !parameters.empty()) {
    const auto* group = find_group(found->group);
    if (group == nullptr)
      return refuse("the segment " + in_quotes(name) +
                    " is a condition; only groups take "
                    "parameters");
    auto merged = found->parameters;
    merged.update(parameters);
    const auto complete =
        complete_parameters(*group, merged, pointer_to(std::string{pointer} + "/in_segment", 1));
    if (!complete)
      return fail(complete.error());
    condition = expand(*group, *complete);
  }
  so_far.names.push_back(name);
  auto made = resolve(condition, found->zone, pointer, so_far);
  so_far.names.pop_back();
  return made;
}

result<predicate_ptr> segment_registry::resolve(const json& condition, const std::string& zone,
                                                std::string_view pointer,
                                                path_so_far& so_far) const {
  auto rule = rules::rule::parse(condition, pointer);
  if (!rule)
    return fail(error_code::invalid_request, rule.error().message, rule.error().details);
  const std::string at{pointer};
  std::vector<error_detail> mistakes;
  if (const auto& paths = rule->paths()) {
    for (const auto& path : *paths) {
      if (auto problem = problem_of_path(path); !problem.empty())
        mistakes.push_back({at, in_quotes(path) + " reads nothing: " + problem});
    }
  } else {
    mistakes.push_back({at, "it computes the name of what it reads, or reads everything; write "
                            "the names out"});
  }
  if (asks_for_outcome(rule->root()))
    mistakes.push_back({at, "\"outcome\" is of the steps of a campaign; a segment has none"});
  std::vector<rules::segment_call> calls;
  if (!rules::collect_segments(rule->root(), calls))
    mistakes.push_back({at, "it computes the name of a segment; write the name out"});
  so_far.size += size_of(rule->root());
  if (so_far.size > max_predicate_size)
    mistakes.push_back({at, "with the segments that it names it has more than " +
                                std::to_string(max_predicate_size) + " operators and values"});
  if (!mistakes.empty())
    return refused(std::move(mistakes));

  auto made = std::make_shared<predicate>();
  made->condition = *rule;
  made->zone = zone;
  for (const auto& path : *rule->paths()) {
    const auto root = path.substr(0, path.find('.'));
    if (root == traits_root)
      made->traits = true;
    else if (root != customer_root)
      made->lists.insert(root);
  }
  for (const auto& each : calls) {
    auto named = call(each.name, each.parameters, pointer, so_far);
    if (!named)
      return named;
    made->lists.insert((*named)->lists.begin(), (*named)->lists.end());
    made->traits = made->traits || (*named)->traits;
    made->named.emplace(rules::segment_key(each.name, each.parameters), std::move(*named));
  }
  return made;
}

} // namespace sojourn::segments
