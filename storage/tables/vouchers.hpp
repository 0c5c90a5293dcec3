// Voucher pools and their codes.
#pragma once

#include "storage/sqlite/sqlite.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {

/// Values are stored; never renumber them.
enum class voucher_state : std::uint8_t { free = 0, reserved = 1, issued = 2, redeemed = 3 };
[[nodiscard]] std::string_view to_text(voucher_state state);
[[nodiscard]] std::optional<voucher_state> parse_voucher_state(std::string_view text);

class voucher_table {
public:
  explicit voucher_table(connection& db) : db_{db} {}

  /// False when there is such a pool.
  [[nodiscard]] bool insert_pool(const std::string& pool, instant now,
                                 std::optional<instant> expires_at);
  [[nodiscard]] std::optional<std::int64_t> pool_key(const std::string& pool);
  [[nodiscard]] std::optional<json> show_pool(const std::string& pool);
  [[nodiscard]] std::vector<json> show_pools();

  struct row {
    std::int64_t pool = 0;
    std::int64_t number = 0;
    std::string code;
    voucher_state state = voucher_state::free;
    instance_id instance{};
    std::string step;
    std::uint32_t visit = 0;
    std::optional<instant> redeemed_at{};
  };
  [[nodiscard]] std::optional<row> find(std::int64_t pool, const std::string& code);
  /// Adds free codes; gives how many were not there before.
  std::size_t add(std::int64_t pool, const std::vector<std::string>& codes);

  /// The code that this visit of a step holds; else takes a free one; nullopt when the
  /// pool has none, or has expired.
  struct reservation {
    std::string code;
    std::optional<instant> expires_at{};
  };
  [[nodiscard]] std::optional<reservation> reserve(std::int64_t pool, instance_id instance,
                                                   const std::string& step, std::uint32_t visit,
                                                   instant now);
  /// When the codes of the pool expire, if they do.
  [[nodiscard]] std::optional<instant> expires_at(std::int64_t pool);
  /// Frees the code that this visit of a step has reserved, if it has.
  void release(instance_id instance, const std::string& step, std::uint32_t visit);
  void issue(const row& voucher, instant now);
  void redeem(const row& voucher, const std::string& who, instant now);

  /// As the API shows it.
  [[nodiscard]] json show(const row& voucher);
  [[nodiscard]] std::vector<json> show_after(std::int64_t pool, std::optional<voucher_state> state,
                                             std::int64_t after, std::size_t limit);
  [[nodiscard]] std::optional<instant> redeemed_at(const std::string& pool,
                                                   const std::string& code);

  /// Issued and redeemed codes of all pools.
  [[nodiscard]] std::int64_t count_issued();
  /// Those whose instance is not there.
  [[nodiscard]] std::int64_t count_without_instance();
  /// Whose a code is that a forgotten instance got.
  struct holder {
    std::string subject;
    std::string campaign;
  };
  [[nodiscard]] std::optional<holder> holder_of(const row& voucher);
  void remove_holder(const row& voucher) { remove_holder_.run(voucher.pool, voucher.number); }
  /// Codes in the wrong state, at most `limit`: reserved without an effect that asks for
  /// it, held by nobody, or free and held.
  [[nodiscard]] std::vector<std::string> wrong(std::size_t limit);
  /// Pools whose counts are not those of their codes.
  [[nodiscard]] std::vector<std::string> wrong_pools(std::size_t limit);

private:
  [[nodiscard]] static row read(const statement::rows& from);
  [[nodiscard]] static json show_pool(const statement::rows& from);
  [[nodiscard]] static json show_code(const statement::rows& from);
  void move(std::int64_t pool, voucher_state from, voucher_state to);

  connection& db_;
  statement insert_pool_{db_,
                         "INSERT INTO pool (name, created_at, expires_at, free, reserved, issued, "
                         "redeemed) VALUES (?, ?, ?, 0, 0, 0, 0) ON CONFLICT (name) DO NOTHING"};
  statement expires_at_{db_, "SELECT expires_at FROM pool WHERE key = ?"};
  statement pool_key_{db_, "SELECT key FROM pool WHERE name = ?"};
  statement show_pool_{
      db_, "SELECT name, created_at, free, reserved, issued, redeemed, expires_at FROM pool "
           "WHERE name = ?"};
  statement show_pools_{
      db_, "SELECT name, created_at, free, reserved, issued, redeemed, expires_at FROM pool "
           "ORDER BY name"};
  statement find_{db_, "SELECT pool, number, code, state, instance, step, visit, redeemed_at "
                       "FROM voucher WHERE pool = ? AND code = ?"};
  statement last_number_{db_, "SELECT coalesce(max(number), 0) FROM voucher WHERE pool = ?"};
  statement add_{db_, "INSERT INTO voucher (pool, number, code, state) VALUES (?, ?, ?, 0) "
                      "ON CONFLICT (pool, code) DO NOTHING"};
  statement add_free_{db_, "UPDATE pool SET free = free + ? WHERE key = ?"};
  statement held_{db_, "SELECT pool, number, code, state, instance, step, visit, redeemed_at "
                       "FROM voucher INDEXED BY voucher_by_instance "
                       "WHERE instance = ? AND step = ? AND visit = ?"};
  statement next_free_{db_, "SELECT number, code FROM voucher INDEXED BY voucher_by_state "
                            "WHERE pool = ? AND state = 0 ORDER BY number LIMIT 1"};
  statement reserve_{db_, "UPDATE voucher SET state = 1, instance = ?, step = ?, visit = ? "
                          "WHERE pool = ? AND number = ?"};
  statement release_{db_, "UPDATE voucher SET state = 0, instance = NULL, step = NULL, "
                          "visit = NULL WHERE pool = ? AND number = ?"};
  statement issue_{db_,
                   "UPDATE voucher SET state = 2, issued_at = ? WHERE pool = ? AND number = ?"};
  statement redeem_{db_, "UPDATE voucher SET state = 3, redeemed_at = ?, redeemed_by = ? "
                         "WHERE pool = ? AND number = ?"};
  statement move_{db_, "UPDATE pool SET free = free - (?2 = 0) + (?3 = 0), "
                       "reserved = reserved - (?2 = 1) + (?3 = 1), "
                       "issued = issued - (?2 = 2) + (?3 = 2), "
                       "redeemed = redeemed - (?2 = 3) + (?3 = 3) WHERE key = ?1"};
  statement show_{db_, "SELECT v.number, p.name, v.code, v.state, v.instance, v.step, v.issued_at, "
                       "v.redeemed_at, v.redeemed_by, p.expires_at FROM voucher v "
                       "JOIN pool p ON p.key = v.pool "
                       "WHERE v.pool = ? AND v.number = ?"};
  statement show_all_{db_,
                      "SELECT v.number, p.name, v.code, v.state, v.instance, v.step, v.issued_at, "
                      "v.redeemed_at, v.redeemed_by, p.expires_at FROM voucher v "
                      "JOIN pool p ON p.key = v.pool "
                      "WHERE v.pool = ? AND v.number > ? ORDER BY v.number LIMIT ?"};
  statement show_state_{
      db_, "SELECT v.number, p.name, v.code, v.state, v.instance, v.step, v.issued_at, "
           "v.redeemed_at, v.redeemed_by, p.expires_at FROM voucher v "
           "INDEXED BY voucher_by_state "
           "JOIN pool p ON p.key = v.pool "
           "WHERE v.pool = ? AND v.number > ? AND v.state = ? ORDER BY v.number LIMIT ?"};
  statement redeemed_at_{db_, "SELECT v.redeemed_at FROM voucher v JOIN pool p ON p.key = v.pool "
                              "WHERE p.name = ? AND v.code = ?"};
  statement without_instance_{db_, "SELECT count(*) FROM voucher v WHERE v.state >= 2 "
                                   "AND NOT EXISTS (SELECT 1 FROM instance WHERE id = v.instance)"};
  statement holder_{db_, "SELECT subject, campaign FROM voucher_holder "
                         "WHERE pool = ? AND number = ?"};
  statement remove_holder_{db_, "DELETE FROM voucher_holder WHERE pool = ? AND number = ?"};
  statement count_issued_{db_, "SELECT count(*) FROM voucher WHERE state >= 2"};
  statement wrong_{
      db_, "SELECT p.name || '/' || v.code FROM voucher v LEFT JOIN pool p ON p.key = v.pool "
           "WHERE (v.state = 0) <> (v.instance IS NULL) "
           "OR (v.state = 3) <> (v.redeemed_at IS NOT NULL) "
           "OR (v.state = 1 AND NOT EXISTS (SELECT 1 FROM instance WHERE id = v.instance)) "
           "OR (v.state = 1 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.instance = v.instance "
           "AND o.step = v.step AND o.visit = v.visit AND o.kind = 2)) LIMIT ?"};
  statement wrong_pools_{
      db_, "SELECT p.name FROM pool p WHERE (p.free, p.reserved, p.issued, p.redeemed) IS NOT "
           "(SELECT coalesce(sum(state = 0), 0), coalesce(sum(state = 1), 0), "
           "coalesce(sum(state = 2), 0), coalesce(sum(state = 3), 0) "
           "FROM voucher WHERE pool = p.key) LIMIT ?"};
};

} // namespace sojourn::storage
