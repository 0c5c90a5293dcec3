// Implements consents.
#pragma once

#include "service/consents.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class consent_service final : public consent_api, private service_base {
public:
  using service_base::service_base;

  void list(subject_ref subject, completion<json> done) override;
  void put(consent_request request, completion<json> done) override;
};

} // namespace sojourn::service
