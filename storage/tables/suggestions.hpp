// Benchmarks, the suggestions that stay away, and the score of each day.
#pragma once

#include "storage/sqlite/sqlite.hpp"
#include "storage/suggestions.hpp"
#include "storage/tables/saved.hpp"

namespace sojourn::storage {

class benchmarks_table : public saved_table {
public:
  explicit benchmarks_table(connection& db) : saved_table{db, sql, "benchmarks"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("benchmarks");
};

class suggestion_table {
public:
  explicit suggestion_table(connection& db) : db_{db} {}

  [[nodiscard]] std::vector<away_suggestion> away();
  void put_away(const away_suggestion& what) {
    put_.run(what.suggestion, what.how, what.at, what.who, what.campaign);
  }
  /// False: it was not away.
  bool bring_back(const std::string& suggestion) { return remove_.run(suggestion) == 1; }

private:
  connection& db_;
  statement away_{db_, "SELECT suggestion, how, at, who, campaign FROM suggestion_away "
                       "ORDER BY suggestion"};
  statement put_{db_, "INSERT OR REPLACE INTO suggestion_away (suggestion, how, at, who, campaign) "
                      "VALUES (?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM suggestion_away WHERE suggestion = ?"};
};

class score_table {
public:
  explicit score_table(connection& db) : db_{db} {}

  [[nodiscard]] std::vector<stored_score> before(std::int64_t day, std::size_t limit);
  void add(const stored_score& one) {
    add_.run(one.day, one.sent, one.read, one.suggested, one.level, one.measured_at);
  }

private:
  connection& db_;
  statement before_{db_, "SELECT day, sent, read, suggested, level, measured_at FROM score_day "
                         "WHERE day < ? ORDER BY day DESC LIMIT ?"};
  statement add_{db_, "INSERT OR IGNORE INTO score_day (day, sent, read, suggested, level, "
                      "measured_at) VALUES (?, ?, ?, ?, ?, ?)"};
};

} // namespace sojourn::storage
