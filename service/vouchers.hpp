// Voucher pools and their codes.
#pragma once

#include "service/common.hpp"

#include <string>
#include <vector>

namespace sojourn::service {

/// Which codes of all pools are looked up: those that are written so, or those of a customer.
struct code_filter {
  std::string code{};
  std::string customer{}; ///< an id; one of both is empty
};

class voucher_api {
public:
  virtual ~voucher_api() = default;

  /// `rules` may have "expires_at", "valid_for" and "per_person". Errors: invalid_request.
  virtual void create_pool(std::string pool, json rules, caller by, idempotency idem,
                           completion<written> done) = 0;
  /// Changes rules of a pool by a merge patch: null takes one away. Errors: invalid_request.
  virtual void change_pool(std::string pool, json patch, preconditions only_if, caller by,
                           completion<written> done) = 0;
  /// Adds codes; those the pool has already are counted as duplicates and left alone.
  virtual void add_codes(std::string pool, std::vector<std::string> codes, caller by,
                         idempotency idem, completion<json> done) = 0;
  virtual void list_pools(page_request at, completion<page> done) = 0;
  virtual void get_pool(std::string pool, completion<written> done) = 0;
  virtual void list_codes(std::string pool, std::string state, page_request at,
                          completion<page> done) = 0;
  virtual void find_codes(code_filter which, page_request at, completion<page> done) = 0;
  /// Makes free and issued codes void, all of them or none; emits `voucher.voided` about those who
  /// have one. Points that they paid for it are given back unless `keeps_points`.
  virtual void void_codes(std::string pool, std::vector<std::string> codes, bool keeps_points,
                          caller by, completion<json> done) = 0;
  /// Marks an issued code as used; emits `voucher.redeemed`.
  virtual void redeem(std::string pool, std::string code, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
