// What slots of the site recommend, and the shop's rules for that.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// For whom something is recommended, and where it is shown.
struct recommendation_request {
  subject_ref subject;
  std::string slot{};      ///< whose rule counts; empty, or one without a rule: the usual one
  std::uint32_t count = 0; ///< at most so many; 0: as many as the rule says
};

class recommendation_api {
public:
  virtual ~recommendation_api() = default;

  /// The product that somebody looked at last, and products like it.
  virtual void recommend(recommendation_request request, completion<json> done) = 0;

  // The rules, by slot.
  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string slot, completion<written> done) = 0;
  virtual void versions(std::string slot, completion<page> done) = 0;
  virtual void put(document_request request, completion<written> done) = 0;
  virtual void remove(std::string slot, preconditions only_if, caller by,
                      completion<json> done) = 0;
};

} // namespace sojourn::service
