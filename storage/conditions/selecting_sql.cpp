#include "storage/conditions/selecting_sql.hpp"

#include "storage/conditions/compile_condition.hpp"

namespace sojourn::storage {

namespace {

std::string sql_of(const selection& what, const compiled_condition& condition) {
  std::string sql = "SELECT r.id, " + condition.decided + " FROM record r";
  if (condition.reads_traits)
    sql += " LEFT JOIN trait t ON t.customer = r.id";
  // With the sign SQLite looks up the ids of the set instead of going through all customers.
  const std::string id = condition.has_set ? "+r.id" : "r.id";
  sql += " WHERE r.type = 'customer' AND " + id + " > ?1 AND " + id + " <= ?2";
  if (!condition.where.empty())
    sql += " AND " + condition.where;
  // Who is looked at one by one may be too many for one portion, and the next begins behind them.
  if (what.in_order || condition.decided != "1")
    sql += " ORDER BY r.id";
  return sql;
}

/// Nothing is left to SQL.
const compiled_condition each_row{.where = "", .decided = "NULL"};

compiled_condition compiled(const selection& what) {
  if (what.row_by_row)
    return each_row;
  return compile_condition(*what.asked, what.now);
}

} // namespace

std::string selecting_sql(const selection& what) { return sql_of(what, compiled(what)); }

} // namespace sojourn::storage
