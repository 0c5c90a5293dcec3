// Implements local inbox.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/local_inbox.hpp"

namespace sojourn::service {

class local_inbox_service final : public local_inbox_api, private service_base {
public:
  using service_base::service_base;

  void list(std::string subject, page_request at, completion<page> done) override;
};

} // namespace sojourn::service
