// When people read and clicked what was sent to them, and what was measured of that.
#pragma once

#include "storage/active_hours.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <functional>

namespace sojourn::storage {

class active_hours_table {
public:
  explicit active_hours_table(connection& db) : db_{db} {}

  /// Of the newest sends to one person, by the wall of `zone`.
  [[nodiscard]] reports::active_hours of_person(const std::string& subject,
                                                const std::string& zone);
  [[nodiscard]] reports::active_hours measured(const std::string& whose);
  void clear() { clear_.run(); }
  void put(const measured_hours& one);

  /// Numbers of sends, in which they were handed over first.
  struct numbers {
    std::int64_t from = 1;
    std::int64_t to = 0; ///< the last
  };
  /// Those of what left since then. What left before and was tried again since is not among them.
  [[nodiscard]] numbers sent_since(instant since);
  /// What was heard of a send, and the zone that the record of its subject names; empty: none.
  struct touched {
    std::string_view subject;
    std::optional<instant> read_at;
    std::optional<instant> clicked_at;
    std::string_view zone;
  };
  void each_touched(const numbers& of, const std::function<void(const touched&)>& visit);

private:
  connection& db_;
  // By the index of sends by subject and time; a person who gets many has their newest looked at.
  statement person_{db_, "SELECT read_at, clicked_at FROM (SELECT read_at, clicked_at FROM send "
                         "WHERE subject = ?1 ORDER BY at DESC LIMIT ?2) "
                         "WHERE read_at IS NOT NULL OR clicked_at IS NOT NULL"};
  statement measured_{db_, "SELECT hour, reads, clicks FROM active_hour WHERE whose = ?"};
  statement clear_{db_, "DELETE FROM active_hour"};
  statement put_{db_, "INSERT INTO active_hour (whose, hour, reads, clicks) VALUES (?, ?, ?, ?)"};
  statement bounds_{db_, "SELECT (SELECT number FROM send ORDER BY number LIMIT 1), "
                         "(SELECT number FROM send ORDER BY number DESC LIMIT 1)"};
  statement next_{db_, "SELECT number, at FROM send WHERE number >= ? ORDER BY number LIMIT 1"};
  statement touched_{
      db_, "SELECT s.subject, s.read_at, s.clicked_at, coalesce((SELECT json_extract(r.data, "
           "'$.timezone') FROM record r WHERE r.type = substr(s.subject, 1, instr(s.subject, ':') "
           "- 1) AND r.id = substr(s.subject, instr(s.subject, ':') + 1)), '') FROM send s "
           "WHERE s.number BETWEEN ?1 AND ?2 "
           "AND (s.read_at IS NOT NULL OR s.clicked_at IS NOT NULL)"};
};

} // namespace sojourn::storage
