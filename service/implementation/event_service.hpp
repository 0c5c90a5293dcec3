// Implements events.
#pragma once

#include "service/events.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class event_service final : public event_api, private service_base {
public:
  using service_base::service_base;

  void publish(event_request request, completion<written> done) override;
  void list(event_filter filter, page_request at, completion<page> done) override;
};

} // namespace sojourn::service
