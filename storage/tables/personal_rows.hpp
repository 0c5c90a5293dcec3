// What each table holds of a person, and how it goes. Used by erasures alone; what stays of each
// table, and why, is told in docs/privacy.md.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <vector>

namespace sojourn::storage {

/// `erasure` names the list of those whom it is about; `marker` is "erased:12", what stands for
/// them from then on. Each function gives how many rows it touched.
class personal_rows {
public:
  explicit personal_rows(connection& db) : db_{db} {}

  // By an index, of one subject.
  int remove_events(const std::string& subject, std::size_t limit) {
    return events_.run(subject, limit);
  }
  int remove_hook_messages(const std::string& subject, std::size_t limit) {
    return hook_messages_.run(subject, limit);
  }
  int remove_mail(const std::string& subject, std::size_t limit) {
    return mail_.run(subject, limit);
  }
  /// What was sent stays as a figure, with what was heard of it; to whom and what it said goes.
  int blank_sends(const std::string& subject, const std::string& marker, std::size_t limit);
  int remove_consents(const std::string& subject) { return consents_.run(subject); }
  int remove_form_answers(const std::string& subject, std::size_t limit) {
    return form_answers_.run(subject, limit);
  }
  int remove_form_drafts(const std::string& subject) { return form_drafts_.run(subject); }
  /// What the staff were asked to do for them, and what they did.
  int remove_desk_rows(const std::string& subject) {
    return desk_tasks_.run(subject) + desk_marks_.run(subject);
  }
  /// Consents that wait for them, and when they were asked last.
  int remove_consent_requests(const std::string& customer) {
    consent_mails_.run(customer);
    return consent_requests_.run(customer);
  }
  int remove_suppressions(const std::string& address) { return suppressions_.run(address); }
  /// At most `limit` instances whose journal is still readable.
  [[nodiscard]] std::vector<instance_id> instances(const std::string& subject, std::size_t limit);
  void blank_entry(std::int64_t seq) { entry_.run(seq); }
  /// Whose the codes of an instance are, and who redeemed them.
  int blank_vouchers(instance_id instance) { return vouchers_.run(instance); }
  void remove_traits(const std::string& customer) {
    traits_.run(customer);
    paid_orders_.run(customer);
  }
  /// The entries stay, for somebody whom nobody knows, with references that mean nothing.
  int rename_points(const std::string& customer, const std::string& marker);

  // By a look at the whole table, of all that are listed.
  [[nodiscard]] std::vector<std::int64_t> inbox_numbers(std::int64_t erasure);
  /// They stay on the lists of their runs, which refuse them.
  int rename_run_members(std::int64_t erasure, const std::string& marker) {
    return run_members_.run(erasure, marker);
  }
  int remove_answers(std::int64_t erasure) { return answers_.run(erasure); }
  int blank_jobs(std::int64_t erasure, const std::string& marker) {
    job_audit_.run(erasure); // while the jobs still say whom they are about
    return jobs_.run(erasure, marker);
  }
  int blank_job_errors(const std::string& marker) { return job_errors_.run(marker); }
  int blank_audit(std::int64_t erasure, const std::string& marker);
  int blank_import_errors(std::int64_t erasure) { return import_errors_.run(erasure); }
  /// And what arrived in calls of which nobody knows whom they are about.
  int blank_hook_calls(std::int64_t erasure) {
    const auto about_them = hook_calls_.run(erasure);
    unread_calls_.run(); // not counted: it is not known to be about them
    return about_them;
  }
  /// What forgotten instances have left of them.
  int remove_kept_touches(const std::string& subject) { return touches_.run(subject); }
  int remove_holders(std::int64_t erasure) { return voucher_holders_.run(erasure); }
  int remove_kept_keys(const std::string& subject) {
    reentry_keys_.run(subject);
    return kept_keys_.run(subject);
  }

private:
  connection& db_;
  statement events_{db_, "DELETE FROM event WHERE number IN "
                         "(SELECT number FROM event WHERE subject = ? LIMIT ?)"};
  statement hook_messages_{db_, "DELETE FROM hook_message WHERE number IN "
                                "(SELECT number FROM hook_message WHERE subject = ? LIMIT ?)"};
  statement mail_{db_, "DELETE FROM mail WHERE number IN "
                       "(SELECT number FROM mail WHERE subject = ? LIMIT ?)"};
  statement sends_{db_, "SELECT number, channel, address FROM send WHERE subject = ? "
                        "ORDER BY number LIMIT ?"};
  statement blank_send_{db_, "UPDATE send SET subject = ?2, address = '', provider_id = NULL, "
                             "hash = '', links = '[]', content = NULL, failure = NULL "
                             "WHERE number = ?1"};
  statement receipts_{db_, "UPDATE receipt SET id = number, detail = '', data = '{}' "
                           "WHERE send = ?"};
  statement suppression_{db_, "DELETE FROM suppression WHERE channel = ? AND address = ?"};
  statement suppressions_{db_, "DELETE FROM suppression WHERE address = ?"};
  statement consents_{db_, "DELETE FROM consent WHERE subject = ?"};
  statement form_answers_{db_, "DELETE FROM form_answer WHERE number IN "
                               "(SELECT number FROM form_answer WHERE subject = ? LIMIT ?)"};
  statement form_drafts_{db_, "DELETE FROM form_draft WHERE subject = ?"};
  statement desk_tasks_{db_, "DELETE FROM desk_task WHERE subject = ?"};
  statement desk_marks_{db_, "DELETE FROM desk_mark WHERE subject = ?"};
  statement consent_mails_{db_, "DELETE FROM consent_mail WHERE email IN "
                                "(SELECT email FROM consent_request WHERE customer = ?)"};
  statement consent_requests_{db_, "DELETE FROM consent_request WHERE customer = ?"};
  statement instances_{db_, "SELECT id FROM instance WHERE subject = ? ORDER BY id LIMIT ?"};
  statement entry_{db_, "UPDATE journal SET format = 0, payload = '' WHERE seq = ?"};
  statement vouchers_{db_, "UPDATE voucher SET subject = NULL, redeemed_by = NULL "
                           "WHERE instance = ?"};
  statement traits_{db_, "DELETE FROM trait WHERE customer = ?"};
  statement paid_orders_{db_, "DELETE FROM paid_order WHERE customer = ?"};
  // Reversals first: they are matched by what their bookings are still called.
  statement reversals_{db_,
                       "UPDATE point_entry SET reference = ?2 || ':' || number, "
                       "reverses = ?2 || ':' || coalesce((SELECT b.number FROM point_entry b "
                       "WHERE b.book = point_entry.book AND b.reference = point_entry.reverses "
                       "AND b.reverses IS NULL), number) "
                       "WHERE customer = ?1 AND reverses IS NOT NULL"};
  statement bookings_{db_, "UPDATE point_entry SET reference = ?2 || ':' || number "
                           "WHERE customer = ?1 AND reverses IS NULL"};
  statement points_{db_, "UPDATE point_entry SET customer = ?2 WHERE customer = ?1"};
  statement balance_{db_, "UPDATE point_balance SET customer = ?2 WHERE customer = ?1"};

  statement reentry_keys_{db_, "DELETE FROM reentry WHERE (campaign, key) IN "
                               "(SELECT campaign, key FROM kept_key WHERE subject = ?) "
                               "AND open = 0 AND NOT EXISTS "
                               "(SELECT 1 FROM instance i WHERE i.id = reentry.instance)"};
  statement kept_keys_{db_, "DELETE FROM kept_key WHERE subject = ?"};
  statement touches_{db_, "DELETE FROM kept_touch WHERE subject = ?"};
  statement voucher_holders_{db_, "UPDATE voucher SET subject = NULL, redeemed_by = NULL "
                                  "WHERE subject IN "
                                  "(SELECT subject FROM erasure_subject WHERE erasure = ?)"};
  statement deliveries_{db_, "SELECT number FROM inbox WHERE subject IN "
                             "(SELECT subject FROM erasure_subject WHERE erasure = ?)"};
  statement run_members_{db_, "UPDATE run_member SET subject = ?2 WHERE subject IN "
                              "(SELECT subject FROM erasure_subject WHERE erasure = ?1)"};
  // An answer that shows a secret is sealed, and no JSON; it is about no person.
  statement answers_{
      db_, "DELETE FROM idempotency WHERE CASE WHEN json_valid(answer) THEN EXISTS "
           "(SELECT 1 FROM erasure_subject s WHERE s.erasure = ?1 AND (s.subject IN "
           "(json_extract(answer, '$.subject'), json_extract(answer, '$.filter.subject'), "
           "json_extract(answer, '$.id')))) ELSE 0 END"};
  // What a job that has not ended is to do stays readable; nobody of the list is left for it.
  statement jobs_{db_, "UPDATE job SET filter = json_set(filter, '$.subject', ?2), why = '', "
                       "details = CASE WHEN json_type(details, '$.data') IS NULL THEN details "
                       "ELSE json_set(details, '$.data', json('{}')) END "
                       "WHERE json_extract(filter, '$.subject') IN "
                       "(SELECT subject FROM erasure_subject WHERE erasure = ?1)"};
  // Why a job was begun that is about one of the list.
  statement job_audit_{db_, "UPDATE audit SET why = '', changes = '', salt = '' "
                            "WHERE action = 'job.begin' AND why <> '' AND EXISTS "
                            "(SELECT 1 FROM job j WHERE audit.target LIKE 'job_' || j.id || ' %' "
                            "AND json_extract(j.filter, '$.subject') IN "
                            "(SELECT subject FROM erasure_subject WHERE erasure = ?1))"};
  statement job_errors_{db_, "UPDATE job_error SET message = '' WHERE instance IN "
                             "(SELECT id FROM instance WHERE subject = ?)"};
  statement audit_{db_, "UPDATE audit SET why = '', changes = '', salt = '' WHERE target IN "
                        "(SELECT subject FROM erasure_subject WHERE erasure = ?)"};
  statement audit_targets_{db_, "UPDATE audit SET target = ?2, salt = '' WHERE target IN "
                                "(SELECT subject FROM erasure_subject WHERE erasure = ?1 "
                                "AND subject NOT LIKE 'ins\\_%' ESCAPE '\\')"};
  statement import_errors_{
      db_, "UPDATE import_error SET record = '', message = '' WHERE "
           "(SELECT i.type FROM import i WHERE i.id = import_error.import) || ':' || record IN "
           "(SELECT subject FROM erasure_subject WHERE erasure = ?)"};
  statement hook_calls_{db_, "UPDATE hook_call SET why = '', message = '', details = '{}', "
                             "arrived = NULL, subject = NULL WHERE subject IN "
                             "(SELECT subject FROM erasure_subject WHERE erasure = ?1) OR EXISTS "
                             "(SELECT 1 FROM json_each(hook_call.details, '$.subjects') j "
                             "JOIN erasure_subject s ON s.subject = j.value AND s.erasure = ?1)"};
  // Nobody found out whom these are about.
  statement unread_calls_{db_, "UPDATE hook_call SET arrived = NULL WHERE arrived IS NOT NULL "
                               "AND subject IS NULL"};
};

} // namespace sojourn::storage
