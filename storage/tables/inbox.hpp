// Inbox entries: durable inputs that still have to reach their instance or start one.
#pragma once

#include "storage/inbox.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"

namespace sojourn::storage {

class inbox_table {
public:
  inbox_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  /// Sets the number of `what` to that of the new row.
  void insert(inbox_entry& what);
  /// False when it is consumed already, or held.
  bool remove(std::int64_t number) { return remove_.run(number) == 1; }
  /// The campaign that held it; nullopt when there is no such start.
  std::optional<std::string> remove_held(std::int64_t number);
  void hold(std::int64_t number) { hold_.run(number); }
  /// Of a start: it hears only events with a greater number.
  void set_cause(std::int64_t number, std::int64_t cause) { set_cause_.run(number, cause); }
  [[nodiscard]] std::optional<inbox_entry> find(std::int64_t number);
  /// Those that are not held. One that cannot be read is among them, with its `damage`; in held(),
  /// too.
  [[nodiscard]] std::vector<inbox_entry> after(std::int64_t after, std::size_t limit);
  [[nodiscard]] std::vector<inbox_entry> held(const std::string& campaign, std::int64_t after,
                                              std::size_t limit);
  /// The campaigns with a start of this subject.
  [[nodiscard]] std::vector<std::string> starts_of(const std::string& subject);
  /// Whether the campaign has a start of the subject that was caused no later.
  [[nodiscard]] bool is_earlier_start(const std::string& subject, const std::string& campaign,
                                      std::int64_t cause);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();
  [[nodiscard]] std::int64_t count_held(const std::string& campaign);
  /// Inbox entries to instances that are not there, at most `limit`.
  [[nodiscard]] std::vector<inbox_entry> stray(std::size_t limit);

private:
  [[nodiscard]] static inbox_entry read_one(statement::rows& from);
  [[nodiscard]] static std::vector<inbox_entry> read(statement::rows& from);
  [[nodiscard]] static std::vector<inbox_entry> read_with_damaged(statement::rows& from);

  connection& db_;
  number_table& numbers_;
  statement insert_{
      db_, "INSERT INTO inbox (number, at, instance, campaign, subject, payload, cause, held) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM inbox WHERE number = ? AND held = 0"};
  statement remove_held_{db_, "DELETE FROM inbox WHERE number = ? AND held = 1 "
                              "RETURNING campaign"};
  statement hold_{db_, "UPDATE inbox SET held = 1 WHERE number = ?"};
  statement set_cause_{db_, "UPDATE inbox SET cause = ?2 WHERE number = ?1"};
  statement find_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                       "FROM inbox WHERE number = ?"};
  statement after_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                        "FROM inbox WHERE number > ? AND held = 0 ORDER BY number LIMIT ?"};
  statement held_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                       "FROM inbox WHERE campaign = ? AND held = 1 AND number > ? "
                       "ORDER BY number LIMIT ?"};
  statement starts_of_{db_, "SELECT DISTINCT campaign FROM inbox "
                            "WHERE subject = ? AND instance = 0"};
  statement earlier_start_{db_, "SELECT 1 FROM inbox WHERE subject = ? AND instance = 0 "
                                "AND campaign = ? AND cause <= ? LIMIT 1"};
  statement count_{db_, "SELECT count(*) FROM inbox"};
  statement count_held_{db_, "SELECT count(*) FROM inbox WHERE campaign = ? AND held = 1"};
  statement stray_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                        "FROM inbox "
                        "WHERE instance <> 0 AND NOT EXISTS "
                        "(SELECT 1 FROM instance WHERE id = inbox.instance) LIMIT ?"};
};

} // namespace sojourn::storage
