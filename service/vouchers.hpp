// Voucher pools and their codes.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::service {

class voucher_api {
public:
  virtual ~voucher_api() = default;

  /// A pool that has expired gives no codes.
  virtual void create_pool(std::string pool, std::optional<instant> expires_at, caller by,
                           idempotency idem, completion<written> done) = 0;
  /// Adds codes; those the pool has already are counted as duplicates and left alone.
  virtual void add_codes(std::string pool, std::vector<std::string> codes, caller by,
                         idempotency idem, completion<json> done) = 0;
  virtual void list_pools(page_request at, completion<page> done) = 0;
  virtual void get_pool(std::string pool, completion<json> done) = 0;
  virtual void list_codes(std::string pool, std::string state, page_request at,
                          completion<page> done) = 0;
  /// Marks an issued code as used; emits `voucher.redeemed`.
  virtual void redeem(std::string pool, std::string code, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
