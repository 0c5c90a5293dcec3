// Segments: saved conditions, and the groups that come with Sojourn.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

class segment_api {
public:
  virtual ~segment_api() = default;

  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<written> done) = 0;
  virtual void versions(std::string id, completion<page> done) = 0;
  /// Errors: may_not_send where an active or paused campaign names it.
  virtual void put(document_request request, completion<written> done) = 0;
  /// Refused while a campaign or another segment names it.
  virtual void remove(std::string id, preconditions only_if, caller by, completion<json> done) = 0;
  /// How many customers are in it now, exactly.
  virtual void size(std::string id, completion<json> done) = 0;
  /// The same of a segment that is not saved.
  virtual void size_of_condition(json definition, completion<json> done) = 0;
  virtual void members(std::string id, page_request at, completion<page> done) = 0;
  /// Whether a customer is in, and why.
  virtual void member(std::string id, std::string customer, completion<json> done) = 0;
  /// How many leave at each part of the segment's condition, one after the other.
  virtual void funnel(std::string id, completion<json> done) = 0;
  /// The same of stages that are not saved: a list of {"name", "condition"}.
  virtual void funnel_of_stages(json stages, std::string zone, completion<json> done) = 0;
};

} // namespace sojourn::service
