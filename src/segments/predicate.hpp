// A condition over one customer with the segments that it names: asked, and told why.
#pragma once

#include "base/instant.hpp"
#include "rules/rule.hpp"

#include <map>
#include <memory>
#include <set>

namespace sojourn::segments {

struct predicate;
using predicate_ptr = std::shared_ptr<const predicate>;

/// Immutable; shared between threads.
struct predicate {
  rules::rule condition;
  std::string zone = "UTC";
  std::map<std::string, predicate_ptr> named; ///< by rules::segment_key
  std::set<std::string> lists;                ///< that it or what it names reads
  bool traits = false;                        ///< whether it or what it names reads them
};

/// Whether the condition holds for the customer of this view. Errors: invalid_rule,
/// or, where its `work` ends it, those of a rule's budget.
[[nodiscard]] result<bool> test(const predicate& asked, const json& view, instant now,
                                work_budget* work = nullptr);

/// A segment of those that `from` names. Errors: not_found, invalid_rule.
[[nodiscard]] result<bool> test_named(const std::map<std::string, predicate_ptr>& from,
                                      const std::string& key, const json& view, instant now,
                                      work_budget* work = nullptr);

/// Why a customer is in or out: {"holds", "condition"} with, for `and`, `or` and `!`, their
/// "parts", for a segment its "segment" and "parts", and for anything else what it "reads".
/// "holds" is null, beside "error", where the condition cannot be evaluated.
/// Errors: those of the budget, which all the parts share.
[[nodiscard]] result<json> explain(const predicate& asked, const json& view, instant now,
                                   work_budget& work);

/// The parts of an `and` in their order, or the condition itself.
[[nodiscard]] std::vector<json> stages_of(const json& condition);

} // namespace sojourn::segments
