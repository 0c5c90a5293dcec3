// Privacy: erasures of personal data.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// The erasure of a customer or a visitor.
struct erase_request {
  subject_ref subject;
  preconditions only_if{}; ///< of their record
  caller by;
};

class privacy_api {
public:
  virtual ~privacy_api() = default;

  /// Erases the personal data of somebody everywhere and leaves the figures. Answered after the
  /// first portion; the body's "state" is "running" when that was not all.
  virtual void erase(erase_request request, completion<written> done) = 0;
  /// Everything about a customer as one document, for themselves. The audit says who took it.
  virtual void export_person(std::string customer, caller by, completion<json> done) = 0;
  virtual void get(std::string id, completion<json> done) = 0;
  /// Erasures of one subject, or of all where it is empty; the newest first.
  virtual void list(std::string subject, page_request at, completion<page> done) = 0;
};

} // namespace sojourn::service
