// Eligibility: whether the shop may run boosters, what it lacks, and by what that is measured.
#pragma once

#include "service/common.hpp"

namespace sojourn::service {

class eligibility_api {
public:
  virtual ~eligibility_api() = default;

  /// What counts now, what is missing and by how much, and when it is measured and applied next.
  virtual void get(completion<json> done) = 0;
  virtual void settings(completion<written> done) = 0;
  virtual void put_settings(document_request request, completion<written> done) = 0;
  virtual void inputs(completion<written> done) = 0;
  /// What the marketplace says of the shop, all of it: what is not known is null. It counts from
  /// the next evaluation on.
  virtual void put_inputs(document_request request, completion<written> done) = 0;
  /// Some of the figures; the others stay.
  virtual void patch_inputs(document_request request, completion<written> done) = 0;
  /// The evaluations, newest first.
  virtual void history(page_request at, completion<page> done) = 0;
  /// Measures now and applies it at once.
  virtual void evaluate(caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
