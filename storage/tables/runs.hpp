// Runs of campaigns over an audience, and who of it is still to be entered.
#pragma once

#include "storage/runs.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/statistics.hpp"

namespace sojourn::storage {

class run_table {
public:
  explicit run_table(connection& db) : db_{db} {}

  /// Gives the id of the new run, which is freezing.
  run_id insert(const std::string& campaign, std::optional<instant> occurrence, const json& data,
                const std::string& who, std::int64_t cause, instant now);
  [[nodiscard]] std::optional<stored_run> find(run_id id);
  void update(const stored_run& run);
  /// Adds to a run's counts, and ends it when nothing of it can move any more.
  void count(run_id id, const run_tally& change) {
    count_.run(change.entered, change.refused, change.open, id.value);
    end_.run(change.at, id.value);
  }
  /// From new to old, before `before`.
  [[nodiscard]] std::vector<stored_run> of(const std::string& campaign, run_id before,
                                           std::size_t limit);
  /// Those that are freezing or entering.
  [[nodiscard]] std::vector<run_id> under_way();

  /// Whether the occurrence has its run.
  [[nodiscard]] bool has_occurrence(const std::string& campaign, instant occurrence);
  /// The oldest run of the campaign that has not ended.
  [[nodiscard]] std::optional<run_id> unfinished(const std::string& campaign);
  [[nodiscard]] bool has_queued(const std::string& campaign) {
    auto rows = queued_.query(campaign);
    return rows.next();
  }
  [[nodiscard]] std::optional<instant> done_until(const std::string& campaign);
  void set_done_until(const std::string& campaign, instant until) {
    set_done_.run(campaign, until);
  }

  void add_member(run_id id, std::int64_t number, const std::string& subject) {
    add_member_.run(id.value, number, subject);
  }
  void clear_members(run_id id) { clear_members_.run(id.value); }
  /// In their order, behind `after`.
  [[nodiscard]] std::vector<run_member> members(run_id id, std::int64_t after, std::size_t limit);
  /// Gives how many there were.
  std::size_t remove_members(run_id id, std::int64_t up_to) {
    return static_cast<std::size_t>(remove_members_.run(id.value, up_to));
  }

private:
  [[nodiscard]] static stored_run read(const statement::rows& from);

  connection& db_;
  statement insert_{db_,
                    "INSERT INTO run (campaign, state, occurrence, data, started_at, started_by, "
                    "reason, members, entered, refused, open, cause, left_out) "
                    "VALUES (?, 0, ?, ?, ?, ?, '', 0, 0, 0, 0, ?, 0)"};
  statement find_{
      db_, "SELECT id, campaign, state, data, started_at, started_by, ended_at, reason, "
           "members, entered, refused, open, occurrence, cause, left_out FROM run WHERE id = ?"};
  statement update_{
      db_, "UPDATE run SET state = ?, started_at = ?, ended_at = ?, reason = ?, members = ?, "
           "entered = ?, refused = ?, open = ?, cause = ?, left_out = ? WHERE id = ?"};
  statement count_{db_, "UPDATE run SET entered = entered + ?, refused = refused + ?, "
                        "open = open + ? WHERE id = ?"};
  statement end_{db_, "UPDATE run SET state = 3, ended_at = ? WHERE id = ? AND state = 2 "
                      "AND open = 0 AND entered + refused = members"};
  statement of_{db_, "SELECT id, campaign, state, data, started_at, started_by, ended_at, reason, "
                     "members, entered, refused, open, occurrence, cause, left_out FROM run "
                     "WHERE campaign = ? AND id < ? ORDER BY id DESC LIMIT ?"};
  statement at_{db_, "SELECT id FROM run WHERE campaign = ? AND occurrence = ?"};
  statement unfinished_{db_, "SELECT id FROM run WHERE campaign = ? AND state IN (0, 1, 2, 5) "
                             "ORDER BY id LIMIT 1"};
  statement queued_{db_, "SELECT 1 FROM run WHERE campaign = ? AND state = 5 LIMIT 1"};
  statement done_until_{db_, "SELECT done_until FROM schedule WHERE campaign = ?"};
  statement set_done_{db_, "INSERT INTO schedule (campaign, done_until) VALUES (?1, ?2) "
                           "ON CONFLICT (campaign) DO UPDATE SET done_until = ?2"};
  statement under_way_{db_, "SELECT id FROM run WHERE state < 2 ORDER BY id"};
  statement add_member_{db_, "INSERT INTO run_member (run, number, subject) VALUES (?, ?, ?)"};
  statement clear_members_{db_, "DELETE FROM run_member WHERE run = ?"};
  statement members_{db_, "SELECT number, subject FROM run_member WHERE run = ? AND number > ? "
                          "ORDER BY number LIMIT ?"};
  statement remove_members_{db_, "DELETE FROM run_member WHERE run = ? AND number <= ?"};
};

} // namespace sojourn::storage
