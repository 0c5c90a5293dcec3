// Deliveries: durable inputs that still have to reach their instance or start one.
#pragma once

#include "storage/inbox.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class delivery_table {
public:
  explicit delivery_table(connection& db) : db_{db} {}

  /// Sets the number of `what` to that of the new row.
  void insert(delivery& what);
  /// False when it is consumed already, or held.
  bool remove(std::int64_t number) { return remove_.run(number) == 1; }
  /// The campaign that held it; nullopt when there is no such start.
  std::optional<std::string> remove_held(std::int64_t number);
  void hold(std::int64_t number) { hold_.run(number); }
  [[nodiscard]] std::optional<delivery> find(std::int64_t number);
  /// Those that are not held.
  [[nodiscard]] std::vector<delivery> after(std::int64_t after, std::size_t limit);
  [[nodiscard]] std::vector<delivery> held(const std::string& campaign, std::int64_t after,
                                           std::size_t limit);
  /// The campaigns with a start of this subject.
  [[nodiscard]] std::vector<std::string> starts_of(const std::string& subject);
  /// Whether the campaign has a start of the subject that was caused no later.
  [[nodiscard]] bool is_earlier_start(const std::string& subject, const std::string& campaign,
                                      std::int64_t cause);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();
  [[nodiscard]] std::int64_t count_held(const std::string& campaign);
  /// Deliveries to instances that are not there, at most `limit`.
  [[nodiscard]] std::vector<delivery> stray(std::size_t limit);

private:
  [[nodiscard]] static std::vector<delivery> read(statement::rows& from);

  connection& db_;
  statement insert_{db_,
                    "INSERT INTO delivery (at, instance, campaign, subject, payload, cause, held) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM delivery WHERE number = ? AND held = 0"};
  statement remove_held_{db_, "DELETE FROM delivery WHERE number = ? AND held = 1 "
                              "RETURNING campaign"};
  statement hold_{db_, "UPDATE delivery SET held = 1 WHERE number = ?"};
  statement find_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                       "FROM delivery WHERE number = ?"};
  statement after_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                        "FROM delivery WHERE number > ? AND held = 0 ORDER BY number LIMIT ?"};
  statement held_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                       "FROM delivery WHERE campaign = ? AND held = 1 AND number > ? "
                       "ORDER BY number LIMIT ?"};
  statement starts_of_{db_, "SELECT DISTINCT campaign FROM delivery "
                            "WHERE subject = ? AND instance = 0"};
  statement earlier_start_{db_, "SELECT 1 FROM delivery WHERE subject = ? AND instance = 0 "
                                "AND campaign = ? AND cause <= ? LIMIT 1"};
  statement count_{db_, "SELECT count(*) FROM delivery"};
  statement count_held_{db_, "SELECT count(*) FROM delivery WHERE campaign = ? AND held = 1"};
  statement stray_{db_, "SELECT number, at, instance, campaign, subject, payload, cause, held "
                        "FROM delivery "
                        "WHERE instance <> 0 AND NOT EXISTS "
                        "(SELECT 1 FROM instance WHERE id = delivery.instance) LIMIT ?"};
};

} // namespace sojourn::storage
