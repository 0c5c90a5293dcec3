// Implements suppressions.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/suppressions.hpp"

namespace sojourn::service {

class suppression_service final : public suppression_api, private service_base {
public:
  using service_base::service_base;

  void list(page_request at, completion<page> done) override;
  void put(suppression_request request, completion<json> done) override;
  void remove(suppression_request request, completion<json> done) override;
};

} // namespace sojourn::service
