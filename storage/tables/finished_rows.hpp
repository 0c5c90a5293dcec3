// What each table holds of what has ended, and how it goes. Used by forgetting alone; what stays of
// each table is told in docs/administration.md.
#pragma once

#include "messages/attribution.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/retention.hpp"
#include "storage/tables/sends.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

/// Each function that removes gives how many rows it removed.
class finished_rows {
public:
  explicit finished_rows(connection& db) : db_{db} {}

  // ---- instances --------------------------------------------------------------------------

  struct ended {
    instance_id instance;
    instant at{};
  };
  /// Those of a campaign that ended with a status before `before`, in the order of their ends,
  /// behind the one that ended `after` with that id.
  [[nodiscard]] std::vector<ended> instances(std::int64_t campaign, int status, instant before,
                                             const ended& after, std::size_t limit);
  [[nodiscard]] std::int64_t count_instances(std::int64_t campaign, int status, instant before,
                                             std::int64_t most);
  /// When the first of them at or after `from` has ended.
  [[nodiscard]] std::optional<instant> next_instance(std::int64_t campaign, int status,
                                                     instant from);
  void remove_entry(std::int64_t seq) { entry_.run(seq); }
  void remove_instance(instance_id id) { instance_.run(id); }
  int remove_mail(instance_id id) { return mail_.run(id); }
  /// The re-entry key that it holds for ever, if it does, and whose it is.
  void keep_key(instance_id id, std::int64_t campaign, const std::string& key,
                const std::string& subject) {
    key_.run(campaign, key, subject, id);
  }

  struct send {
    std::int64_t number = 0;
    std::string subject;
    message_slot slot;             ///< where reports count it
    bool is_touched = false;       ///< read or clicked by a person
    send_table::heard_row heard{}; ///< as the graphs of campaigns count it
  };
  [[nodiscard]] std::vector<send> sends(instance_id id);
  [[nodiscard]] std::int64_t newest_send();
  int remove_receipts(std::int64_t send) { return receipts_.run(send); }
  void remove_send(std::int64_t number) { send_.run(number); }
  /// Keeps a touch that an order may be owed to.
  void keep_touch(const std::string& subject, const messages::touch& what) {
    touch_.run(subject, what.send, what.clicked, what.at, what.place, what.sent_at);
  }
  /// Those of messages that reports count no longer.
  int remove_touches(std::int64_t place) { return touches_in_.run(place); }
  int remove_touches(const std::string& subject, std::int64_t place) {
    return touches_of_.run(subject, place);
  }

  // ---- other areas ------------------------------------------------------------------------

  int clear_contents(instant before, std::size_t limit) { return contents_.run(before, limit); }
  int clear_mail(instant before, std::size_t limit) { return mail_text_.run(before, limit); }
  int remove_hook_calls(instant before, std::size_t limit) {
    return hook_calls_.run(before, limit);
  }
  int remove_runs(instant before, std::size_t limit);
  int remove_imports(instant before, std::size_t limit);
  /// The oldest job that ended before; nullopt: none.
  [[nodiscard]] std::optional<std::int64_t> due_job(instant before);
  int remove_moves(std::int64_t job, std::size_t limit) { return moves_.run(job, limit); }
  int remove_job(std::int64_t job);

  struct due {
    std::int64_t count = 0;
    std::optional<instant> next{}; ///< when the first that is not due ended
  };
  /// Of an area but instances; counts at most `most`.
  [[nodiscard]] due count_due(retention::area which, instant before, std::int64_t most);

private:
  connection& db_;
  // "status >= 4" is what the index says of itself.
  statement instances_{db_, "SELECT id, updated_at FROM instance INDEXED BY instance_by_end "
                            "WHERE campaign = ?1 AND status = ?2 AND status >= 4 "
                            "AND updated_at < ?3 AND updated_at >= ?4 "
                            "AND (updated_at > ?4 OR id > ?5) "
                            "ORDER BY updated_at, id LIMIT ?6"};
  statement count_instances_{db_, "SELECT count(*) FROM (SELECT 1 FROM instance "
                                  "INDEXED BY instance_by_end WHERE campaign = ? AND status = ? "
                                  "AND status >= 4 AND updated_at < ? LIMIT ?)"};
  statement next_instance_{db_, "SELECT updated_at FROM instance INDEXED BY instance_by_end "
                                "WHERE campaign = ? AND status = ? AND status >= 4 "
                                "AND updated_at >= ? ORDER BY updated_at LIMIT 1"};
  statement entry_{db_, "DELETE FROM journal WHERE seq = ?"};
  statement instance_{db_, "DELETE FROM instance WHERE id = ?"};
  statement mail_{db_, "DELETE FROM mail WHERE instance = ?"};
  statement key_{db_, "INSERT OR REPLACE INTO kept_key (campaign, key, subject) "
                      "SELECT campaign, key, ?3 FROM reentry WHERE campaign = ?1 AND key = ?2 "
                      "AND instance = ?4"};
  // The tracking begins with the instance, in 16 digits.
  statement sends_{db_, "SELECT number, campaign, step, subject, slot, delivered_at IS NOT NULL, "
                        "read_at IS NOT NULL, clicked_at IS NOT NULL, "
                        "EXISTS (SELECT 1 FROM receipt r WHERE r.send = send.number "
                        "AND r.kind IN (1, 2) AND r.automatic = 0), version, channel, at, "
                        "replied_at IS NOT NULL, failed_at IS NOT NULL FROM send WHERE tracking >= "
                        "printf('%016x', ?1) "
                        "AND tracking < printf('%016x', ?1) || 'g'"};
  statement newest_send_{db_, "SELECT coalesce(max(number), 0) FROM send"};
  statement receipts_{db_, "DELETE FROM receipt WHERE send = ?"};
  statement send_{db_, "DELETE FROM send WHERE number = ?"};
  statement touch_{db_, "INSERT OR IGNORE INTO kept_touch (subject, send, clicked, at, place, "
                        "sent_at) VALUES (?, ?, ?, ?, ?, ?)"};
  statement touches_in_{db_, "DELETE FROM kept_touch WHERE place = ?"};
  statement touches_of_{db_, "DELETE FROM kept_touch WHERE subject = ? AND place = ?"};
  statement contents_{db_, "UPDATE send SET content = NULL WHERE number IN (SELECT number "
                           "FROM send WHERE content IS NOT NULL AND at < ? LIMIT ?)"};
  statement mail_text_{db_, "UPDATE mail SET subject_line = '', text = '', html = '' "
                            "WHERE number IN (SELECT number FROM mail INDEXED BY mail_with_text "
                            "WHERE text || html <> '' AND at < ? LIMIT ?)"};
  statement hook_calls_{db_, "DELETE FROM hook_call WHERE (hook, refused, number) IN "
                             "(SELECT hook, refused, number FROM hook_call WHERE at < ? LIMIT ?)"};
  // The newest of each stays, for its number; an occurrence that the schedule has not left behind,
  // so that it never has two runs; and the run of a booster's card, which says that it was sent.
  statement due_runs_{db_,
                      "SELECT id FROM run WHERE state IN (3, 4) AND open = 0 AND ended_at < ? "
                      "AND id < (SELECT max(id) FROM run) AND (occurrence IS NULL OR occurrence <= "
                      "(SELECT done_until FROM schedule s WHERE s.campaign = run.campaign)) "
                      "AND NOT EXISTS (SELECT 1 FROM booster_card c WHERE c.run = run.id) LIMIT ?"};
  statement run_people_{db_, "DELETE FROM run_people WHERE run = ?"};
  statement run_members_{db_, "DELETE FROM run_member WHERE run = ?"};
  statement run_{db_, "DELETE FROM run WHERE id = ?"};
  statement due_imports_{db_, "SELECT id FROM import WHERE state >= 2 AND ended_at < ? "
                              "AND id < (SELECT max(id) FROM import) LIMIT ?"};
  statement import_errors_{db_, "DELETE FROM import_error WHERE import = ?"};
  statement import_{db_, "DELETE FROM import WHERE id = ?"};
  statement due_job_{db_, "SELECT id FROM job WHERE state >= 3 AND ended_at < ? "
                          "AND id < (SELECT max(id) FROM job) LIMIT 1"};
  statement moves_{db_, "DELETE FROM job_move WHERE (job, number) IN "
                        "(SELECT job, number FROM job_move WHERE job = ? LIMIT ?)"};
  statement job_errors_{db_, "DELETE FROM job_error WHERE job = ?"};
  statement job_{db_, "DELETE FROM job WHERE id = ?"};

  statement due_contents_{db_, "SELECT count(*) FROM (SELECT 1 FROM send "
                               "WHERE content IS NOT NULL AND at < ? LIMIT ?)"};
  statement next_content_{db_, "SELECT min(at) FROM send WHERE content IS NOT NULL AND at >= ?"};
  statement due_events_{db_, "SELECT count(*) FROM (SELECT stored_at FROM event ORDER BY number "
                             "LIMIT ?2) WHERE stored_at < ?1"};
  statement next_event_{db_, "SELECT stored_at FROM event WHERE stored_at >= ? "
                             "ORDER BY number LIMIT 1"};
  statement due_calls_{db_, "SELECT count(*) FROM (SELECT 1 FROM hook_call WHERE at < ? LIMIT ?)"};
  statement next_call_{db_, "SELECT min(at) FROM hook_call WHERE at >= ?"};
  statement due_run_count_{db_,
                           "SELECT count(*) FROM (SELECT 1 FROM run WHERE state IN (3, 4) "
                           "AND open = 0 AND ended_at < ? AND id < (SELECT max(id) FROM run) AND "
                           "NOT EXISTS (SELECT 1 FROM booster_card c WHERE c.run = run.id) "
                           "LIMIT ?)"};
  statement next_run_{db_, "SELECT min(ended_at) FROM run WHERE state IN (3, 4) AND ended_at >= ?"};
  statement due_job_count_{db_, "SELECT count(*) FROM (SELECT 1 FROM job WHERE state >= 3 "
                                "AND ended_at < ? AND id < (SELECT max(id) FROM job) LIMIT ?)"};
  statement next_job_{db_, "SELECT min(ended_at) FROM job WHERE state >= 3 AND ended_at >= ?"};
  statement due_import_count_{db_, "SELECT count(*) FROM (SELECT 1 FROM import WHERE state >= 2 "
                                   "AND ended_at < ? AND id < (SELECT max(id) FROM import) "
                                   "LIMIT ?)"};
  statement next_import_{db_, "SELECT min(ended_at) FROM import WHERE state >= 2 "
                              "AND ended_at >= ?"};
  statement due_audit_{db_, "SELECT count(*) FROM (SELECT at FROM audit ORDER BY number LIMIT ?2) "
                            "WHERE at < ?1"};
  statement next_audit_{db_, "SELECT at FROM audit WHERE at >= ? ORDER BY number LIMIT 1"};
  // A period of four weeks, message_period, goes at its end.
  statement due_figures_{db_, "SELECT count(*) FROM (SELECT 1 FROM message_place "
                              "WHERE period < ? / 2419200000 LIMIT ?)"};
  statement next_figures_{db_, "SELECT (min(period) + 1) * 2419200000 FROM message_place "
                               "WHERE period >= ? / 2419200000"};
  statement due_answers_{db_, "SELECT count(*) FROM (SELECT at FROM form_answer ORDER BY number "
                              "LIMIT ?2) WHERE at < ?1"};
  statement next_answer_{db_, "SELECT at FROM form_answer WHERE at >= ? ORDER BY number LIMIT 1"};
  statement due_tasks_{db_, "SELECT count(*) FROM (SELECT 1 FROM desk_task WHERE ends_at < ?1 "
                            "UNION ALL SELECT 1 FROM desk_mark WHERE at < ?1 LIMIT ?2)"};
  statement next_task_{db_, "SELECT min(at) FROM (SELECT min(ends_at) AS at FROM desk_task "
                            "WHERE ends_at >= ?1 UNION ALL "
                            "SELECT min(at) FROM desk_mark WHERE at >= ?1)"};
};

} // namespace sojourn::storage
