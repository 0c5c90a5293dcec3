// Idempotency keys with the answers that were given.
#pragma once

#include "storage/idempotency.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class idempotency_table {
public:
  explicit idempotency_table(connection& db) : db_{db} {}

  struct row {
    std::string fingerprint;
    std::optional<json> answer{};
    instant at{};
  };
  [[nodiscard]] std::optional<row> find(const std::string& key);
  void take(const std::string& key, const std::string& fingerprint, instant now) {
    take_.run(key, fingerprint, now);
  }
  void answer(const std::string& key, const std::string& fingerprint, const json& answer,
              instant now, answer_kind kind);
  /// Removes the oldest keys taken before `before`, a few at a time; how many there were.
  int expire(instant before, std::size_t most = 4) { return expire_.run(before, most); }

private:
  connection& db_;
  statement find_{db_, "SELECT fingerprint, answer, at FROM idempotency WHERE key = ?"};
  statement take_{db_, "INSERT OR REPLACE INTO idempotency (key, fingerprint, at) "
                       "VALUES (?, ?, ?)"};
  statement answer_{db_, "INSERT INTO idempotency (key, fingerprint, answer, at) "
                         "VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE "
                         "SET fingerprint = excluded.fingerprint, answer = excluded.answer"};
  statement expire_{db_, "DELETE FROM idempotency WHERE number IN "
                         "(SELECT number FROM idempotency ORDER BY number LIMIT ?2) AND at < ?1"};
};

} // namespace sojourn::storage
