// Hosted forms: documents, answers, drafts, and consents that are asked for.
#pragma once

#include "storage/hosted_forms.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"
#include "storage/tables/saved.hpp"

namespace sojourn::storage {

class form_table : public saved_table {
public:
  explicit form_table(connection& db) : saved_table{db, sql, "form"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("form");
};

class form_answer_table {
public:
  form_answer_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  /// The number of the answer that was taken under this key.
  [[nodiscard]] std::optional<std::int64_t> find(const std::string& form, const std::string& key);
  /// How many the form ever took, those that are removed among them.
  [[nodiscard]] std::int64_t count_of(const std::string& form);
  [[nodiscard]] std::map<std::string, std::int64_t> counts();
  [[nodiscard]] std::int64_t count_by_subject(const std::string& form, const std::string& subject);
  [[nodiscard]] std::int64_t count_by_link(const std::string& form, const std::string& link);

  struct row {
    std::string subject;
    std::string campaign;
    bool proven = false;
  };
  /// Stores one and counts it; gives its number.
  std::int64_t insert(const hosted_answer& answer, const row& of, instant now);
  [[nodiscard]] bool any_of(const std::string& form) { return any_.query(form).next(); }
  /// Removes the newest answers of a form; how many there were.
  int remove_of(const std::string& form, std::size_t limit) { return remove_of_.run(form, limit); }
  void forget_count(const std::string& form) { forget_count_.run(form); }
  [[nodiscard]] answers_found list(const answer_query& what);
  /// Removes the oldest before `before`; how many there were.
  int expire(instant before, std::size_t limit) { return expire_.run(before, limit); }

private:
  connection& db_;
  number_table& numbers_;
  statement find_{db_, "SELECT number FROM form_answer WHERE form = ? AND key = ?"};
  statement count_of_{db_, "SELECT taken FROM form_count WHERE form = ?"};
  statement counts_{db_, "SELECT form, taken FROM form_count"};
  statement by_subject_{db_, "SELECT count(*) FROM form_answer WHERE subject = ?2 AND form = ?1"};
  statement by_link_{db_, "SELECT count(*) FROM form_answer WHERE link = ?2 AND link <> '' "
                          "AND form = ?1"};
  statement insert_{db_, "INSERT INTO form_answer (number, form, version, key, subject, link, "
                         "instance, campaign, language, proven, at, answers) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement count_one_{db_, "INSERT INTO form_count (form, taken) VALUES (?, 1) "
                            "ON CONFLICT DO UPDATE SET taken = taken + 1"};
  statement forget_count_{db_, "DELETE FROM form_count WHERE form = ?"};
  statement any_{db_, "SELECT 1 FROM form_answer WHERE form = ? LIMIT 1"};
  statement remove_of_{db_, "DELETE FROM form_answer WHERE number IN "
                            "(SELECT number FROM form_answer WHERE form = ? LIMIT ?)"};
  statement list_{db_, "SELECT number, version, subject, instance, campaign, language, proven, at, "
                       "answers FROM form_answer WHERE form = ?1 AND number < ?2 "
                       "ORDER BY number DESC LIMIT ?3"};
  statement list_about_{db_, "SELECT number, version, subject, instance, campaign, language, "
                             "proven, at, answers FROM form_answer "
                             "INDEXED BY form_answer_by_subject "
                             "WHERE subject = ?4 AND form = ?1 AND number < ?2 "
                             "ORDER BY number DESC LIMIT ?3"};
  statement expire_{db_, "DELETE FROM form_answer WHERE number IN "
                         "(SELECT number FROM form_answer ORDER BY number LIMIT ?2) "
                         "AND at < ?1"};
};

class form_draft_table {
public:
  explicit form_draft_table(connection& db) : db_{db} {}

  [[nodiscard]] std::optional<form_draft> find(const std::string& key);
  void put(const form_draft& draft) {
    put_.run(draft.key, draft.form, draft.subject, dump(draft.inputs), draft.at);
  }
  void remove(const std::string& key) { remove_.run(key); }
  int remove_of(const std::string& form) { return remove_of_.run(form); }
  [[nodiscard]] std::int64_t count_public();
  int expire(instant before, std::size_t limit) { return expire_.run(before, limit); }

private:
  connection& db_;
  statement find_{db_, "SELECT form, subject, inputs, at FROM form_draft WHERE key = ?"};
  statement put_{db_, "INSERT OR REPLACE INTO form_draft (key, form, subject, inputs, at) "
                      "VALUES (?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM form_draft WHERE key = ?"};
  statement remove_of_{db_, "DELETE FROM form_draft WHERE form = ?"};
  statement public_{db_, "SELECT count(*) FROM form_draft WHERE subject = ''"};
  statement expire_{db_, "DELETE FROM form_draft WHERE key IN "
                         "(SELECT key FROM form_draft WHERE at < ? ORDER BY at LIMIT ?)"};
};

class consent_request_table {
public:
  consent_request_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  [[nodiscard]] std::optional<consent_request> find(std::int64_t number);
  /// The one that asks for the same and is not confirmed.
  [[nodiscard]] std::optional<std::int64_t> open(const consent_request& like);
  /// Gives the number of the new one.
  std::int64_t insert(const consent_request& what);
  void renew(std::int64_t number, instant at) { renew_.run(number, at); }
  void confirm(std::int64_t number, instant at) { confirm_.run(number, at); }
  /// Whether the owner of the address may be asked again; if so, they are asked now.
  [[nodiscard]] bool may_ask(const std::string& email, instant now);
  /// Removes those that nobody confirmed, and the memory of mails that do not matter any more.
  int expire(instant asked_before, instant mailed_before, std::size_t limit) {
    return expire_.run(asked_before, limit) + expire_mails_.run(mailed_before, limit);
  }

private:
  connection& db_;
  number_table& numbers_;
  statement find_{db_, "SELECT customer, email, channel, purpose, source, asked_at, confirmed_at "
                       "FROM consent_request WHERE number = ?"};
  statement open_{db_, "SELECT number FROM consent_request WHERE customer = ? AND email = ? "
                       "AND channel = ? AND purpose = ? AND confirmed_at IS NULL LIMIT 1"};
  statement insert_{db_, "INSERT INTO consent_request (number, customer, email, channel, purpose, "
                         "source, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?)"};
  statement renew_{db_, "UPDATE consent_request SET asked_at = ?2 WHERE number = ?1"};
  statement confirm_{db_, "UPDATE consent_request SET confirmed_at = ?2 WHERE number = ?1"};
  statement mailed_{db_, "SELECT at FROM consent_mail WHERE email = ?"};
  statement put_mail_{db_, "INSERT OR REPLACE INTO consent_mail (email, at) VALUES (?, ?)"};
  statement expire_{db_, "DELETE FROM consent_request WHERE number IN "
                         "(SELECT number FROM consent_request WHERE confirmed_at IS NULL "
                         "AND asked_at < ? LIMIT ?)"};
  statement expire_mails_{db_, "DELETE FROM consent_mail WHERE email IN "
                               "(SELECT email FROM consent_mail WHERE at < ? LIMIT ?)"};
};

} // namespace sojourn::storage
