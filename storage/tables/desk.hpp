// Tasks for the staff, and what they marked.
#pragma once

#include "storage/desk.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"

namespace sojourn::storage {

#define SOJOURN_DESK_TASK                                                                          \
  "SELECT subject, number, instance, campaign, step, visit, texts, done_by, made_at, due, "        \
  "lasts_until, state, ends_at, mark FROM desk_task "
#define SOJOURN_DESK_MARK                                                                          \
  "SELECT subject, number, kind, note, tasks, heard, who, at, undone_at, undone_by FROM "          \
  "desk_mark "

class desk_task_table {
public:
  desk_task_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  /// Gives its number.
  std::int64_t insert(const desk_task& task);
  [[nodiscard]] std::optional<desk_task> find(const std::string& subject, std::int64_t number);
  /// Those that are open at `now`, the oldest first.
  [[nodiscard]] std::vector<desk_task> open_of(const std::string& subject, instant now,
                                               std::size_t limit);
  [[nodiscard]] tasks_found open(const task_query& what, instant now);
  /// Gives the row its state, end and mark.
  void set_state(const desk_task& task) {
    set_state_.run(task.state, task.ends_at, task.mark, task.subject, task.number);
  }
  /// Whether an instance's visit of a step has its task.
  [[nodiscard]] bool holds(const std::string& subject, instance_id instance,
                           const std::string& step, std::uint32_t visit) {
    return holds_.query(subject, instance, step, visit).next();
  }
  /// Removes those that ended before `before`; how many there were.
  int expire(instant before, std::size_t limit) { return expire_.run(before, limit); }
  /// Those of instances that are there: slow.
  [[nodiscard]] std::int64_t count_of_instances();
  /// Those that do not fit their marks and their times, at most `limit`.
  [[nodiscard]] std::vector<std::string> wrong(std::size_t limit);

private:
  [[nodiscard]] static desk_task read(const statement::rows& from);

  connection& db_;
  number_table& numbers_;
  statement insert_{db_, "INSERT INTO desk_task (subject, number, instance, campaign, step, visit, "
                         "texts, done_by, made_at, due, lasts_until, state, ends_at, mark) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0))"};
  statement find_{db_, SOJOURN_DESK_TASK "WHERE subject = ? AND number = ?"};
  statement open_of_{db_, SOJOURN_DESK_TASK "WHERE subject = ?1 AND state = 0 AND ends_at > ?2 "
                                            "ORDER BY number LIMIT ?3"};
  statement open_{db_, SOJOURN_DESK_TASK "INDEXED BY desk_task_by_end "
                                         "WHERE ends_at > ?1 AND (ends_at, number) > (?2, ?3) "
                                         "AND state = 0 ORDER BY ends_at, number LIMIT ?4"};
  statement set_state_{db_, "UPDATE desk_task SET state = ?, ends_at = ?, mark = nullif(?, 0) "
                            "WHERE subject = ? AND number = ?"};
  statement holds_{db_, "SELECT 1 FROM desk_task WHERE subject = ? AND instance = ? AND step = ? "
                        "AND visit = ?"};
  statement expire_{db_, "DELETE FROM desk_task WHERE (subject, number) IN "
                         "(SELECT subject, number FROM desk_task INDEXED BY desk_task_by_end "
                         "WHERE ends_at < ? ORDER BY ends_at, number LIMIT ?)"};
  statement count_{db_, "SELECT count(*) FROM desk_task t WHERE EXISTS "
                        "(SELECT 1 FROM instance i WHERE i.id = t.instance)"};
  statement wrong_{
      db_, "SELECT 'task_' || t.number FROM desk_task t WHERE t.state NOT IN (0, 1, 2) "
           "OR NOT json_valid(t.texts) OR NOT json_valid(t.done_by) OR t.ends_at > t.lasts_until "
           "OR (t.state = 0 AND t.ends_at <> t.lasts_until) "
           "OR (t.state = 1) <> (t.mark IS NOT NULL) "
           "OR t.number > coalesce((SELECT last FROM number WHERE name = 'desk_task'), 0) "
           "OR EXISTS (SELECT 1 FROM desk_mark m WHERE m.subject = t.subject "
           "AND m.number = t.mark AND m.undone_at IS NOT NULL) LIMIT ?"};
};

class desk_mark_table {
public:
  desk_mark_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  [[nodiscard]] std::int64_t next_number() { return numbers_.next(numbered::desk_mark); }
  void insert(const desk_mark& mark);
  [[nodiscard]] std::optional<desk_mark> find(const std::string& subject, std::int64_t number);
  [[nodiscard]] std::vector<desk_mark> of(const std::string& subject, std::size_t limit);
  void set_undone(const desk_mark& mark) {
    set_undone_.run(mark.undone_at, mark.undone_by, mark.subject, mark.number);
  }
  int expire(instant before, std::size_t limit) { return expire_.run(before, limit); }
  /// Those that cannot be read, at most `limit`.
  [[nodiscard]] std::vector<std::string> wrong(std::size_t limit);

private:
  [[nodiscard]] static desk_mark read(const statement::rows& from);

  connection& db_;
  number_table& numbers_;
  statement insert_{db_, "INSERT INTO desk_mark (subject, number, kind, note, tasks, heard, who, "
                         "at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
  statement find_{db_, SOJOURN_DESK_MARK "WHERE subject = ? AND number = ?"};
  statement of_{db_, SOJOURN_DESK_MARK "WHERE subject = ? ORDER BY number DESC LIMIT ?"};
  statement set_undone_{db_, "UPDATE desk_mark SET undone_at = ?, undone_by = ? "
                             "WHERE subject = ? AND number = ?"};
  statement expire_{db_, "DELETE FROM desk_mark WHERE (subject, number) IN "
                         "(SELECT subject, number FROM desk_mark INDEXED BY desk_mark_by_age "
                         "WHERE at < ? ORDER BY at LIMIT ?)"};
  statement wrong_{db_, "SELECT 'mark_' || number FROM desk_mark m WHERE kind NOT BETWEEN 0 AND 3 "
                        "OR NOT json_valid(tasks) OR NOT json_valid(heard) "
                        "OR number > coalesce((SELECT last FROM number "
                        "WHERE name = 'desk_mark'), 0) LIMIT ?"};
};

} // namespace sojourn::storage
