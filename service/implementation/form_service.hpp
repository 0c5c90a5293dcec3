// Implements forms.
#pragma once

#include "service/background/privacy_worker.hpp"
#include "service/forms.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class form_service final : public form_api, private service_base {
public:
  form_service(actors::services& services, work_queues& queues, privacy_worker& privacy)
      : service_base{services, queues}, privacy_{privacy} {}

  void submit(form_request request, completion<written> done) override;

private:
  privacy_worker& privacy_;
};

} // namespace sojourn::service
