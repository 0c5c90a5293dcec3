// The budget, its ledger, and the campaigns that it paused.
#pragma once

#include "storage/budget.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class budget_table {
public:
  explicit budget_table(connection& db) : db_{db} {}

  [[nodiscard]] stored_budget newest();
  void insert(const std::string& document, instant at, const std::string& who) {
    insert_.run(document, at, who);
    forget();
  }
  /// The plan that is in force, kept until forget(); nullptr: there is none. For the writer alone:
  /// others do not see it change.
  [[nodiscard]] const budget::plan_ptr& in_force();
  /// Whether there was one at any time, so that something may be reserved. For the writer alone.
  [[nodiscard]] bool was_ever_put() {
    (void)in_force();
    return was_put_;
  }
  /// After a rollback, and when a new one was put.
  void forget() { known_ = false; }

private:
  connection& db_;
  bool known_ = false;
  bool was_put_ = false;
  budget::plan_ptr plan_;
  statement newest_{db_, "SELECT version, document, at, who FROM budget "
                         "ORDER BY version DESC LIMIT 1"};
  statement insert_{db_, "INSERT INTO budget (document, at, who) VALUES (?, ?, ?)"};
};

/// The values of budget_entry.kind; never renumber them.
enum class budget_move : std::uint8_t { reserved = 0, settled = 1, released = 2, deposited = 3 };

class budget_ledger {
public:
  explicit budget_ledger(connection& db) : db_{db} {}

  struct reservation {
    effect_key key;
    std::uint32_t attempt = 0;
    std::string campaign;
    std::string action;
    std::string day;
    budget::price costs;
    std::optional<instant> unknown_at{}; ///< since then it may have happened
  };
  void reserve(const reservation& what, instant at);
  void settle(const reservation& what, instant at) { close(what, budget_move::settled, at); }
  void release(const reservation& what, instant at) { close(what, budget_move::released, at); }
  /// One that is unknown already keeps its instant.
  void mark_unknown(const reservation& what, instant at) {
    unknown_.run(what.key.instance, what.key.step, what.key.visit, what.attempt, at);
  }
  /// Those whose outcome has been unknown since `before` or longer, the oldest first.
  [[nodiscard]] std::vector<reservation> unheard(instant before, std::size_t limit);
  /// How many outcomes are unknown, and since when the first of them.
  [[nodiscard]] unheard_costs count_unheard();
  [[nodiscard]] std::optional<reservation> find(const effect_key& key, std::uint32_t attempt);
  /// All that an instance holds.
  [[nodiscard]] std::vector<reservation> of(instance_id instance);
  /// That of the newest attempt.
  [[nodiscard]] std::optional<reservation> newest(const effect_key& key);

  struct account_row {
    std::string account;
    std::string currency;
    std::int64_t deposited = 0;
    budget::usage used{};
  };
  /// The account, made if it is not there.
  [[nodiscard]] account_row open_account(const std::string& account, const std::string& currency);
  [[nodiscard]] std::vector<account_row> accounts();
  [[nodiscard]] std::optional<account_row> account(const std::string& account);
  void deposit(const credit_deposit& what, const std::string& day, instant at);

  /// Of an account, '' for tokens, the days that begin with `period`.
  [[nodiscard]] budget::usage used(const std::string& account, const std::string& period);
  /// What a price of `account` is held against on `day`.
  [[nodiscard]] budget::standing standing_of(const budget::plan& plan, const std::string& account,
                                             const std::string& day);

  [[nodiscard]] json statement_of(const std::string& campaign, instant from, instant to);
  [[nodiscard]] std::vector<json> periods(std::size_t label_size, const std::string& before,
                                          std::size_t limit);

  /// Sums that the ledger does not give: "2026-03-01" of tokens, an account, a reservation.
  [[nodiscard]] std::vector<std::string> wrong(std::size_t limit);
  /// Those that nothing will settle or release: nobody knows of an attempt that may have happened.
  [[nodiscard]] std::vector<reservation> without_effect(std::size_t limit);

private:
  void close(const reservation& what, budget_move how, instant at);
  void append(const reservation& what, budget_move how, instant at);
  [[nodiscard]] static reservation read(const statement::rows& from);

  connection& db_;
  statement append_{db_, "INSERT INTO budget_entry (at, kind, campaign, instance, step, visit, "
                         "attempt, action, day, tokens, account, credits) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement reserve_{db_, "INSERT INTO budget_reservation (instance, step, visit, attempt, "
                          "campaign, action, day, tokens, account, credits) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM budget_reservation WHERE instance = ? AND step = ? "
                         "AND visit = ? AND attempt = ?"};
  statement unknown_{db_, "UPDATE budget_reservation SET unknown_at = ?5 WHERE instance = ?1 "
                          "AND step = ?2 AND visit = ?3 AND attempt = ?4 AND unknown_at IS NULL"};
  statement unheard_{db_, "SELECT instance, step, visit, attempt, campaign, action, day, tokens, "
                          "account, credits, unknown_at FROM budget_reservation "
                          "WHERE unknown_at <= ? ORDER BY unknown_at LIMIT ?"};
  statement count_unheard_{db_, "SELECT count(*), min(unknown_at) FROM budget_reservation "
                                "WHERE unknown_at IS NOT NULL"};
  statement find_{db_, "SELECT instance, step, visit, attempt, campaign, action, day, tokens, "
                       "account, credits, unknown_at FROM budget_reservation WHERE instance = ? "
                       "AND step = ? AND visit = ? AND attempt = ?"};
  statement newest_{db_, "SELECT instance, step, visit, attempt, campaign, action, day, tokens, "
                         "account, credits, unknown_at FROM budget_reservation WHERE instance = ? "
                         "AND step = ? AND visit = ? ORDER BY attempt DESC LIMIT 1"};
  statement move_day_{db_, "INSERT INTO budget_day (account, day, reserved, spent) "
                           "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account, day) DO UPDATE SET "
                           "reserved = reserved + ?3, spent = spent + ?4"};
  statement move_account_{db_, "UPDATE budget_account SET deposited = deposited + ?2, "
                               "reserved = reserved + ?3, spent = spent + ?4 WHERE account = ?1"};
  statement open_account_{db_, "INSERT OR IGNORE INTO budget_account (account, currency, "
                               "deposited, reserved, spent) VALUES (?, ?, 0, 0, 0)"};
  statement account_{db_, "SELECT account, currency, deposited, reserved, spent "
                          "FROM budget_account WHERE account = ?"};
  statement accounts_{db_, "SELECT account, currency, deposited, reserved, spent "
                           "FROM budget_account ORDER BY account"};
  // '~' sorts behind every digit and '-'.
  statement used_{db_, "SELECT coalesce(sum(reserved), 0), coalesce(sum(spent), 0) "
                       "FROM budget_day WHERE account = ?1 AND day >= ?2 AND day < ?2 || '~'"};
  statement of_{db_, "SELECT instance, step, visit, attempt, campaign, action, day, tokens, "
                     "account, credits, unknown_at FROM budget_reservation WHERE instance = ?"};
  statement statement_{
      db_, "SELECT action, account, kind, sum(count), sum(tokens), sum(credits) FROM ("
           "SELECT action, account, kind, 1 AS count, tokens, credits FROM budget_entry "
           "WHERE campaign = ?1 AND at >= ?2 AND at < ?3 UNION ALL "
           "SELECT action, account, kind, count, tokens, credits FROM budget_sum "
           "WHERE campaign = ?1 AND at >= ?2 AND at < ?3) "
           "GROUP BY action, account, kind ORDER BY action, account, kind"};
  statement periods_{db_, "SELECT substr(day, 1, ?1) AS period, account, sum(reserved), sum(spent) "
                          "FROM budget_day WHERE ?2 = '' OR day < ?2 "
                          "GROUP BY period, account ORDER BY period DESC, account"};
  // What the ledger gives by account and day, beside what is kept.
  statement wrong_days_{
      db_, "WITH entry AS (SELECT account, day, kind, tokens, credits FROM budget_entry "
           "UNION ALL SELECT account, day, kind, tokens, credits FROM budget_sum), "
           "moved AS (SELECT '' AS account, day, kind, tokens AS amount FROM entry "
           "WHERE kind < 3 AND tokens <> 0 UNION ALL SELECT account, day, kind, credits "
           "FROM entry WHERE kind < 3 AND credits <> 0), "
           "given AS (SELECT account, day, "
           "sum(CASE kind WHEN 0 THEN amount ELSE -amount END) AS reserved, "
           "sum(CASE kind WHEN 1 THEN amount ELSE 0 END) AS spent FROM moved "
           "GROUP BY account, day) "
           "SELECT account, day FROM (SELECT account, day, reserved, spent FROM given "
           "EXCEPT SELECT account, day, reserved, spent FROM budget_day) "
           "UNION SELECT account, day FROM (SELECT account, day, reserved, spent FROM budget_day "
           "EXCEPT SELECT account, day, reserved, spent FROM given) LIMIT ?"};
  statement wrong_accounts_{
      db_, "SELECT a.account FROM budget_account a WHERE (a.deposited, a.reserved, a.spent) <> "
           "(SELECT coalesce(sum(CASE kind WHEN 3 THEN credits ELSE 0 END), 0), "
           "coalesce(sum(CASE kind WHEN 0 THEN credits WHEN 3 THEN 0 ELSE -credits END), 0), "
           "coalesce(sum(CASE kind WHEN 1 THEN credits ELSE 0 END), 0) "
           "FROM (SELECT account, kind, credits FROM budget_entry UNION ALL "
           "SELECT account, kind, credits FROM budget_sum) e WHERE e.account = a.account) LIMIT ?"};
  statement wrong_reservations_{
      db_, "WITH given AS (SELECT instance, step, visit, attempt, "
           "sum(CASE kind WHEN 0 THEN 1 ELSE -1 END) AS open FROM budget_entry WHERE kind < 3 "
           "GROUP BY instance, step, visit, attempt HAVING open <> 0) "
           "SELECT instance, step FROM (SELECT instance, step, visit, attempt, open FROM given "
           "EXCEPT SELECT instance, step, visit, attempt, 1 FROM budget_reservation) "
           "UNION SELECT instance, step FROM (SELECT instance, step, visit, attempt, 1 "
           "FROM budget_reservation EXCEPT SELECT instance, step, visit, attempt, open "
           "FROM given) LIMIT ?"};
  statement without_effect_{
      db_,
      "SELECT r.instance, r.step, r.visit, r.attempt, r.campaign, r.action, r.day, r.tokens, "
      "r.account, r.credits, r.unknown_at FROM budget_reservation r WHERE r.unknown_at IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.instance = r.instance "
      "AND o.step = r.step AND o.visit = r.visit AND o.attempt = r.attempt) LIMIT ?"};
};

class budget_pause_table {
public:
  explicit budget_pause_table(connection& db) : db_{db} {}

  void put(const budget_pause& what) {
    put_.run(what.campaign, what.since, what.action, what.why, what.look_at);
  }
  /// Whether the budget had paused it.
  bool remove(const std::string& campaign) { return remove_.run(campaign) == 1; }
  [[nodiscard]] std::optional<budget_pause> find(const std::string& campaign);
  [[nodiscard]] std::vector<budget_pause> all();
  [[nodiscard]] std::optional<instant> next_look();
  void look_at_all(instant at) { look_at_all_.run(at); }

private:
  connection& db_;
  statement put_{db_, "INSERT OR REPLACE INTO budget_pause (campaign, paused_at, action, why, "
                      "look_at) VALUES (?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM budget_pause WHERE campaign = ?"};
  statement find_{db_, "SELECT campaign, paused_at, action, why, look_at FROM budget_pause "
                       "WHERE campaign = ?"};
  statement all_{db_, "SELECT campaign, paused_at, action, why, look_at FROM budget_pause "
                      "ORDER BY campaign"};
  statement next_look_{db_, "SELECT min(look_at) FROM budget_pause"};
  statement look_at_all_{db_, "UPDATE budget_pause SET look_at = ?"};
};

} // namespace sojourn::storage
