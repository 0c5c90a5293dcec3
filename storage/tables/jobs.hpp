// Jobs, what each has still to do, and what it could not do.
#pragma once

#include "storage/jobs.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class job_table {
public:
  explicit job_table(connection& db) : db_{db} {}

  job_id insert(const new_job& what, instant now);
  [[nodiscard]] std::optional<stored_job> find(job_id id);
  void update(const stored_job& job);
  /// From new to old, before `before`.
  [[nodiscard]] std::vector<stored_job> list(job_id before, std::size_t limit);
  /// Those that are freezing or running.
  [[nodiscard]] std::vector<stored_job> under_way();
  [[nodiscard]] std::int64_t count_open();
  [[nodiscard]] bool is_any_under_way() { return under_way_.query().next(); }
  /// Jobs whose counts do not add up to their list; at most `limit`.
  [[nodiscard]] std::vector<job_id> wrong(std::size_t limit);

  void add_member(job_id id, std::int64_t number, instance_id instance) {
    add_member_.run(id.value, number, instance);
  }
  [[nodiscard]] bool remove_member(job_id id, std::int64_t number) {
    return remove_member_.run(id.value, number) == 1;
  }
  void clear_members(job_id id) { clear_members_.run(id.value); }
  [[nodiscard]] std::vector<job_member> first_members(job_id id, std::size_t limit);
  void add_error(job_id id, const job_error& what) {
    add_error_.run(id.value, what.number, what.instance, what.skipped, what.code, what.message);
  }
  [[nodiscard]] std::vector<job_error> errors(job_id id, std::int64_t after, std::size_t limit);

  void add_move(job_id id, const job_member& moved) {
    add_move_.run(id.value, moved.number, moved.instance, moved.undo, moved.head);
  }
  /// Puts moves of one job on the list of another; gives their numbers, ascending.
  [[nodiscard]] std::vector<std::int64_t> list_moves(job_id from, job_id to, std::int64_t after,
                                                     std::size_t limit);

  /// Ids in the order of the file, after `after`.
  [[nodiscard]] std::vector<instance_id> meant(std::int64_t campaign,
                                               engine::instance_status status,
                                               const job_filter& filter, instance_id after,
                                               std::size_t limit);
  [[nodiscard]] std::vector<instance_id> about(const job_filter& filter, instance_id after,
                                               std::size_t limit);
  [[nodiscard]] std::vector<job_count> count_standing(const job_filter& filter);
  [[nodiscard]] std::vector<job_count> count_about(const job_filter& filter);

private:
  [[nodiscard]] static stored_job read(const statement::rows& from);
  [[nodiscard]] static std::vector<stored_job> read_all(statement::rows&& rows);
  [[nodiscard]] static std::vector<job_count> read_counts(statement::rows&& rows);

  connection& db_;
  statement insert_{db_, "INSERT INTO job (state, action, filter, details, who, why, per_second, "
                         "created_at, total, done, skipped, failed) "
                         "VALUES (0, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)"};
  statement find_{db_, "SELECT id, state, action, filter, details, who, why, per_second, "
                       "created_at, ended_at, total, done, skipped, failed FROM job WHERE id = ?"};
  statement list_{db_, "SELECT id, state, action, filter, details, who, why, per_second, "
                       "created_at, ended_at, total, done, skipped, failed FROM job "
                       "WHERE id < ? ORDER BY id DESC LIMIT ?"};
  statement under_way_{db_, "SELECT id, state, action, filter, details, who, why, per_second, "
                            "created_at, ended_at, total, done, skipped, failed FROM job "
                            "WHERE state < 2 ORDER BY id"};
  statement count_open_{db_, "SELECT count(*) FROM job WHERE state < 3"};
  statement update_{db_, "UPDATE job SET state = ?, ended_at = ?, total = ?, done = ?, "
                         "skipped = ?, failed = ? WHERE id = ?"};
  statement add_member_{db_, "INSERT INTO job_member (job, number, instance) VALUES (?, ?, ?)"};
  statement remove_member_{db_, "DELETE FROM job_member WHERE job = ? AND number = ?"};
  statement clear_members_{db_, "DELETE FROM job_member WHERE job = ?"};
  statement first_members_{db_, "SELECT number, instance, undo, head FROM job_member "
                                "WHERE job = ? ORDER BY number LIMIT ?"};
  // One that has ended (its state is 3 or 4) has no list.
  statement wrong_{db_,
                   "SELECT id FROM (SELECT id, state, total - done - skipped - failed AS left, "
                   "(SELECT count(*) FROM job_member m WHERE m.job = job.id) AS listed, failed "
                   "+ skipped AS bad, (SELECT count(*) FROM job_error e WHERE e.job = job.id) "
                   "AS errors FROM job) WHERE bad <> errors OR (state < 3 AND left <> listed) "
                   "OR (state >= 3 AND listed <> 0) OR (state = 3 AND left <> 0) LIMIT ?"};
  statement add_error_{db_, "INSERT INTO job_error (job, number, instance, skipped, code, message) "
                            "VALUES (?, ?, ?, ?, ?, ?)"};
  statement errors_{db_, "SELECT number, instance, skipped, code, message FROM job_error "
                         "WHERE job = ? AND number > ? ORDER BY number LIMIT ?"};
  statement add_move_{db_, "INSERT INTO job_move (job, number, instance, undo, head) "
                           "VALUES (?, ?, ?, ?, ?)"};
  statement list_moves_{db_, "INSERT INTO job_member (job, number, instance, undo, head) "
                             "SELECT ?2, number, instance, undo, head FROM job_move "
                             "WHERE job = ?1 AND number > ?3 ORDER BY number LIMIT ?4 "
                             "RETURNING number"};
  statement meant_{db_, "SELECT i.id FROM instance i INDEXED BY instance_by_status "
                        "WHERE i.campaign = ?1 AND i.status = ?2 AND i.id > ?3 "
                        "AND (?4 = '' OR i.step = ?4) AND (?5 = 0 OR ?5 = "
                        "(SELECT version FROM campaign_version v WHERE v.key = i.version)) "
                        "AND (?6 = 0 OR ?6 <> "
                        "(SELECT version FROM campaign_version v WHERE v.key = i.version)) "
                        "AND (?8 IS NULL OR i.waiting = ?8) AND (?9 = '' OR "
                        "((i.status = 3 OR i.waiting = 8) "
                        "AND json_extract(i.state, '$.code') = ?9)) ORDER BY i.id LIMIT ?7"};
  statement about_{db_, "SELECT i.id FROM instance i INDEXED BY instance_by_subject "
                        "JOIN campaign_version v ON v.key = i.version "
                        "JOIN campaign c ON c.key = i.campaign "
                        "WHERE i.subject = ?1 AND i.id > ?2 AND (?3 = '' OR c.id = ?3) "
                        "AND i.status < 4 AND (?4 IS NULL OR i.status = ?4) "
                        "AND (?5 = '' OR i.step = ?5) AND (?6 = 0 OR v.version = ?6) "
                        "AND (?7 = 0 OR v.version <> ?7) "
                        "AND (?9 IS NULL OR i.waiting = ?9) AND (?10 = '' OR "
                        "((i.status = 3 OR i.waiting = 8) "
                        "AND json_extract(i.state, '$.code') = ?10)) ORDER BY i.id LIMIT ?8"};
  statement standing_{db_,
                      "SELECT c.id, v.version, s.status, s.step, s.count, "
                      "(SELECT count(*) FROM outbox o CROSS JOIN instance i ON i.id = o.instance "
                      "WHERE o.step = s.step AND i.version = s.version "
                      "AND i.status = s.status) FROM statistic s "
                      "JOIN campaign_version v ON v.key = s.version "
                      "JOIN campaign c ON c.key = v.campaign "
                      "WHERE s.count <> 0 AND s.status < 4 AND (?1 = '' OR c.id = ?1) "
                      "AND (?2 IS NULL OR s.status = ?2) AND (?3 = '' OR s.step = ?3) "
                      "AND (?4 = 0 OR v.version = ?4) AND (?5 = 0 OR v.version <> ?5) "
                      "ORDER BY c.id, v.version, s.status, s.step"};
  statement standing_coded_{
      db_, "SELECT c.id, v.version, i.status, i.step, count(*), count(o.instance) "
           "FROM instance i INDEXED BY instance_in_trouble "
           "JOIN campaign_version v ON v.key = i.version JOIN campaign c ON c.key = i.campaign "
           "LEFT JOIN outbox o ON o.instance = i.id WHERE (i.status = 3 OR i.waiting = 8) "
           "AND (?1 = '' OR c.id = ?1) AND (?2 IS NULL OR i.status = ?2) "
           "AND (?3 = '' OR i.step = ?3) AND (?4 = 0 OR v.version = ?4) "
           "AND (?5 = 0 OR v.version <> ?5) AND (?6 IS NULL OR i.waiting = ?6) "
           "AND json_extract(i.state, '$.code') = ?7 "
           "GROUP BY c.id, v.version, i.status, i.step ORDER BY c.id, v.version, i.status, i.step"};
  statement standing_waiting_{
      db_, "SELECT c.id, v.version, i.status, i.step, count(*), count(o.instance) "
           "FROM instance i JOIN campaign_version v ON v.key = i.version "
           "JOIN campaign c ON c.key = i.campaign LEFT JOIN outbox o ON o.instance = i.id "
           "WHERE i.status < 4 AND (?1 = '' OR c.id = ?1) AND (?2 IS NULL OR i.status = ?2) "
           "AND (?3 = '' OR i.step = ?3) AND (?4 = 0 OR v.version = ?4) "
           "AND (?5 = 0 OR v.version <> ?5) AND i.waiting = ?6 "
           "GROUP BY c.id, v.version, i.status, i.step ORDER BY c.id, v.version, i.status, i.step"};
  statement standing_about_{
      db_, "SELECT c.id, v.version, i.status, i.step, count(*), count(o.instance) "
           "FROM instance i INDEXED BY instance_by_subject "
           "JOIN campaign_version v ON v.key = i.version JOIN campaign c ON c.key = i.campaign "
           "LEFT JOIN outbox o ON o.instance = i.id "
           "WHERE i.subject = ?1 AND (?2 = '' OR c.id = ?2) AND i.status < 4 "
           "AND (?3 IS NULL OR i.status = ?3) AND (?4 = '' OR i.step = ?4) "
           "AND (?5 = 0 OR v.version = ?5) AND (?6 = 0 OR v.version <> ?6) "
           "AND (?7 IS NULL OR i.waiting = ?7) AND (?8 = '' OR ((i.status = 3 OR i.waiting = 8) "
           "AND json_extract(i.state, '$.code') = ?8)) "
           "GROUP BY c.id, v.version, i.status, i.step ORDER BY c.id, v.version, i.status, i.step"};
};

} // namespace sojourn::storage
