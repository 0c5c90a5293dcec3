// Implements recommendations.
#pragma once

#include "service/implementation/document_service.hpp"
#include "service/recommendations.hpp"

namespace sojourn::service {

class recommendation_service final : public recommendation_api, private document_service {
public:
  using document_service::document_service;

  void recommend(recommendation_request request, completion<json> done) override;
  void list(page_request at, completion<page> done) override;
  void get(std::string slot, completion<written> done) override;
  void versions(std::string slot, completion<page> done) override;
  void put(document_request request, completion<written> done) override;
  void remove(std::string slot, preconditions only_if, caller by, completion<json> done) override;
};

} // namespace sojourn::service
