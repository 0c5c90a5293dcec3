// Boosters and their templates, their cards, and the evaluations of eligibility.
#pragma once

#include "storage/boosters.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/saved.hpp"

namespace sojourn::storage {

class booster_table : public saved_table {
public:
  explicit booster_table(connection& db) : saved_table{db, sql, "booster"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("booster");
};

class booster_template_table : public saved_table {
public:
  explicit booster_template_table(connection& db) : saved_table{db, sql, "booster template"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("booster_template");
};

class eligibility_document_table : public saved_table {
public:
  explicit eligibility_document_table(connection& db) : saved_table{db, sql, "eligibility"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("eligibility_document");
};

class booster_card_table {
public:
  explicit booster_card_table(connection& db) : db_{db} {}

  [[nodiscard]] std::optional<stored_card> find(const std::string& booster, const std::string& id);
  [[nodiscard]] std::vector<stored_card> of(const std::string& booster);
  [[nodiscard]] std::vector<stored_card> in_status(boosters::card_status status);
  [[nodiscard]] std::optional<instant> next_look();
  void put(const stored_card& card);
  void remove_of(const std::string& booster) { remove_of_.run(booster); }

private:
  [[nodiscard]] static stored_card read(const statement::rows& from);
  [[nodiscard]] static std::vector<stored_card> read_all(statement::rows from);

  connection& db_;
  statement find_{db_,
                  "SELECT booster, id, version, source, at, status, run, gated, held_by, look_at, "
                  "created_at, updated_at, updated_by, switched_at, switched_by "
                  "FROM booster_card WHERE booster = ? AND id = ?"};
  statement of_{db_,
                "SELECT booster, id, version, source, at, status, run, gated, held_by, look_at, "
                "created_at, updated_at, updated_by, switched_at, switched_by "
                "FROM booster_card WHERE booster = ? ORDER BY id"};
  statement in_status_{
      db_, "SELECT booster, id, version, source, at, status, run, gated, held_by, look_at, "
           "created_at, updated_at, updated_by, switched_at, switched_by "
           "FROM booster_card WHERE status = ? ORDER BY booster, id"};
  statement next_look_{db_, "SELECT min(look_at) FROM booster_card WHERE look_at IS NOT NULL"};
  statement put_{db_,
                 "INSERT OR REPLACE INTO booster_card (booster, id, version, source, at, status, "
                 "run, gated, held_by, look_at, created_at, updated_at, updated_by, switched_at, "
                 "switched_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement remove_of_{db_, "DELETE FROM booster_card WHERE booster = ?"};
};

class evaluation_table {
public:
  explicit evaluation_table(connection& db) : db_{db} {}

  void add(const stored_evaluation& one);
  void apply(std::int64_t number, instant now) { apply_.run(now, number); }
  [[nodiscard]] std::vector<stored_evaluation> before(std::int64_t number, std::size_t limit);
  [[nodiscard]] std::optional<stored_evaluation> in_force();

private:
  [[nodiscard]] static stored_evaluation read(const statement::rows& from);

  connection& db_;
  statement add_{db_, "INSERT INTO eligibility_evaluation (measured_at, applies_at, applied_at, "
                      "inputs, thresholds, found, missing, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
  statement apply_{db_, "UPDATE eligibility_evaluation SET applied_at = ? WHERE number = ?"};
  statement before_{db_, "SELECT number, measured_at, applies_at, applied_at, inputs, thresholds, "
                         "found, missing, who FROM eligibility_evaluation WHERE number < ? "
                         "ORDER BY number DESC LIMIT ?"};
  statement in_force_{db_, "SELECT number, measured_at, applies_at, applied_at, inputs, "
                           "thresholds, found, missing, who FROM eligibility_evaluation "
                           "WHERE applied_at IS NOT NULL ORDER BY number DESC LIMIT 1"};
};

/// How many people the runs of a day write to.
class run_people_table {
public:
  explicit run_people_table(connection& db) : db_{db} {}

  [[nodiscard]] std::int64_t on(const std::string& day);
  [[nodiscard]] std::int64_t of(run_id run, const std::string& day);
  void put(run_id run, const std::string& day, std::int64_t people) {
    put_.run(run.value, day, people);
  }
  void remove(run_id run) { remove_.run(run.value); }
  void forget_before(const std::string& day) { forget_.run(day); }

private:
  connection& db_;
  statement on_{db_, "SELECT coalesce(sum(people), 0) FROM run_people WHERE day = ?"};
  statement of_{db_, "SELECT people FROM run_people WHERE run = ? AND day = ?"};
  statement put_{db_, "INSERT OR REPLACE INTO run_people (run, day, people) VALUES (?, ?, ?)"};
  statement remove_{db_, "DELETE FROM run_people WHERE run = ?"};
  statement forget_{db_, "DELETE FROM run_people WHERE day < ?"};
};

} // namespace sojourn::storage
