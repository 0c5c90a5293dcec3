// What can be asked about the audit.
#include "service/implementation/audit_service.hpp"

#include "service/implementation/cursor.hpp"
#include "storage/audit.hpp"

namespace sojourn::service {

namespace {

json show(const storage::audit_line& line) {
  json shown{{"number", line.number},
             {"at", to_text(line.at)},
             {"who", line.who},
             {"what", line.action},
             {"target", line.target}};
  if (!line.why.empty())
    shown["why"] = line.why;
  if (!line.address.empty())
    shown["address"] = line.address;
  if (!line.changes.is_null())
    shown["changes"] = line.changes;
  return shown;
}

} // namespace

void audit_service::list(audit_filter filter, page_request at, completion<page> done) {
  answer_query(std::move(done),
               [this, filter = std::move(filter), at = std::move(at)]() -> result<page> {
                 const auto before = number_of<std::int64_t>(at.cursor);
                 if (!before)
                   return fail(before.error());
                 return page_of(at.limit, "number", [&](std::size_t limit) {
                   std::vector<json> lines;
                   for (const auto& line : reader().audit().find({.who = filter.who,
                                           .action = filter.what,
                                           .target = filter.target,
                                           .text = filter.text,
                                           .from = filter.from,
                                           .to = filter.to,
                                           .before = *before,
                                           .limit = limit}))
                     lines.push_back(show(line));
                   return lines;
                 });
               });
}

} // namespace sojourn::service
