// Implements secrets.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/secrets.hpp"

namespace sojourn::service {

class secret_service final : public secret_api, private service_base {
public:
  using service_base::service_base;

  void put(std::string name, std::string value, caller by, completion<written> done) override;
  void list(page_request at, completion<page> done) override;
  void remove(std::string name, caller by, completion<json> done) override;
};

} // namespace sojourn::service
