#include "storage/tables/portable_tables.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace sojourn::storage {

namespace {

/// A column whose exported value is not what it holds.
struct other_value {
  std::string_view column;
  std::string_view sql;
};

struct portable {
  std::string_view table;
  std::string_view order; ///< its key
  std::vector<other_value> others{};
  std::string_view from = ""; ///< empty: the table itself, called t
};

/// In this order: docs/administration.md tells what is carried and what is not. Kept whole: a
/// table.
const std::vector<portable>& all_portable() {
  static const std::vector<portable> all{
      {"campaign", "t.key", {{"state", "iif(t.state = 1, 2, t.state)"}}},
      {"campaign_version", "t.key"},
      {"campaign_pause",
       "t.campaign, t.paused_at",
       {},
       "campaign_pause t WHERE t.resumed_at IS NOT NULL"},
      {"schedule", "t.campaign"},
      {"gate", "t.campaign, t.counter"},
      {"segment", "t.id"},
      {"segment_version", "t.segment, t.version"},
      {"library_message", "t.id"},
      {"library_message_version", "t.library_message, t.version"},
      {"recommendation", "t.id"},
      {"recommendation_version", "t.recommendation, t.version"},
      {"scenario", "t.id"},
      {"scenario_version", "t.scenario, t.version"},
      {"installation", "t.campaign"},
      {"form", "t.id"},
      {"form_version", "t.form, t.version"},
      {"form_count", "t.form"},
      {"booster", "t.id"},
      {"booster_version", "t.booster, t.version"},
      {"booster_template", "t.id"},
      {"booster_template_version", "t.booster_template, t.version"},
      {"booster_card",
       "t.booster, t.id",
       {{"status", "iif(t.status IN (2, 3, 4), 1, t.status)"},
        {"run", "NULL"},
        {"gated", "0"},
        {"look_at", "NULL"}}},
      {"eligibility_document", "t.id"},
      {"eligibility_document_version", "t.eligibility_document, t.version"},
      {"eligibility_evaluation", "t.number"},
      {"benchmarks", "t.id"},
      {"benchmarks_version", "t.benchmarks, t.version"},
      {"suggestion_away", "t.suggestion"},
      {"score_day", "t.day"},
      {"deleted_document", "t.kind, t.id"},
      {"send_rules", "t.version"},
      {"budget", "t.version"},
      {"retention", "t.version"},
      {"hook", "t.key"},
      {"role", "t.name"},
      {"record_type", "t.name"},
      {"record", "t.type, t.id"},
      {"customer_change", "t.number"},
      {"alias", "t.visitor", {}, "alias t WHERE t.state = 1"},
      {"event", "t.number"},
      {"consent", "t.subject, t.channel, t.purpose"},
      {"consent_request", "t.number"},
      {"suppression", "t.channel, t.address"},
      {"form_answer", "t.number"},
      {"desk_task", "t.subject, t.number"},
      {"desk_mark", "t.subject, t.number"},
      {"point_entry", "t.number"},
      {"point_balance", "t.customer"},
      {"pool", "t.key", {{"free", "t.free + t.reserved"}, {"reserved", "0"}}},
      // A code that an instance reserved is free where there is no such instance.
      {"voucher",
       "t.pool, t.number",
       {{"state", "iif(t.state = 1, 0, t.state)"},
        {"instance", "iif(t.state = 1, NULL, t.instance)"},
        {"step", "iif(t.state = 1, NULL, t.step)"},
        {"visit", "iif(t.state = 1, NULL, t.visit)"},
        {"subject", "iif(t.state = 1, NULL, t.subject)"},
        {"campaign", "iif(t.state = 1, NULL, t.campaign)"},
        {"booking", "iif(t.state = 1, NULL, t.booking)"},
        {"issued_at", "iif(t.state = 1, NULL, t.issued_at)"},
        {"valid_until", "iif(t.state = 1, NULL, t.valid_until)"}}},
      // Whoever was in a campaign that takes everybody once stays one who was.
      {"reentry", "t.campaign, t.key", {{"open", "0"}}},
      {"kept_key",
       "t.campaign, t.key",
       {{"subject", "coalesce(k.subject, i.subject, '')"}},
       "reentry t LEFT JOIN instance i ON i.id = t.instance "
       "LEFT JOIN kept_key k ON k.campaign = t.campaign AND k.key = t.key"},
      {"number", "t.name"},
  };
  return all;
}

const portable* find_portable(std::string_view table) {
  const auto& all = all_portable();
  const auto found = std::ranges::find(all, table, &portable::table);
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> columns_of(connection& db, std::string_view table) {
  statement select{db, "SELECT name FROM pragma_table_info(?) ORDER BY cid"};
  std::vector<std::string> names;
  auto rows = select.query(table);
  while (rows.next())
    names.push_back(rows.text(0));
  return names;
}

/// "json_object('id', t.id, …)".
std::string row_as_json(const portable& what, const std::vector<std::string>& columns) {
  std::string sql = "json_object(";
  for (const auto& column : columns) {
    const auto other = std::ranges::find(what.others, column, &other_value::column);
    sql += (sql.ends_with('(') ? "'" : ", '") + column + "', " +
           (other == what.others.end() ? "t." + column : std::string{other->sql});
  }
  return sql + ")";
}

std::string select_of(connection& db, const portable& what) {
  const auto from = what.from.empty() ? std::string{what.table} + " t" : std::string{what.from};
  return "SELECT " + row_as_json(what, columns_of(db, what.table)) + " FROM " + from +
         " ORDER BY " + std::string{what.order};
}

} // namespace

std::vector<std::string_view> portable_tables() {
  std::vector<std::string_view> names;
  for (const auto& one : all_portable())
    names.push_back(one.table);
  return names;
}

void for_each_row(connection& db, std::string_view table,
                  const std::function<void(std::string_view row)>& take) {
  const auto* what = find_portable(table);
  if (what == nullptr)
    return;
  const auto sql = select_of(db, *what);
  statement select{db, sql.c_str()};
  auto rows = select.query();
  while (rows.next())
    take(rows.view(0));
}

/// How rows of one table are inserted.
struct row_importer::table {
  table(connection& db, const portable& what)
      : name{what.table}, columns{columns_of(db, what.table)}, sql{insert_of(what, columns)},
        insert{db, sql.c_str()} {}

  static std::string insert_of(const portable& what, const std::vector<std::string>& columns) {
    std::string names;
    std::string values;
    for (const auto& column : columns) {
      names += (names.empty() ? "" : ", ") + column;
      values += (values.empty() ? "" : ", ") + ("json_extract(?1, '$." + column + "')");
    }
    return "INSERT INTO " + std::string{what.table} + " (" + names + ") VALUES (" + values + ")";
  }

  std::string name;
  std::vector<std::string> columns;
  std::string sql;
  statement insert;
};

row_importer::row_importer(connection& db) : db_{db} {
  for (const auto& one : all_portable())
    tables_.push_back(std::make_unique<table>(db, one));
}

row_importer::~row_importer() = default;

bool row_importer::is_empty() {
  // What a start makes by itself, or an administrator before the import, is none of these.
  constexpr std::array tables{"journal", "campaign", "record",  "event",           "inbox",
                              "pool",    "segment",  "consent", "library_message", "form",
                              "booster", "hook",     "send",    "suppression",     "point_entry"};
  return std::ranges::all_of(tables, [&](const char* name) {
    return db_.integer(std::string{"SELECT count(*) FROM (SELECT 1 FROM "} + name + " LIMIT 1)") ==
           0;
  });
}

void row_importer::clear() {
  for (const auto& one : tables_)
    db_.execute("DELETE FROM " + one->name);
}

std::string row_importer::take(const std::string& name, const json& row) {
  const auto found = std::ranges::find_if(
      tables_, [&](const std::unique_ptr<table>& one) { return one->name == name; });
  if (found == tables_.end())
    return "there is no table \"" + name + "\" in an export";
  auto& into = **found;
  if (!row.is_object() || row.size() != into.columns.size())
    return "a row of " + name + " has other columns";
  for (const auto& column : into.columns) {
    const auto value = row.find(column);
    if (value == row.end())
      return "a row of " + name + " has no column \"" + column + "\"";
    if (!value->is_string() && !value->is_number_integer() && !value->is_null())
      return "the column \"" + column + "\" of a row of " + name +
             " is neither text nor a whole number";
  }
  into.insert.run(dump(row));
  return {};
}

void row_importer::finish(std::int64_t now_ms, const std::string& who) {
  statement pause{db_, "INSERT INTO campaign_pause (campaign, paused_at, resumed_at, who, why) "
                       "SELECT key, ?1, NULL, ?2, 'imported' FROM campaign WHERE state = 2 "
                       "ON CONFLICT DO UPDATE SET resumed_at = NULL"};
  pause.run(now_ms, who);
  // Codes whose instances are elsewhere count as those of instances that were forgotten.
  db_.execute("INSERT OR REPLACE INTO forgotten (what, count) SELECT 'issued_vouchers', count(*) "
              "FROM voucher WHERE state IN (2, 3) OR (state = 4 AND instance IS NOT NULL)");
  db_.execute("INSERT OR REPLACE INTO counter (name, value) "
              "SELECT 'records', count(*) FROM record");
  db_.execute("INSERT OR IGNORE INTO rebuild (what) VALUES ('traits'), ('identities'), "
              "('messages'), ('customer_names')");
}

} // namespace sojourn::storage
