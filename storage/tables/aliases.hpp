// Aliases: which visitors turned out to be which customers.
#pragma once

#include "storage/identities.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class alias_table {
public:
  explicit alias_table(connection& db) : db_{db} {}

  [[nodiscard]] std::optional<visitor_link> find(const std::string& visitor);
  /// The customer that somebody is; nullopt for all but visitors whose link is proven.
  [[nodiscard]] std::optional<subject_ref> customer_behind(const subject_ref& subject);
  /// The same where a claim is enough.
  [[nodiscard]] std::optional<subject_ref> claimed_behind(const subject_ref& subject);
  void put(const visitor_link& link);
  void remove(const std::string& visitor) { remove_.run(visitor); }
  /// By visitor, after `after`.
  [[nodiscard]] std::vector<visitor_link> of(const std::string& customer, const std::string& after,
                                             std::size_t limit);
  /// Links whose data is still on its way.
  [[nodiscard]] std::vector<std::string> under_way();

  // What the tables of others hold of a visitor. Each gives how many rows it moved.
  int move_events(const subject_ref& from, const subject_ref& to, std::size_t limit) {
    return move_events_.run(to_text(to), to_text(from), limit);
  }
  /// What was sent counts against what may still be sent.
  int move_sends(const subject_ref& from, const subject_ref& to, std::size_t limit) {
    return move_sends_.run(to_text(to), to_text(from), limit);
  }
  /// The visitor's codes and answers, and what forgotten sends have left of the visitor.
  void move_kept(const subject_ref& from, const subject_ref& to) {
    move_touches_.run(to_text(to), to_text(from));
    move_keys_.run(to_text(to), to_text(from));
    move_vouchers_.run(to_text(to), to_text(from));
    move_form_answers_.run(to_text(to), to_text(from));
    move_form_drafts_.run(to_text(to), to_text(from));
    move_tasks_.run(to_text(to), to_text(from));
  }
  /// The newest word about each channel and purpose counts.
  int move_consents(const subject_ref& from, const subject_ref& to) {
    move_consents_.run(to_text(to), to_text(from));
    return remove_consents_.run(to_text(from));
  }
  int move_inbox(const subject_ref& from, const subject_ref& to) {
    return move_inbox_.run(to_text(to), to_text(from));
  }

private:
  [[nodiscard]] static visitor_link read(const statement::rows& from);
  [[nodiscard]] std::optional<subject_ref> behind(const subject_ref& subject, link_trust least);

  connection& db_;
  statement find_{db_, "SELECT visitor, customer, state, linked_at, linked_by, moved, claimed "
                       "FROM alias WHERE visitor = ?"};
  statement customer_{db_, "SELECT customer FROM alias WHERE visitor = ? AND claimed <= ?"};
  statement put_{db_, "INSERT OR REPLACE INTO alias (visitor, customer, state, linked_at, "
                      "linked_by, moved, claimed) VALUES (?, ?, ?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM alias WHERE visitor = ?"};
  statement of_{db_, "SELECT visitor, customer, state, linked_at, linked_by, moved, claimed "
                     "FROM alias WHERE customer = ? AND visitor > ? ORDER BY visitor LIMIT ?"};
  statement under_way_{db_, "SELECT visitor FROM alias WHERE state = 0 ORDER BY visitor"};
  statement move_events_{db_, "UPDATE event SET subject = ? WHERE number IN "
                              "(SELECT number FROM event WHERE subject = ? LIMIT ?)"};
  statement move_sends_{db_, "UPDATE send SET subject = ? WHERE number IN "
                             "(SELECT number FROM send WHERE subject = ? LIMIT ?)"};
  statement move_touches_{db_, "UPDATE OR IGNORE kept_touch SET subject = ? WHERE subject = ?"};
  statement move_keys_{db_, "UPDATE kept_key SET subject = ? WHERE subject = ?"};
  statement move_form_answers_{db_, "UPDATE form_answer SET subject = ? WHERE subject = ?"};
  statement move_form_drafts_{db_, "UPDATE form_draft SET subject = ? WHERE subject = ?"};
  statement move_tasks_{db_, "UPDATE desk_task SET subject = ? WHERE subject = ?"};
  statement move_vouchers_{db_, "UPDATE voucher SET subject = ? WHERE subject = ?"};
  statement move_consents_{db_,
                           "INSERT INTO consent (subject, channel, purpose, given, at, source) "
                           "SELECT ?1, channel, purpose, given, at, source FROM consent "
                           "WHERE subject = ?2 ON CONFLICT (subject, channel, purpose) "
                           "DO UPDATE SET given = excluded.given, at = excluded.at, "
                           "source = excluded.source WHERE at < excluded.at"};
  statement remove_consents_{db_, "DELETE FROM consent WHERE subject = ?"};
  statement move_inbox_{db_, "UPDATE inbox SET subject = ? WHERE subject = ?"};
};

} // namespace sojourn::storage
