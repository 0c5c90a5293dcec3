// Implements sends.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/sends.hpp"

namespace sojourn::service {

class send_service final : public send_api, private service_base {
public:
  using service_base::service_base;

  void list(send_filter filter, page_request at, completion<page> done) override;
  void get(std::string number, completion<json> done) override;
  void results(std::string campaign, std::string window, completion<json> done) override;
};

} // namespace sojourn::service
