// Events and hook messages: stored once each, kept as long as they can come again.
#pragma once

#include "engine/advance.hpp"
#include "storage/events.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"

namespace sojourn::storage {

class event_table {
public:
  event_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  struct known {
    std::int64_t number = 0;
    instant stored_at{};
  };
  /// The event that was stored with this source and id.
  [[nodiscard]] std::optional<known> find(const std::string& source, const std::string& id);
  void remove(std::int64_t number) { remove_.run(number); }
  /// The number of the event that was stored last, also of one that is gone since. For the writer
  /// alone.
  [[nodiscard]] std::int64_t newest() { return numbers_.last(numbered::event); }
  /// The same as this connection sees the file.
  [[nodiscard]] std::int64_t newest_written() { return numbers_.last_written(numbered::event); }
  /// Whether there is one of this type about the subject with a greater number than `after`.
  [[nodiscard]] bool is_any_after(std::int64_t after, const std::string& subject,
                                  const std::string& type);
  /// Those of this type about the subject with greater numbers than `after`, in any order.
  [[nodiscard]] std::vector<stored_event> after(std::int64_t after, const std::string& subject,
                                                const std::string& type);
  /// One that a record has caused, or that somebody else has told, of this type about the subject
  /// whose data names the record `id` in `member`.
  enum class teller { record, somebody };
  [[nodiscard]] std::optional<known> told_by(teller who, const std::string& subject,
                                             const std::string& type, const std::string& member,
                                             const std::string& id);
  /// Gives the number of the new event.
  std::int64_t insert(const stored_event& event, instant now);
  /// The events about a subject that a wait looks back for, in the order in which they came.
  [[nodiscard]] std::vector<stored_event> about(const std::string& subject,
                                                const engine::look_back& wanted);
  [[nodiscard]] event_reader::page list(const event_query& what);
  /// Removes the oldest events stored before `before`, a few at a time; how many there were.
  int expire(instant before, std::size_t most = 4) { return expire_.run(before, most); }

private:
  connection& db_;
  number_table& numbers_;
  statement list_{db_, "SELECT number, source, id, type, subject, at, stored_at, data FROM event "
                       "WHERE number < ?1 ORDER BY number DESC LIMIT ?2"};
  statement list_about_{db_, "SELECT number, source, id, type, subject, at, stored_at, data "
                             "FROM event INDEXED BY event_by_subject "
                             "WHERE subject = ?3 AND number < ?1 AND (?4 = '' OR type = ?4) "
                             "ORDER BY number DESC LIMIT ?2"};
  statement any_after_{db_, "SELECT 1 FROM event WHERE subject = ? AND type = ? AND number > ? "
                            "LIMIT 1"};
  statement after_{db_, "SELECT number, source, id, at, data FROM event "
                        "WHERE subject = ? AND type = ? AND number > ?"};
  statement told_by_{db_, "SELECT number, stored_at FROM event WHERE subject = ?1 AND type = ?2 "
                          "AND (source = 'sojourn') = ?3 "
                          "AND CAST(json_extract(data, ?4) AS TEXT) = ?5 LIMIT 1"};
  statement find_{db_, "SELECT number, stored_at FROM event WHERE source = ? AND id = ?"};
  statement remove_{db_, "DELETE FROM event WHERE number = ?"};
  statement insert_{db_,
                    "INSERT INTO event (number, source, id, type, subject, at, stored_at, data) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
  statement about_{db_, "SELECT number, source, id, at, data FROM event "
                        "WHERE subject = ?1 AND type = ?2 AND at >= ?3 AND stored_at > ?4"};
  // Those that a start hears which waits for the end of a pause, or a run that enters, are kept.
  statement expire_{db_, "DELETE FROM event WHERE number IN "
                         "(SELECT number FROM event ORDER BY number LIMIT ?2) AND stored_at < ?1 "
                         "AND number <= min("
                         "coalesce((SELECT min(cause) FROM inbox WHERE held = 1), 1 << 62), "
                         "coalesce((SELECT min(cause) FROM run WHERE state < 2), 1 << 62))"};
};

class hook_message_table {
public:
  explicit hook_message_table(connection& db) : db_{db} {}

  /// Whether the message was seen at or after `since`.
  [[nodiscard]] bool holds(const std::string& hook, const std::string& message, instant since) {
    return holds_.query(hook, message, since).next();
  }
  /// False when the message was seen at or after `since`.
  [[nodiscard]] bool insert(const std::string& hook, const std::string& message,
                            const std::string& subject, instant now, instant since) {
    const auto about = subject.empty() ? std::nullopt : std::optional{subject};
    if (insert_.run(hook, message, now, about) == 1)
      return true;
    // Forgotten and not cleared away yet: it comes in anew, behind the others that are kept.
    return remove_.run(hook, message, since) == 1 && insert_.run(hook, message, now, about) == 1;
  }
  /// Removes the oldest messages stored before `before`, a few at a time; how many there were.
  int expire(instant before, std::size_t most = 4) { return expire_.run(before, most); }

private:
  connection& db_;
  statement holds_{db_, "SELECT 1 FROM hook_message WHERE hook = ? AND message = ? "
                        "AND stored_at >= ?"};
  statement insert_{db_, "INSERT INTO hook_message (hook, message, stored_at, subject) "
                         "VALUES (?, ?, ?, ?) "
                         "ON CONFLICT (hook, message) DO NOTHING"};
  statement remove_{db_, "DELETE FROM hook_message WHERE hook = ? AND message = ? "
                         "AND stored_at < ?"};
  statement expire_{db_, "DELETE FROM hook_message WHERE number IN "
                         "(SELECT number FROM hook_message ORDER BY number LIMIT ?2) "
                         "AND stored_at < ?1"};
};

} // namespace sojourn::storage
