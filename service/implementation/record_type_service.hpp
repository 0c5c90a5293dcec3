// Implements record types.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/record_types.hpp"

namespace sojourn::service {

class record_type_service final : public record_type_api, private service_base {
public:
  using service_base::service_base;

  void list(page_request at, completion<page> done) override;
  void get(std::string name, completion<written> done) override;
  void put(std::string name, json schema, preconditions only_if, caller by,
           completion<written> done) override;
};

} // namespace sojourn::service
