// Implements vouchers.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/vouchers.hpp"

namespace sojourn::service {

class voucher_service final : public voucher_api, private service_base {
public:
  using service_base::service_base;

  void create_pool(std::string pool, json rules, caller by, idempotency idem,
                   completion<written> done) override;
  void change_pool(std::string pool, json patch, preconditions only_if, caller by,
                   completion<written> done) override;
  void add_codes(std::string pool, std::vector<std::string> codes, caller by, idempotency idem,
                 completion<json> done) override;
  void list_pools(page_request at, completion<page> done) override;
  void get_pool(std::string pool, completion<written> done) override;
  void list_codes(std::string pool, std::string state, page_request at,
                  completion<page> done) override;
  void find_codes(code_filter which, page_request at, completion<page> done) override;
  void void_codes(std::string pool, std::vector<std::string> codes, bool keeps_points, caller by,
                  completion<json> done) override;
  void redeem(std::string pool, std::string code, caller by, completion<json> done) override;
};

} // namespace sojourn::service
