// Implements imports.
#pragma once

#include "service/background/importer.hpp"
#include "service/implementation/service_base.hpp"
#include "service/imports.hpp"

namespace sojourn::service {

class import_service final : public import_api, private service_base {
public:
  import_service(actors::services& services, work_queues& queues, importer& importer)
      : service_base{services, queues}, importer_{importer} {}

  void begin(import_request request, completion<written> done) override;
  void list(page_request at, completion<page> done) override;
  void get(std::string id, completion<json> done) override;
  void cancel(std::string id, caller by, completion<json> done) override;

private:
  importer& importer_;
};

} // namespace sojourn::service
