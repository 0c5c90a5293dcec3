// Sends and their receipts.
#pragma once

#include "messages/attribution.hpp"
#include "storage/sends.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/message_entry.hpp"

namespace sojourn::storage {

/// The messages that left for a person, newest first, read only as far back as somebody asks.
class sent_history {
public:
  sent_history(statement& newest_first, const std::string& subject, const std::string& but)
      : rows_{newest_first.query(subject, but)} {}

  /// nullptr: there are no more. Valid until the next call.
  [[nodiscard]] const messages::sent_message* at(std::size_t back);

private:
  statement::rows rows_;
  std::vector<messages::sent_message> read_{};
  bool ended_ = false;
};

class send_table {
public:
  explicit send_table(connection& db) : db_{db} {}

  /// What was heard of a send.
  struct heard_flags {
    bool delivered = false;
    bool read = false;
    bool clicked = false;
    bool replied = false;
    bool failed = false;
  };
  /// The same, with where reports count it.
  struct heard_row {
    std::string campaign;
    std::uint32_t version = 0;
    std::string step;
    std::string channel;
    instant at{};
    heard_flags heard{};
    std::int64_t slot = 0; ///< as its column holds it
    std::optional<instant> read_at{};
    std::optional<instant> clicked_at{};
  };

  struct row {
    std::int64_t number = 0;
    std::string tracking;
    effect_key key;
    std::string campaign;
    subject_ref subject;
    std::string channel;
    std::string address;
    messages::purpose purpose = messages::purpose::promotional;
    std::string message;
    heard_flags heard{};
    std::uint32_t version = 0;
    instant at{};
    std::int64_t slot = 0;
  };

  /// What is written of how one was settled.
  struct settled_row {
    std::string channel;
    int outcome = 0; ///< as it is stored
    std::string code;
    std::string provider_id;
    std::string hash;
  };
  [[nodiscard]] std::optional<settled_row> settled(const std::string& tracking);
  /// Sends, at most `limit`, whose receipts say otherwise when something was heard of them: slow.
  [[nodiscard]] std::vector<std::int64_t> heard_otherwise(std::size_t limit);

  /// Gives the row whose place it takes, if there is one.
  std::optional<heard_row> put(const std::string& tracking, const send_request& request,
                               message_slot slot, bool keeps_content);
  /// What all sends were heard of, by where reports count it and the quarter of an hour.
  struct heard_sum {
    heard_row where;
    engine::passage_kind kind = engine::passage_kind::delivered;
    std::int64_t count = 0;
  };
  [[nodiscard]] std::vector<heard_sum> heard_sums();
  /// Whether a send counts as sent has changed, and where reports count it.
  struct recounted {
    message_slot slot;
    bool counts = false;
  };
  /// nullopt: it counts as it did.
  std::optional<recounted> settle(const send_settled& how);
  /// Forgets what a few of the sends before `until` said.
  void forget_content(instant until);
  /// After a rollback, which may have brought back what was forgotten.
  void forget_oldest_content() { oldest_content_.reset(); }
  /// Marks one that was handed over, and has not settled, as taken back.
  std::optional<recounted> revoke(const std::string& tracking);
  /// The messages that left for the subject, but the one with this tracking.
  [[nodiscard]] sent_history before(const std::string& subject, const std::string& tracking) {
    return {sent_, subject, tracking};
  }
  [[nodiscard]] std::optional<row> by_tracking(const std::string& tracking);
  [[nodiscard]] std::optional<row> by_provider_id(const std::string& channel,
                                                  const std::string& provider_id);
  [[nodiscard]] std::optional<linked_send> linked(const std::string& tracking);
  /// False: it was heard before.
  bool add_receipt(std::int64_t send, const messages::receipt& heard, instant now);
  /// The first instant of each kind stays.
  void note(std::int64_t send, const messages::receipt& heard);

  /// What a person did with messages of all campaigns.
  [[nodiscard]] std::vector<messages::touch> touches(const std::string& subject);

  /// A send as reports count it, for verify and to count anew.
  struct counted_row {
    std::int64_t number = 0;
    std::string campaign;
    std::string step;
    std::string channel;
    std::string subject;
    std::int64_t slot = 0;
    message_entry entry; ///< without its recipient
  };
  /// By number, behind `after`.
  [[nodiscard]] std::vector<counted_row> counted_after(std::int64_t after, std::size_t limit);
  void set_slot(std::int64_t number, std::int64_t slot) { set_slot_.run(slot, number); }

  [[nodiscard]] send_reader::page find(const send_query& what);
  [[nodiscard]] std::optional<json> show(std::int64_t number);
  /// {"delivered_at", …} of one; null where nothing was heard.
  [[nodiscard]] json heard_of(const std::string& tracking);

private:
  [[nodiscard]] static row read(const statement::rows& from);
  [[nodiscard]] static json show(const statement::rows& from);

  connection& db_;
  /// No send before this says anything any more; nullopt: it is not known.
  std::optional<instant> oldest_content_;
  statement put_{
      db_, "INSERT INTO send (tracking, instance, step, visit, attempt, campaign, version, "
           "subject, channel, address, purpose, message, language, at, outcome, code, tells, hash, "
           "content, links, slot) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
           "?14, 0, '', ?15, ?16, ?17, ?18, ?19) ON CONFLICT (tracking) DO NOTHING"};
  statement replace_{
      db_, "UPDATE send SET attempt = ?5, version = ?7, channel = ?9, address = ?10, "
           "purpose = ?11, message = ?12, language = ?13, at = ?14, outcome = 0, code = '', "
           "provider_id = NULL, tells = ?15, hash = ?16, content = ?17, links = ?18, "
           "slot = ?19 WHERE tracking = ?1"};
  statement heard_before_{db_,
                          "SELECT campaign, version, step, channel, at, delivered_at IS NOT NULL, "
                          "read_at IS NOT NULL, clicked_at IS NOT NULL, replied_at IS NOT NULL, "
                          "failed_at IS NOT NULL, slot, read_at, clicked_at "
                          "FROM send WHERE tracking = ?"};
  // A quarter of an hour is of one day in every zone.
  statement heard_sums_{
      db_, "SELECT campaign, version, step, channel, min(at), count(delivered_at), "
           "count(read_at), count(clicked_at), count(replied_at), count(failed_at) FROM send "
           "GROUP BY campaign, version, step, channel, at / 900000"};
  // Most have counted since they were handed over, and go on to.
  statement settle_sent_{db_, "UPDATE send SET outcome = ?, code = ?, provider_id = ? "
                              "WHERE tracking = ? AND slot > 0"};
  statement settle_{db_, "UPDATE send SET outcome = ?, code = ?, provider_id = ?, slot = ? "
                         "WHERE tracking = ?"};
  statement slot_{db_, "SELECT slot FROM send WHERE tracking = ?"};
  statement set_slot_{db_, "UPDATE send SET slot = ? WHERE number = ?"};
  // A few more than one, so that each send takes along what others have left.
  statement forget_content_{db_, "UPDATE send SET content = NULL WHERE number IN (SELECT number "
                                 "FROM send WHERE content IS NOT NULL AND at < ? LIMIT 4)"};
  statement find_oldest_content_{db_, "SELECT min(at) FROM send WHERE content IS NOT NULL"};
  statement revoke_{db_, "UPDATE send SET outcome = 6, slot = -abs(slot) "
                         "WHERE tracking = ? AND outcome = 0"};
  // What was refused, or never left, does not count.
  statement sent_{db_, "SELECT at, channel, campaign, purpose FROM send WHERE subject = ? "
                       "AND outcome IN (0, 1, 4) AND tracking <> ? ORDER BY at DESC"};
  statement by_tracking_{db_, "SELECT number, tracking, instance, step, visit, campaign, subject, "
                              "channel, address, purpose, message, version, at, "
                              "delivered_at IS NOT NULL, read_at IS NOT NULL, "
                              "clicked_at IS NOT NULL, replied_at IS NOT NULL, "
                              "failed_at IS NOT NULL, slot FROM send WHERE tracking = ?"};
  statement by_provider_id_{
      db_, "SELECT number, tracking, instance, step, visit, campaign, subject, channel, address, "
           "purpose, message, version, at, delivered_at IS NOT NULL, read_at IS NOT NULL, "
           "clicked_at IS NOT NULL, replied_at IS NOT NULL, failed_at IS NOT NULL, slot FROM send "
           "WHERE channel = ? AND provider_id = ? AND tells = 1 "
           "AND provider_id IS NOT NULL ORDER BY number DESC LIMIT 1"};
  statement touches_{db_, "SELECT r.kind, r.at, s.number, abs(s.slot), s.at FROM send s "
                          "JOIN receipt r ON r.send = s.number WHERE s.subject = ?1 "
                          "AND (s.read_at IS NOT NULL OR s.clicked_at IS NOT NULL) "
                          "AND r.kind IN (1, 2) AND r.automatic = 0 UNION ALL "
                          "SELECT 1 + clicked, at, send, place << 32, sent_at FROM kept_touch "
                          "WHERE subject = ?1"};
  statement counted_{db_, "SELECT number, campaign, step, channel, subject, slot, "
                          "outcome IN (0, 1, 4), delivered_at IS NOT NULL, at, read_at, clicked_at "
                          "FROM send WHERE number > ? ORDER BY number LIMIT ?"};
  statement linked_{db_, "SELECT subject, campaign, channel, purpose, at, links FROM send "
                         "WHERE tracking = ?"};
  statement add_receipt_{db_, "INSERT OR IGNORE INTO receipt (send, kind, id, at, stored_at, code, "
                              "detail, data, automatic) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement delivered_{db_, "UPDATE send SET delivered_at = min(coalesce(delivered_at, ?1), ?1) "
                            "WHERE number = ?2"};
  statement read_{db_, "UPDATE send SET read_at = min(coalesce(read_at, ?1), ?1), "
                       "delivered_at = coalesce(delivered_at, ?1) WHERE number = ?2"};
  statement clicked_{db_, "UPDATE send SET clicked_at = min(coalesce(clicked_at, ?1), ?1), "
                          "delivered_at = coalesce(delivered_at, ?1) WHERE number = ?2"};
  statement replied_{db_, "UPDATE send SET replied_at = min(coalesce(replied_at, ?1), ?1), "
                          "delivered_at = coalesce(delivered_at, ?1) WHERE number = ?2"};
  statement failed_{db_, "UPDATE send SET failed_at = min(coalesce(failed_at, ?1), ?1), "
                         "failure = coalesce(failure, ?3) WHERE number = ?2"};
  statement all_{db_, "SELECT number, tracking, instance, step, visit, attempt, campaign, version, "
                      "subject, channel, purpose, message, language, at, outcome, code, "
                      "provider_id, hash, delivered_at, read_at, clicked_at, replied_at, "
                      "failed_at, failure FROM send WHERE number < ?1 "
                      "ORDER BY number DESC LIMIT ?2"};
  statement about_{db_, "SELECT number, tracking, instance, step, visit, attempt, campaign, "
                        "version, subject, channel, purpose, message, language, at, outcome, code, "
                        "provider_id, hash, delivered_at, read_at, clicked_at, replied_at, "
                        "failed_at, failure FROM send WHERE number < ?1 AND subject = ?3 "
                        "ORDER BY number DESC LIMIT ?2"};
  statement one_{db_, "SELECT number, tracking, instance, step, visit, attempt, campaign, version, "
                      "subject, channel, purpose, message, language, at, outcome, code, "
                      "provider_id, hash, delivered_at, read_at, clicked_at, replied_at, "
                      "failed_at, failure, content FROM send WHERE number = ?"};
  statement heard_{db_, "SELECT delivered_at, read_at, clicked_at, replied_at, failed_at, failure "
                        "FROM send WHERE tracking = ?"};
  statement settled_{db_, "SELECT channel, outcome, code, coalesce(provider_id, ''), hash "
                          "FROM send WHERE tracking = ?"};
  // The kinds are messages::receipt_kind. What is read, clicked or answered was delivered.
  statement heard_otherwise_{
      db_, "SELECT s.number FROM send s WHERE "
           "s.read_at IS NOT (SELECT min(at) FROM receipt r WHERE r.send = s.number "
           "AND r.kind = 1 AND r.automatic = 0) OR "
           "s.clicked_at IS NOT (SELECT min(at) FROM receipt r WHERE r.send = s.number "
           "AND r.kind = 2 AND r.automatic = 0) OR "
           "s.replied_at IS NOT (SELECT min(at) FROM receipt r WHERE r.send = s.number "
           "AND r.kind = 3 AND r.automatic = 0) OR "
           "s.failed_at IS NOT (SELECT min(at) FROM receipt r WHERE r.send = s.number "
           "AND r.kind IN (4, 5) AND r.automatic = 0) OR "
           "(s.delivered_at IS NULL) = EXISTS (SELECT 1 FROM receipt r WHERE r.send = s.number "
           "AND r.kind BETWEEN 0 AND 3 AND r.automatic = 0 "
           "AND r.at = coalesce(s.delivered_at, r.at)) LIMIT ?"};
  statement receipts_{db_, "SELECT kind, at, stored_at, code, detail, data, automatic "
                           "FROM receipt WHERE send = ? ORDER BY number LIMIT 1000"};
};

} // namespace sojourn::storage
