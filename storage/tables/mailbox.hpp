// The local inbox: messages of campaigns that are tried out without a real channel.
#pragma once

#include "storage/mailbox.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"

namespace sojourn::storage {

class mail_table {
public:
  mail_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  /// Does nothing when the key is there.
  void insert(const mail& message);
  /// Newest first, below `before`. Empty subject: all.
  [[nodiscard]] std::vector<json> show(const std::string& subject, std::int64_t before,
                                       std::size_t limit);

  [[nodiscard]] bool holds(const effect_key& key) {
    return holds_.query(key.instance, key.step, key.visit).next();
  }
  /// Number and key, in the order of the numbers, after `after`.
  [[nodiscard]] std::vector<std::pair<std::int64_t, effect_key>> keys_after(std::int64_t after,
                                                                            std::size_t limit);

private:
  [[nodiscard]] static json show(const statement::rows& from);
  [[nodiscard]] static effect_key key_in(const statement::rows& from);

  connection& db_;
  number_table& numbers_;
  statement insert_{db_,
                    "INSERT INTO mail (number, instance, step, visit, subject, campaign, message, "
                    "subject_line, text, html, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (instance, step, visit) DO NOTHING"};
  statement holds_{db_, "SELECT 1 FROM mail WHERE instance = ? AND step = ? AND visit = ?"};
  statement keys_{db_, "SELECT number, instance, step, visit FROM mail WHERE number > ? "
                       "ORDER BY number LIMIT ?"};
  statement all_{db_, "SELECT number, instance, step, visit, subject, campaign, message, "
                      "subject_line, text, html, at FROM mail WHERE number < ? "
                      "ORDER BY number DESC LIMIT ?"};
  statement about_{db_, "SELECT number, instance, step, visit, subject, campaign, message, "
                        "subject_line, text, html, at FROM mail WHERE number < ? AND subject = ? "
                        "ORDER BY number DESC LIMIT ?"};
};

} // namespace sojourn::storage
