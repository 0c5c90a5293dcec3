#include "storage/tables/audit.hpp"

#include "storage/audit.hpp"
#include "storage/sqlite/transaction.hpp"

#include <limits>

namespace sojourn::storage {

std::vector<audit_line> audit_table::find(const audit_query& what) {
  auto& asked = !what.target.empty() ? by_target_ : !what.who.empty() ? by_who_ : all_;
  // "campaign." begins all that is below "campaign/"; a whole name is alone in front of itself.
  auto behind = what.action;
  if (behind.ends_with('.'))
    behind.back() = '/';
  else
    behind += '\x01';
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto ms_of = [](const std::optional<instant>& at, std::int64_t otherwise) {
    return at ? to_unix_ms(*at) : otherwise;
  };
  std::vector<audit_line> found;
  auto rows = asked.query(what.target, what.who, what.action, behind,
                          ms_of(what.from, std::numeric_limits<std::int64_t>::min()),
                          ms_of(what.to, most), what.before == 0 ? most : what.before, what.limit);
  while (rows.next())
    found.push_back({.number = rows.integer(0),
                     .at = rows.at(1),
                     .who = rows.text(2),
                     .action = rows.text(3),
                     .target = rows.text(4),
                     .why = rows.text(5)});
  return found;
}

void write_audit(transaction& tx, instant at, const std::string& who, const std::string& action,
                 const std::string& target, const std::string& why) {
  tx.tables.audit.insert(at, who, action, target, why);
}

} // namespace sojourn::storage
