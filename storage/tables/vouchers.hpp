// Voucher pools and their codes.
#pragma once

#include "storage/sqlite/sqlite.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {

/// Values are stored; never renumber them.
enum class voucher_state : std::uint8_t {
  free = 0,
  reserved = 1, ///< of an instance that is about to get it
  issued = 2,
  redeemed = 3,
  voided = 4, ///< nobody gets it or redeems it
};
[[nodiscard]] std::string_view to_text(voucher_state state);
[[nodiscard]] std::optional<voucher_state> parse_voucher_state(std::string_view text);

/// The columns of a code as the API shows it, from `voucher v` and its `pool p`.
#define SOJOURN_SHOWN_CODE                                                                         \
  "SELECT v.number, p.name, v.code, v.state, v.instance, v.step, v.issued_at, v.redeemed_at, "     \
  "v.redeemed_by, p.expires_at, v.valid_until, v.voided_at, v.subject, v.campaign, "               \
  "(SELECT -e.amount FROM point_entry e WHERE e.number = v.booking), v.pool, p.value "             \
  "FROM voucher v "
#define SOJOURN_VOUCHER_ROW                                                                        \
  "SELECT pool, number, code, state, instance, step, visit, redeemed_at, subject, campaign, "      \
  "booking, valid_until FROM voucher "

class voucher_table {
public:
  explicit voucher_table(connection& db) : db_{db} {}

  struct pool_row {
    std::int64_t key = 0;
    std::int64_t version = 0;
    pool_rules rules{};
  };
  /// False when there is such a pool.
  [[nodiscard]] bool insert_pool(const std::string& pool, instant now, const pool_rules& rules);
  [[nodiscard]] std::optional<pool_row> pool(const std::string& name);
  [[nodiscard]] std::optional<std::int64_t> pool_key(const std::string& name);
  [[nodiscard]] std::optional<pool_rules> rules_of(std::int64_t pool);
  void set_rules(const pool_row& after);
  [[nodiscard]] std::optional<json> show_pool(const std::string& pool);
  [[nodiscard]] std::vector<json> show_pools();

  /// The effect that a code is reserved for, and whose code it is.
  struct holder {
    instance_id instance;
    std::string step;
    std::uint32_t visit = 0;
    std::string subject;
    std::string campaign;
  };
  struct row {
    std::int64_t pool = 0;
    std::int64_t number = 0;
    std::string code;
    voucher_state state = voucher_state::free;
    holder of{};              ///< its subject is empty once the person is erased
    std::int64_t booking = 0; ///< the entry of points that paid for it; 0: none
    std::optional<instant> redeemed_at{};
    std::optional<instant> valid_until{}; ///< its own end
  };
  [[nodiscard]] std::optional<row> find(std::int64_t pool, const std::string& code);
  /// The code that this visit of a step holds.
  [[nodiscard]] std::optional<row> held_by(instance_id instance, const std::string& step,
                                           std::uint32_t visit);
  /// Adds free codes; gives how many were not there before.
  std::size_t add(std::int64_t pool, const std::vector<std::string>& codes);
  /// Takes a free code; nullopt: the pool has none.
  [[nodiscard]] std::optional<row> reserve(std::int64_t pool, const holder& whose);
  /// Whether the instance has a code that nobody has used yet.
  [[nodiscard]] bool has_issued(instance_id instance);
  /// How many codes of the pool the person has, or has used.
  [[nodiscard]] std::int64_t count_of(std::int64_t pool, const std::string& subject);
  void set_booking(const row& voucher, std::int64_t booking);
  /// Nobody has the code any more, and the next one gets it.
  void take_back(const row& voucher);
  void issue(const row& voucher, instant now, std::optional<instant> valid_until);
  void redeem(const row& voucher, const std::string& who, instant now);
  void make_void(const row& voucher, instant now);
  /// The codes of the instance are this person's from now on.
  void set_subject(instance_id instance, const std::string& subject) {
    set_subject_.run(subject, instance);
  }

  /// As the API shows it.
  [[nodiscard]] json show(const row& voucher);
  [[nodiscard]] std::vector<json> show_after(std::int64_t pool, std::optional<voucher_state> state,
                                             std::int64_t after, std::size_t limit);
  /// Codes of all pools, each with its "place"; behind a place.
  [[nodiscard]] std::vector<json> show_named(const std::string& code, const code_place& after,
                                             std::size_t limit);
  [[nodiscard]] std::vector<json> show_of(const std::string& subject, const code_place& after,
                                          std::size_t limit);
  /// What has become of a code since it was given; nullopt while it is reserved or free.
  [[nodiscard]] std::optional<code_standing> standing(const std::string& pool,
                                                      const std::string& code);

  /// Codes that somebody got, and that did not go back.
  [[nodiscard]] std::int64_t count_issued();
  /// Those whose instance is not there.
  [[nodiscard]] std::int64_t count_without_instance();
  /// Codes in the wrong state, at most `limit`: reserved without an effect that asks for
  /// it, held by nobody, or free and held.
  [[nodiscard]] std::vector<std::string> wrong(std::size_t limit);
  /// Pools whose counts are not those of their codes.
  [[nodiscard]] std::vector<std::string> wrong_pools(std::size_t limit);
  /// Entries of points that paid for a code that nobody has, or codes whose entry is not there.
  [[nodiscard]] std::vector<std::string> wrong_payments(std::size_t limit);

private:
  [[nodiscard]] static row read(const statement::rows& from);
  [[nodiscard]] static json show_pool(const statement::rows& from);
  [[nodiscard]] static json show_code(const statement::rows& from);
  [[nodiscard]] static std::vector<json> show_placed(statement::rows from);
  void move(const row& voucher, voucher_state to);

  connection& db_;
  statement insert_pool_{
      db_, "INSERT INTO pool (name, version, created_at, expires_at, valid_for, per_person, value, "
           "free, reserved, issued, redeemed, void) VALUES (?, 1, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0) "
           "ON CONFLICT (name) DO NOTHING"};
  statement pool_{db_, "SELECT expires_at, valid_for, per_person, value, key, version FROM pool "
                       "WHERE name = ?"};
  statement rules_{db_, "SELECT expires_at, valid_for, per_person, value FROM pool WHERE key = ?"};
  statement set_rules_{db_, "UPDATE pool SET expires_at = ?, valid_for = ?, per_person = ?, "
                            "value = ?, version = ? WHERE key = ?"};
  statement pool_key_{db_, "SELECT key FROM pool WHERE name = ?"};
  statement show_pool_{
      db_, "SELECT expires_at, valid_for, per_person, value, name, created_at, version, "
           "free, reserved, issued, redeemed, void FROM pool WHERE name = ?"};
  statement show_pools_{
      db_, "SELECT expires_at, valid_for, per_person, value, name, created_at, version, "
           "free, reserved, issued, redeemed, void FROM pool ORDER BY name"};
  statement find_{db_, SOJOURN_VOUCHER_ROW "WHERE pool = ? AND code = ?"};
  statement last_number_{db_, "SELECT coalesce(max(number), 0) FROM voucher WHERE pool = ?"};
  statement add_{db_, "INSERT INTO voucher (pool, number, code, state) VALUES (?, ?, ?, 0) "
                      "ON CONFLICT (code, pool) DO NOTHING"};
  statement add_free_{db_, "UPDATE pool SET free = free + ? WHERE key = ?"};
  statement held_{db_, SOJOURN_VOUCHER_ROW "INDEXED BY voucher_by_instance "
                                           "WHERE instance = ? AND step = ? AND visit = ?"};
  statement has_issued_{db_, "SELECT 1 FROM voucher INDEXED BY voucher_by_instance "
                             "WHERE instance = ? AND state = 2 LIMIT 1"};
  statement next_free_{db_, SOJOURN_VOUCHER_ROW "INDEXED BY voucher_by_state "
                                                "WHERE pool = ? AND state = 0 "
                                                "ORDER BY number LIMIT 1"};
  statement count_of_{db_, "SELECT count(*) FROM voucher INDEXED BY voucher_by_subject "
                           "WHERE subject = ? AND pool = ? AND state IN (1, 2, 3)"};
  statement reserve_{db_, "UPDATE voucher SET state = 1, instance = ?, step = ?, visit = ?, "
                          "subject = ?, campaign = ? WHERE pool = ? AND number = ?"};
  statement set_booking_{db_, "UPDATE voucher SET booking = ? WHERE pool = ? AND number = ?"};
  statement take_back_{db_,
                       "UPDATE voucher SET state = 0, instance = NULL, step = NULL, visit = NULL, "
                       "subject = NULL, campaign = NULL, booking = NULL, issued_at = NULL, "
                       "valid_until = NULL WHERE pool = ? AND number = ?"};
  statement issue_{db_, "UPDATE voucher SET state = 2, issued_at = ?, valid_until = ? "
                        "WHERE pool = ? AND number = ?"};
  statement redeem_{db_, "UPDATE voucher SET state = 3, redeemed_at = ?, redeemed_by = ? "
                         "WHERE pool = ? AND number = ?"};
  statement void_{db_, "UPDATE voucher SET state = 4, voided_at = ? "
                       "WHERE pool = ? AND number = ?"};
  statement set_subject_{db_, "UPDATE voucher SET subject = ? WHERE instance = ?"};
  statement move_{db_, "UPDATE pool SET free = free - (?2 = 0) + (?3 = 0), "
                       "reserved = reserved - (?2 = 1) + (?3 = 1), "
                       "issued = issued - (?2 = 2) + (?3 = 2), "
                       "redeemed = redeemed - (?2 = 3) + (?3 = 3), "
                       "void = void - (?2 = 4) + (?3 = 4) WHERE key = ?1"};
  statement show_{db_, SOJOURN_SHOWN_CODE "JOIN pool p ON p.key = v.pool "
                                          "WHERE v.pool = ? AND v.number = ?"};
  statement show_all_{db_, SOJOURN_SHOWN_CODE "JOIN pool p ON p.key = v.pool WHERE v.pool = ? "
                                              "AND v.number > ? ORDER BY v.number LIMIT ?"};
  statement show_state_{db_, SOJOURN_SHOWN_CODE "INDEXED BY voucher_by_state "
                                                "JOIN pool p ON p.key = v.pool WHERE v.pool = ? "
                                                "AND v.number > ? AND v.state = ? "
                                                "ORDER BY v.number LIMIT ?"};
  statement show_named_{db_, SOJOURN_SHOWN_CODE "JOIN pool p ON p.key = v.pool WHERE v.code = ? "
                                                "AND v.pool > ? ORDER BY v.pool LIMIT ?"};
  statement show_of_{db_, SOJOURN_SHOWN_CODE "INDEXED BY voucher_by_subject "
                                             "JOIN pool p ON p.key = v.pool WHERE v.subject = ?1 "
                                             "AND (v.pool, v.number) > (?2, ?3) "
                                             "ORDER BY v.pool, v.number LIMIT ?4"};
  statement standing_{db_, "SELECT v.redeemed_at, v.voided_at, p.expires_at, v.valid_until "
                           "FROM pool p JOIN voucher v ON v.pool = p.key "
                           "WHERE p.name = ? AND v.code = ? AND v.state >= 2"};
  statement count_issued_{db_, "SELECT count(*) FROM voucher WHERE state IN (2, 3) "
                               "OR (state = 4 AND instance IS NOT NULL)"};
  statement without_instance_{db_, "SELECT count(*) FROM voucher v WHERE v.state >= 2 "
                                   "AND v.instance IS NOT NULL AND NOT EXISTS "
                                   "(SELECT 1 FROM instance WHERE id = v.instance)"};
  statement wrong_{
      db_, "SELECT p.name || '/' || v.code FROM voucher v LEFT JOIN pool p ON p.key = v.pool "
           "WHERE (v.state = 0 AND (v.instance, v.subject, v.valid_until) IS NOT "
           "(NULL, NULL, NULL)) OR (v.state IN (1, 2, 3) AND v.instance IS NULL) "
           "OR (v.state = 3) <> (v.redeemed_at IS NOT NULL) "
           "OR (v.state = 4) <> (v.voided_at IS NOT NULL) "
           "OR (v.state = 1 AND NOT EXISTS (SELECT 1 FROM instance WHERE id = v.instance)) "
           "OR (v.state = 1 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.instance = v.instance "
           "AND o.step = v.step AND o.visit = v.visit AND o.kind = 2)) LIMIT ?"};
  statement wrong_pools_{
      db_, "SELECT p.name FROM pool p WHERE (p.free, p.reserved, p.issued, p.redeemed, p.void) "
           "IS NOT (SELECT coalesce(sum(state = 0), 0), coalesce(sum(state = 1), 0), "
           "coalesce(sum(state = 2), 0), coalesce(sum(state = 3), 0), "
           "coalesce(sum(state = 4), 0) FROM voucher WHERE pool = p.key) LIMIT ?"};
  // A campaign cannot name a book of points so; see book_of_payments.
  statement wrong_payments_{
      db_, "SELECT 'entry ' || e.number FROM point_entry e WHERE e.book LIKE 'voucher:%' "
           "AND e.reverses IS NULL AND e.number NOT IN "
           "(SELECT booking FROM voucher WHERE booking IS NOT NULL) "
           "AND e.amount + coalesce((SELECT sum(r.amount) FROM point_entry r "
           "WHERE r.book = e.book AND r.reverses = e.reference), 0) <> 0 "
           "UNION ALL SELECT 'voucher ' || v.pool || '/' || v.number FROM voucher v "
           "WHERE v.booking IS NOT NULL AND NOT EXISTS "
           "(SELECT 1 FROM point_entry e WHERE e.number = v.booking) LIMIT ?"};
};

} // namespace sojourn::storage
