// The policy of retention, and what is left of forgotten rows: sums.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/retention.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/statistics.hpp"

#include <map>
#include <vector>

namespace sojourn::storage {

/// What the settings of the daemon say of the policy.
struct retention_limits {
  milliseconds events{};       ///< events are kept so long at least, to be recognized
  milliseconds send_content{}; ///< unless a document says otherwise
};
/// The policy of a document with its defaults. Throws corrupt_row.
[[nodiscard]] retention::policy policy_of(const json& document, const retention_limits& limits);

class retention_table {
public:
  explicit retention_table(connection& db) : db_{db} {}

  [[nodiscard]] stored_retention newest();
  void insert(const std::string& document, instant at, const std::string& who) {
    insert_.run(document, at, who);
    forget();
  }
  /// Before in_force().
  void set_limits(const retention_limits& limits) { limits_ = limits; }
  /// The policy that is in force, kept until forget(). For the writer alone: others do not see it
  /// change.
  [[nodiscard]] const retention::policy& in_force();
  /// After a rollback, and when a new one was put.
  void forget() { known_ = false; }

private:
  connection& db_;
  bool known_ = false;
  retention_limits limits_;
  retention::policy policy_;
  statement newest_{db_, "SELECT version, document, at, who FROM retention "
                         "ORDER BY version DESC LIMIT 1"};
  statement insert_{db_, "INSERT INTO retention (document, at, who) VALUES (?, ?, ?)"};
};

/// What forgotten rows have left.
class forgotten_table {
public:
  explicit forgotten_table(connection& db) : db_{db} {}

  void add(forgotten_row what, std::int64_t count);
  void add(const standing& where, std::int64_t count) {
    add_standing_.run(where.version.value, where.status, where.step, count);
  }
  [[nodiscard]] std::int64_t total(forgotten_row what);
  [[nodiscard]] json totals();
  [[nodiscard]] std::map<standing, std::int64_t> standings();

private:
  connection& db_;
  statement add_{db_, "INSERT INTO forgotten (what, count) VALUES (?, ?) "
                      "ON CONFLICT DO UPDATE SET count = count + excluded.count"};
  statement total_{db_, "SELECT count FROM forgotten WHERE what = ?"};
  statement totals_{db_, "SELECT what, count FROM forgotten ORDER BY what"};
  statement add_standing_{db_, "INSERT INTO forgotten_standing (version, status, step, count) "
                               "VALUES (?, ?, ?, ?) "
                               "ON CONFLICT DO UPDATE SET count = count + excluded.count"};
  statement standings_{db_, "SELECT version, status, step, count FROM forgotten_standing"};
};

} // namespace sojourn::storage
