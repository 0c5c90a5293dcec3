// Implements messages.
#pragma once

#include "content/lint.hpp"
#include "service/implementation/document_service.hpp"
#include "service/messages.hpp"

namespace sojourn::service {

class message_service final : public message_api, private document_service {
public:
  using document_service::document_service;

  void list(page_request at, completion<page> done) override;
  void get(std::string id, completion<written> done) override;
  void versions(std::string id, completion<page> done) override;
  void put(document_request request, completion<written> done) override;
  void remove(std::string id, preconditions only_if, caller by, completion<json> done) override;
  void preview(preview_request request, completion<json> done) override;
  void lint(preview_request request, completion<json> done) override;

private:
  /// The message that a preview means. Errors: not_found, data_corrupt.
  struct chosen_message {
    campaign::message parts;
    json source{}; ///< of a message of the library: as "message" in the schema
    actors::running_version_ptr campaign; ///< nullptr: none
    std::int64_t version = 0;             ///< of the library; 0: the campaign's own message
  };
  result<chosen_message> choose_message(const preview_request& request);
  /// What the texts of a preview see. Errors: not_found.
  result<json> sample_data(const preview_request& request, const chosen_message& chosen);
};

} // namespace sojourn::service
