// Implements audit.
#pragma once

#include "service/audit.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class audit_service final : public audit_api, private service_base {
public:
  using service_base::service_base;

  void list(audit_filter filter, page_request at, completion<page> done) override;
};

} // namespace sojourn::service
