// What happened with one customer, read from the tables that hold it, newest first.
#pragma once

#include "storage/customers.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class timeline_table {
public:
  explicit timeline_table(connection& db) : db_{db} {}

  // Each gives those that stand before `before`, the newest first, at most `limit`.

  [[nodiscard]] std::vector<timeline_item> events(const subject_ref& customer,
                                                  const timeline_place& before, std::size_t limit);
  [[nodiscard]] std::vector<timeline_item> sends(const subject_ref& customer,
                                                 const timeline_place& before, std::size_t limit);
  [[nodiscard]] std::vector<timeline_item> points(const subject_ref& customer,
                                                  const timeline_place& before, std::size_t limit);
  [[nodiscard]] std::vector<timeline_item> changes(const subject_ref& customer,
                                                   const timeline_place& before, std::size_t limit);

private:
  connection& db_;
  // What is heard of a message stands beside the message.
  statement events_{db_, "SELECT at, number, source, id, type, data FROM event "
                         "INDEXED BY event_by_subject WHERE subject = ?1 AND (at, number) < "
                         "(?2, ?3) AND NOT (source = 'sojourn' AND type LIKE 'message.%') "
                         "ORDER BY at DESC, number DESC LIMIT ?4"};
  statement sends_{db_, "SELECT at, number, campaign, step, instance, channel, message, outcome, "
                        "code, delivered_at, read_at, clicked_at, replied_at, failed_at "
                        "FROM send INDEXED BY send_by_subject "
                        "WHERE subject = ?1 AND (at, number) < (?2, ?3) "
                        "ORDER BY at DESC, number DESC LIMIT ?4"};
  statement points_{db_, "SELECT at, number, book, reference, reverses, amount, campaign "
                         "FROM point_entry INDEXED BY point_entry_by_customer "
                         "WHERE customer = ?1 AND (at, number) < (?2, ?3) "
                         "ORDER BY at DESC, number DESC LIMIT ?4"};
  statement changes_{db_, "SELECT at, number, changes FROM customer_change "
                          "INDEXED BY customer_change_by_customer "
                          "WHERE customer = ?1 AND (at, number) < (?2, ?3) "
                          "ORDER BY at DESC, number DESC LIMIT ?4"};
};

} // namespace sojourn::storage
