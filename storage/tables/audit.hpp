// The audit: who did what to what, and why. Only ever appended to, each line chained to the one
// before it by its hash; the oldest go when their time is over.
#pragma once

#include "storage/audit.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <functional>

namespace sojourn::storage {

class audit_table {
public:
  explicit audit_table(connection& db) : db_{db} {}

  void append(instant at, const audit_entry& entry, const std::string& address);
  /// Drops the oldest lines that are older than `oldest`, at most so many, and never the newest
  /// one; how many there were. The chain goes on behind them.
  int drop(instant oldest, std::size_t most);
  /// From new to old.
  [[nodiscard]] std::vector<audit_line> find(const audit_query& what);

  /// Where the chain begins and ends: behind the last line that was dropped, and at the last one
  /// that was appended.
  struct chain_ends {
    std::int64_t dropped = 0;
    std::string dropped_chain;
    std::int64_t last = 0;
    std::string last_chain;
  };
  [[nodiscard]] chain_ends ends();
  /// A line with what chains it.
  struct chained_line {
    audit_line line;
    std::string changes; ///< as stored
    std::string salt;    ///< empty: what it said of a person was erased
    std::string digest;
    std::string chain;
  };
  /// Up to `limit` lines after this number, in order.
  [[nodiscard]] std::vector<chained_line> after(std::int64_t number, std::size_t limit);

  /// The digest of what a line says. The salt goes with an erasure, and with it what a digest alone
  /// would let somebody guess.
  [[nodiscard]] static std::string digest_of(const audit_line& line, const std::string& changes,
                                             const std::string& salt);
  /// What chains a line with this digest to the one before it.
  [[nodiscard]] static std::string chain_of(const std::string& before, const std::string& digest);

private:
  void drop_older(chain_ends& ends, instant oldest, std::size_t most);
  [[nodiscard]] static audit_line read(const statement::rows& from);

  connection& db_;
  // By the most telling of what is asked for, which an index finds; the others only sift.
  statement by_target_{
      db_, "SELECT number, at, who, address, action, target, why, changes FROM audit "
           "WHERE target = ?1 AND (?2 = '' OR who = ?2) "
           "AND (?3 = '' OR (action >= ?3 AND action < ?4)) AND at >= ?5 AND at < ?6 "
           "AND number < ?7 AND (?9 = '' OR instr(lower(why || ' ' || changes), ?9) > 0) "
           "ORDER BY number DESC LIMIT ?8"};
  statement by_who_{db_,
                    "SELECT number, at, who, address, action, target, why, changes FROM audit "
                    "WHERE ?1 = '' AND who = ?2 "
                    "AND (?3 = '' OR (action >= ?3 AND action < ?4)) AND at >= ?5 AND at < ?6 "
                    "AND number < ?7 AND (?9 = '' OR instr(lower(why || ' ' || changes), ?9) > 0) "
                    "ORDER BY number DESC LIMIT ?8"};
  statement all_{
      db_, "SELECT number, at, who, address, action, target, why, changes FROM audit "
           "WHERE ?1 = '' AND ?2 = '' "
           "AND (?3 = '' OR (action >= ?3 AND action < ?4)) AND at >= ?5 AND at < ?6 "
           "AND number < ?7 AND (?9 = '' OR instr(lower(target || ' ' || why || ' ' || changes), "
           "?9) > 0) ORDER BY number DESC LIMIT ?8"};
  statement insert_{db_, "INSERT INTO audit (number, at, who, address, action, target, why, "
                         "changes, salt, digest, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement ends_{db_, "SELECT dropped, dropped_chain, last, last_chain FROM audit_chain"};
  statement put_ends_{db_, "INSERT OR REPLACE INTO audit_chain (id, dropped, dropped_chain, last, "
                           "last_chain) VALUES (1, ?, ?, ?, ?)"};
  statement oldest_{db_, "SELECT number, at, chain FROM audit ORDER BY number LIMIT ?"};
  statement drop_{db_, "DELETE FROM audit WHERE number <= ?"};
  statement after_{db_, "SELECT number, at, who, address, action, target, why, changes, salt, "
                        "digest, chain FROM audit WHERE number > ? ORDER BY number LIMIT ?"};
};

} // namespace sojourn::storage
