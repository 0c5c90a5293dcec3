// Implements receipts.
#pragma once

#include "messages/receipt.hpp"
#include "service/implementation/service_base.hpp"
#include "service/receipts.hpp"
#include "storage/events.hpp"

namespace sojourn::service {

/// What a provider says of a customer: an event about them, and what it changes of their record.
struct person_report {
  storage::stored_event event;
  json patch; ///< null: nothing
};

class receipt_service final : public receipt_api, private service_base {
public:
  using service_base::service_base;

  void record(receipt_request request, completion<json> done) override;
  void visit_link(link_request request, completion<json> done) override;
  void unsubscribe(std::string token, completion<json> done) override;

private:
  /// Stores receipts and reports, and answers with how many were new, known and of nobody.
  void store(std::vector<messages::receipt> receipts, std::vector<person_report> people,
             completion<json> done);
};

} // namespace sojourn::service
