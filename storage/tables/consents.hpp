// What persons want, addresses that take nothing, and the rules around sends.
#pragma once

#include "storage/sends.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class consent_table {
public:
  explicit consent_table(connection& db) : db_{db} {}

  bool put(const subject_ref& subject, const stored_consent& word);
  bool remove(const subject_ref& subject, const messages::consent& word);
  [[nodiscard]] std::vector<stored_consent> of(const subject_ref& subject);
  /// How many have given consent to messages of this purpose over this channel.
  [[nodiscard]] std::int64_t given(const std::string& channel, int purpose);

private:
  connection& db_;
  statement put_{db_, "INSERT INTO consent (subject, channel, purpose, given, at, source) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (subject, channel, purpose) "
                      "DO UPDATE SET given = ?4, at = ?5, source = ?6 WHERE at <= ?5"};
  statement remove_{db_, "DELETE FROM consent WHERE subject = ? AND channel = ? AND purpose = ?"};
  statement of_{db_, "SELECT channel, purpose, given, at, source FROM consent WHERE subject = ? "
                     "ORDER BY channel, purpose"};
  statement given_{db_, "SELECT count(DISTINCT subject) FROM consent WHERE given = 1 "
                        "AND channel IN (?, '') AND purpose IN (?, -1)"};
};

class suppression_table {
public:
  explicit suppression_table(connection& db) : db_{db} {}

  void put(const stored_suppression& what) {
    put_.run(what.channel, what.address, what.reason, what.at, what.source);
  }
  bool remove(const std::string& channel, const std::string& address) {
    return remove_.run(channel, address) == 1;
  }
  [[nodiscard]] std::optional<stored_suppression> find(const std::string& channel,
                                                       const std::string& address);
  /// By channel and address, after these.
  [[nodiscard]] std::vector<stored_suppression>
  after(const std::string& channel, const std::string& address, std::size_t limit);

private:
  [[nodiscard]] static stored_suppression read(const statement::rows& from);

  connection& db_;
  // The first reason stays: it says since when.
  statement put_{db_, "INSERT OR IGNORE INTO suppression (channel, address, reason, at, source) "
                      "VALUES (?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM suppression WHERE channel = ? AND address = ?"};
  statement find_{db_, "SELECT channel, address, reason, at, source FROM suppression "
                       "WHERE channel = ? AND address = ?"};
  statement after_{db_, "SELECT channel, address, reason, at, source FROM suppression "
                        "WHERE (channel, address) > (?, ?) ORDER BY channel, address LIMIT ?"};
};

class send_rules_table {
public:
  explicit send_rules_table(connection& db) : db_{db} {}

  [[nodiscard]] stored_send_rules newest();
  void insert(const std::string& document, instant at, const std::string& who) {
    insert_.run(document, at, who);
  }

private:
  connection& db_;
  statement newest_{db_, "SELECT version, document, at, who FROM send_rules "
                         "ORDER BY version DESC LIMIT 1"};
  statement insert_{db_, "INSERT INTO send_rules (document, at, who) VALUES (?, ?, ?)"};
};

} // namespace sojourn::storage
