#include "segments/predicate.hpp"

#include "rules/expression.hpp"
#include "segments/lists.hpp"

namespace sojourn::segments {

namespace {

/// What a view shows of a path. Lists are counted: they may be long, and personal.
json shown_at(const json& view, const std::string& path) {
  const auto* found = find_path(view, path);
  if (found == nullptr)
    return nullptr;
  if (found->is_array())
    return {{"elements", found->size()}};
  return found->is_object() ? json{{"members", found->size()}} : *found;
}

json read_by(const rules::rule& leaf, const json& view) {
  auto reads = json::object();
  if (const auto& paths = leaf.paths()) {
    for (const auto& path : *paths)
      reads[path] = shown_at(view, path);
  }
  return reads;
}

/// The arguments of {"and": [...]} and its kind; nullptr for any other condition.
const json* parts_of(const json& condition) {
  if (!condition.is_object() || condition.size() != 1)
    return nullptr;
  const auto& name = condition.begin().key();
  const auto& arguments = condition.begin().value();
  const bool joins = (name == "and" || name == "or") && arguments.is_array();
  return joins || name == "!" ? &arguments : nullptr;
}

class explainer {
public:
  explainer(const predicate& asked, const json& view, instant now, work_budget& work)
      : asked_{asked}, view_{view}, now_{now}, work_{work} {}

  json explain(const json& condition) {
    json told{{"condition", condition}};
    if (!work_.spend_on_bytes(dump(condition).size()))
      return told;
    const auto rule = rules::rule::parse(condition);
    if (!rule)
      return told; // cannot be: it is a part of one that was read
    predicate part{asked_};
    part.condition = *rule;
    if (const auto holds = test(part, view_, now_, &work_))
      told["holds"] = *holds;
    else
      told.update({{"holds", nullptr}, {"error", holds.error().message}});
    if (const auto* parts = parts_of(condition)) {
      const auto list = parts->is_array() ? *parts : json::array({*parts});
      for (const auto& each : list)
        told["parts"].push_back(explain(each));
    } else if (rule->root().op == rules::operation::in_segment) {
      explain_segment(rule->root(), told);
    } else {
      told["reads"] = read_by(*rule, view_);
    }
    return told;
  }

private:
  void explain_segment(const rules::expression& asks, json& told) {
    std::vector<rules::segment_call> calls;
    if (!rules::collect_segments(asks, calls) || calls.empty())
      return;
    told["segment"] = calls[0].name;
    const auto found = asked_.named.find(rules::segment_key(calls[0].name, calls[0].parameters));
    if (found != asked_.named.end())
      told["parts"].push_back(
          explainer{*found->second, view_, now_, work_}.explain(found->second->condition.source()));
  }

  const predicate& asked_;
  const json& view_;
  instant now_;
  work_budget& work_;
};

} // namespace

result<bool> test(const predicate& asked, const json& view, instant now, work_budget* work) {
  rules::environment environment;
  environment.now = now;
  environment.zone = asked.zone;
  work_budget own{rules::max_evaluation_units};
  environment.work = work != nullptr ? work : &own;
  environment.in_segment = [&](const std::string& key) {
    return test_named(asked.named, key, view, now, environment.work);
  };
  return asked.condition.test(view, environment);
}

result<bool> test_named(const std::map<std::string, predicate_ptr>& from, const std::string& key,
                        const json& view, instant now, work_budget* work) {
  const auto found = from.find(key);
  if (found == from.end())
    return fail(error_code::not_found, "there is no such segment");
  return test(*found->second, view, now, work);
}

result<json> explain(const predicate& asked, const json& view, instant now, work_budget& work) {
  auto told = explainer{asked, view, now, work}.explain(asked.condition.source());
  if (work.has_ended())
    return fail(work_budget_error(work, "the explanation"));
  return told;
}

std::vector<json> stages_of(const json& condition) {
  const auto* parts = parts_of(condition);
  if (parts == nullptr || condition.begin().key() != "and")
    return {condition};
  return {parts->begin(), parts->end()};
}

} // namespace sojourn::segments
