// Suggested actions, and the benchmarks that they stand on.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// A draft that a suggestion is to make.
struct suggested_draft {
  std::string suggestion;
  std::string campaign; ///< its id; empty: the suggestion's, with the day
  std::string name;     ///< empty: the suggestion's title, with the day
  json parameters;      ///< over those that the suggestion fills in
  caller by;
  idempotency idem;
};

class suggestion_api {
public:
  virtual ~suggestion_api() = default;

  /// The suggestions of now, in their order, each with whom it is about, why, what it would cost
  /// and the draft that it makes. `with_away`: those that stay away, too.
  virtual void list(bool with_away, completion<json> done) = 0;
  /// Makes the draft, after which the suggestion stays away. Errors: not_found, already_exists,
  /// invalid_request (parameters).
  virtual void draft(suggested_draft request, completion<written> done) = 0;
  /// The suggestion stays away for a time. Errors: not_found.
  virtual void dismiss(std::string id, caller by, completion<json> done) = 0;
  /// It comes back before its time. Errors: not_found, where it does not stay away.
  virtual void restore(std::string id, caller by, completion<json> done) = 0;

  virtual void benchmarks(completion<written> done) = 0;
  /// Errors: invalid_request, also where a segment or a scenario is not there.
  virtual void put_benchmarks(document_request request, completion<written> done) = 0;
  /// The template counts again. Errors: not_found, version_mismatch.
  virtual void remove_benchmarks(preconditions only_if, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
