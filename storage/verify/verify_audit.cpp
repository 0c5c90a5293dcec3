#include "storage/verify/verify_audit.hpp"

namespace sojourn::storage {

void verify_audit(table_set& tables, verification_report& report) {
  const auto ends = tables.audit.ends();
  auto last = ends.dropped;
  auto chain = ends.dropped_chain;
  const auto where = [](std::int64_t number) { return "audit line " + std::to_string(number); };
  for (;;) {
    const auto lines = tables.audit.after(last, verify_page);
    for (const auto& one : lines) {
      if (one.line.number != last + 1)
        report.add("audit_line_missing", where(last + 1),
                   "lines up to " + std::to_string(one.line.number) + " were removed");
      // What was erased has no salt, and nothing but its digest to be held against.
      else if (one.salt.empty()
                   ? !one.line.why.empty() || !one.changes.empty()
                   : audit_table::digest_of(one.line, one.changes, one.salt) != one.digest)
        report.add("audit_line_changed", where(one.line.number), "it is not what was written");
      else if (audit_table::chain_of(chain, one.digest) != one.chain)
        report.add("audit_chain_broken", where(one.line.number),
                   "it does not follow from the line before it");
      last = one.line.number;
      chain = one.chain;
    }
    if (lines.size() < verify_page)
      break;
  }
  if (last != ends.last || chain != ends.last_chain)
    report.add("audit_line_missing", where(last + 1),
               "the last line that was written is " + std::to_string(ends.last));
}

} // namespace sojourn::storage
