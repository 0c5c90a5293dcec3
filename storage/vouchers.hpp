// Pools of voucher codes, and codes that are redeemed.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

/// From `expires_at` on the pool gives no code, and none of its codes is redeemed. Errors:
/// already_exists.
[[nodiscard]] result<json> create_pool(transaction& tx, const std::string& pool, instant now,
                                       std::optional<instant> expires_at = std::nullopt);
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

/// Reads vouchers; see reader for what holds of all of them.
class voucher_reader {
public:
  virtual ~voucher_reader() = default;

  [[nodiscard]] virtual std::optional<instant> redeemed_at(const std::string& pool,
                                                           const std::string& code) = 0;
  [[nodiscard]] virtual std::vector<json> pools() = 0; ///< name and counts by state
  [[nodiscard]] virtual std::optional<json> pool(const std::string& name) = 0;
  /// Ordered by row; `after` is the "number" of a code. Empty state: all.
  [[nodiscard]] virtual std::vector<json> codes(const std::string& pool, const std::string& state,
                                                std::int64_t after, std::size_t limit) = 0;
};

} // namespace sojourn::storage
