#include "reports/left_out.hpp"

namespace sojourn::reports {

void left_out::add(const engine::passage_sum& sum) {
  using engine::passage_kind;
  if (sum.kind == passage_kind::skipped && sum.name == "consent_withdrawn")
    unsubscribed += sum.count;
  else if (sum.kind == passage_kind::skipped)
    skipped[sum.name] += sum.count;
  else if (sum.kind == passage_kind::unreachable)
    (sum.name == "suppressed" ? suppressed : unreachable) += sum.count;
}

void left_out::show(json& figures) const {
  figures["unsubscribed"] = unsubscribed;
  figures["suppressed"] = suppressed;
  figures["unreachable"] = unreachable;
  figures["skipped"] = json(skipped);
  if (skipped.empty())
    figures["skipped"] = json::object();
}

left_out left_out_of(std::span<const engine::passage_sum> sums) {
  left_out found;
  for (const auto& sum : sums)
    found.add(sum);
  return found;
}

} // namespace sojourn::reports
