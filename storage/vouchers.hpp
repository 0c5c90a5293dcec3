// Pools of voucher codes, and what becomes of each code.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "base/result.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// What holds of all codes of a pool.
struct pool_rules {
  /// From then on the pool gives no code, and none of its codes is redeemed.
  std::optional<instant> expires_at{};
  std::optional<std::string> valid_for{};   ///< ISO 8601: how long a code is good once it is given
  std::optional<std::int64_t> per_person{}; ///< codes that one person may have, or have used
  std::optional<std::string> value{};       ///< what a code is worth, as people say it
  bool operator==(const pool_rules&) const = default;
};

/// Codes that one call may make void; the API says it too.
inline constexpr std::size_t most_voided_at_once = 1'000;

/// Errors: already_exists.
[[nodiscard]] result<json> create_pool(transaction& tx, const std::string& pool, instant now,
                                       const pool_rules& rules = {});
/// The pool with other rules, which hold for codes that were given before, too; only `valid_for` is
/// about codes that are given from now on. Errors: not_found, version_mismatch.
[[nodiscard]] result<json> change_pool(transaction& tx, const std::string& pool,
                                       const pool_rules& rules, const preconditions& only_if);
/// The rules of a pool as of this transaction. Errors: not_found.
[[nodiscard]] result<pool_rules> rules_of_pool(transaction& tx, const std::string& pool);
/// {"pool","added","duplicates"}. Errors: not_found.
[[nodiscard]] result<json> add_codes(transaction& tx, const std::string& pool,
                                     const std::vector<std::string>& codes, instant now);
struct redemption {
  json voucher;                           ///< as list_codes shows it
  std::vector<inbox_entry> inbox_entries; ///< of the event voucher.redeemed
};
/// Errors: not_found; wrong_state (not issued); already_redeemed (with when); voucher_expired.
[[nodiscard]] result<redemption> redeem(transaction& tx, const std::string& pool,
                                        const std::string& code, const std::string& who,
                                        const listener_set& listeners, instant now);
/// A customer shows a code at the desk.
struct shown_code {
  std::string customer;
  std::string code;
  std::string pool{}; ///< empty: the one of which the customer has it
  std::string who;
  milliseconds same_within{}; ///< by the same person again, it is the same redemption
};
/// Redeems a code that the customer has. Errors: not_found (there is no such code); wrong_state
/// (nobody has it yet); voucher_of_another; voucher_void; already_redeemed; voucher_expired;
/// invalid_request (the customer has the code of several pools).
[[nodiscard]] result<redemption> redeem_of(transaction& tx, const shown_code& what,
                                           const listener_set& listeners, instant now);
struct voided {
  json told;                              ///< {"pool", "voided", "void_before", "points_refunded"}
  std::vector<inbox_entry> inbox_entries; ///< of the events voucher.voided
};
/// Makes codes void that are free or issued, all of them or none. Whoever paid points for one gets
/// them back if `refunds`. Errors: not_found; wrong_state, with the place of each that is reserved,
/// redeemed or unknown.
[[nodiscard]] result<voided> void_codes(transaction& tx, const std::string& pool,
                                        const std::vector<std::string>& codes, bool refunds,
                                        const listener_set& listeners, instant now);

/// What has become of a code that an instance got.
struct code_standing {
  std::optional<instant> redeemed_at{};
  std::optional<instant> voided_at{};
  std::optional<instant> expires_at{}; ///< by now: the rules of its pool may have changed
};

/// Where a listing over all pools stands.
struct code_place {
  std::int64_t pool = 0;
  std::int64_t number = 0;
};

/// Reads vouchers; see reader for what holds of all of them.
class voucher_reader {
public:
  virtual ~voucher_reader() = default;

  [[nodiscard]] virtual std::optional<code_standing> standing(const std::string& pool,
                                                              const std::string& code) = 0;
  [[nodiscard]] virtual std::vector<json> pools() = 0; ///< name and counts by state
  [[nodiscard]] virtual std::optional<json> pool(const std::string& name) = 0;
  /// Ordered by row; `after` is the "number" of a code. Empty state: all.
  [[nodiscard]] virtual std::vector<json> codes(const std::string& pool, const std::string& state,
                                                std::int64_t after, std::size_t limit) = 0;
  /// The codes of all pools that are written so, or that a person has; "place" of each is what a
  /// listing goes on after, "POOL.NUMBER".
  [[nodiscard]] virtual std::vector<json> named(const std::string& code, const code_place& after,
                                                std::size_t limit) = 0;
  [[nodiscard]] virtual std::vector<json> of(const std::string& subject, const code_place& after,
                                             std::size_t limit) = 0;
};

} // namespace sojourn::storage
