// Implements send rules.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/send_rules.hpp"

namespace sojourn::service {

class send_rules_service final : public send_rules_api, private service_base {
public:
  using service_base::service_base;

  void get(completion<written> done) override;
  void put(json document, preconditions only_if, caller by, completion<written> done) override;
};

} // namespace sojourn::service
