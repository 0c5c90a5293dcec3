// Implements records.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/records.hpp"

namespace sojourn::service {

class record_service final : public record_api, private service_base {
public:
  using service_base::service_base;

  void write(record_request request, completion<written> done) override;
  void get(std::string type, std::string id, completion<written> done) override;
  void list(std::string type, record_filter filter, page_request at,
            completion<page> done) override;
  void find(std::string type, record_filter identities, completion<page> done) override;
  void search(std::string text, std::uint32_t limit, completion<page> done) override;
  void timeline(std::string customer, page_request at, completion<page> done) override;
  void traits(std::string customer, completion<json> done) override;
  void points(std::string customer, page_request at, completion<page> done) override;
};

} // namespace sojourn::service
