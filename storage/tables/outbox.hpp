// The outbox: the one effect of an instance that is committed and not yet settled.
#pragma once

#include "storage/outbox.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class outbox_table {
public:
  explicit outbox_table(connection& db) : db_{db} {}

  /// In place of the effect that the instance had before, if there was one.
  void put(instance_id instance, const engine::pending_effect& effect, instant now);
  void put_outcome(instance_id instance, const engine::booking_outcome& outcome);
  bool remove(instance_id instance) { return remove_.run(instance) == 1; }
  void mark_handed_over(instance_id instance) { mark_.run(instance); }
  [[nodiscard]] std::optional<outbox_row> find(instance_id instance);
  /// Whether the effect of the instance is this attempt.
  [[nodiscard]] bool asks_for(const effect_key& key, std::uint32_t attempt) {
    return asks_for_.query(key.instance, key.step, key.visit, attempt).next();
  }
  /// In the order of the instances, after `after`.
  /// One that cannot be read is among them, with its `damage`.
  [[nodiscard]] std::vector<outbox_row> after(instance_id after, std::size_t limit);
  [[nodiscard]] bool is_empty();
  /// Rows whose instance is not there, at most `limit`.
  [[nodiscard]] std::vector<instance_id> stray(std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();

private:
  [[nodiscard]] static outbox_row read(const statement::rows& from);

  connection& db_;
  statement put_{db_, "INSERT INTO outbox (instance, step, visit, attempt, kind, pool, "
                      "requested_at, handed_over) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0) "
                      "ON CONFLICT (instance) DO UPDATE SET step = ?2, visit = ?3, "
                      "attempt = ?4, kind = ?5, pool = ?6, requested_at = ?7, "
                      "handed_over = 0, outcome = NULL"};
  statement remove_{db_, "DELETE FROM outbox WHERE instance = ?"};
  statement outcome_{db_, "UPDATE outbox SET outcome = ? WHERE instance = ?"};
  statement mark_{db_, "UPDATE outbox SET handed_over = 1 WHERE instance = ?"};
  statement find_{db_, "SELECT instance, step, visit, attempt, kind, pool, requested_at, "
                       "handed_over, outcome FROM outbox WHERE instance = ?"};
  statement asks_for_{db_, "SELECT 1 FROM outbox WHERE instance = ? AND step = ? AND visit = ? "
                           "AND attempt = ?"};
  statement after_{db_, "SELECT instance, step, visit, attempt, kind, pool, requested_at, "
                        "handed_over, outcome FROM outbox WHERE instance > ? "
                        "ORDER BY instance LIMIT ?"};
  statement any_{db_, "SELECT 1 FROM outbox LIMIT 1"};
  statement stray_{db_, "SELECT instance FROM outbox WHERE NOT EXISTS "
                        "(SELECT 1 FROM instance WHERE id = outbox.instance) LIMIT ?"};
  statement count_{db_, "SELECT count(*) FROM outbox"};
};

} // namespace sojourn::storage
