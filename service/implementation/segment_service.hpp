// Implements segments.
#pragma once

#include "service/implementation/document_service.hpp"
#include "service/segments.hpp"

namespace sojourn::service {

class segment_service final : public segment_api, private document_service {
public:
  using document_service::document_service;

  void list(page_request at, completion<page> done) override;
  void get(std::string id, completion<written> done) override;
  void versions(std::string id, completion<page> done) override;
  void put(document_request request, completion<written> done) override;
  void remove(std::string id, preconditions only_if, caller by, completion<json> done) override;
  void size(std::string id, completion<json> done) override;
  void size_of_condition(json definition, completion<json> done) override;
  void members(std::string id, page_request at, completion<page> done) override;
  void member(std::string id, std::string customer, completion<json> done) override;
  void funnel(std::string id, completion<json> done) override;
  void funnel_of_stages(json stages, std::string zone, completion<json> done) override;

private:
  result<segments::predicate_ptr> predicate_of(const std::string& id);
  result<json> funnel_of(const std::vector<segments::predicate_ptr>& cumulated, json stages,
                         const std::stop_token& stop);
};

} // namespace sojourn::service
