// Writing which suggestions stay away, the scores of days, and active hours.
#include "storage/active_hours.hpp"
#include "storage/audit.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/suggestions.hpp"

namespace sojourn::storage {

void put_away(transaction& tx, const away_suggestion& what, const std::string& why) {
  tx.tables.suggestions.put_away(what);
  write_audit(tx, what.at, what.who,
              what.how == away_reason::acted_on ? "suggestion.draft" : "suggestion.dismiss",
              what.suggestion, what.how == away_reason::acted_on ? what.campaign : why);
}

bool bring_back(transaction& tx, const std::string& suggestion, const std::string& who,
                const std::string& why, instant now) {
  if (!tx.tables.suggestions.bring_back(suggestion))
    return false;
  write_audit(tx, now, who, "suggestion.restore", suggestion, why);
  return true;
}

void add_score(transaction& tx, const stored_score& one) {
  tx.tables.scores.add(one);
  tx.touch(topic::suggestions);
}

void put_active_hours(transaction& tx, const std::vector<measured_hours>& measured) {
  tx.tables.active_hours.clear();
  for (const auto& one : measured)
    tx.tables.active_hours.put(one);
}

} // namespace sojourn::storage
