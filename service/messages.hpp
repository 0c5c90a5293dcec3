// The library of messages. A campaign keeps the versions of those that it takes.
#pragma once

#include "service/common.hpp"

#include <string>
#include <vector>

namespace sojourn::service {

/// A message to look at before it is sent.
struct preview_request {
  std::string message;
  /// With `of_campaign`: the campaign whose own message this is. Else: the campaign that gives the
  /// library's message its data, and its version where it takes it. Empty: none.
  std::string campaign;
  bool of_campaign = false;
  std::string customer;              ///< whose data texts see; empty: nobody's
  json data = json::object();        ///< merged over it
  std::string language;              ///< empty: the customer's, else the fallback
  std::vector<std::string> channels; ///< empty: those the message has parts for, or none by name
};

class message_api {
public:
  virtual ~message_api() = default;

  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<written> done) = 0;
  virtual void versions(std::string id, completion<page> done) = 0;
  virtual void put(document_request request, completion<written> done) = 0;
  /// Refused while a campaign that has not ended takes it.
  virtual void remove(std::string id, preconditions only_if, caller by, completion<json> done) = 0;
  /// A message as a recipient would get it, and the data that it lacked.
  virtual void preview(preview_request request, completion<json> done) = 0;
  /// What is wrong or doubtful in a message of the library; `language` is not read.
  virtual void lint(preview_request request, completion<json> done) = 0;
};

} // namespace sojourn::service
