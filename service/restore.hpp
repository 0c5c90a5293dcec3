// A restored backup: what is overdue since, and what an operator says of it.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

class restore_api {
public:
  virtual ~restore_api() = default;

  /// Whether the daemon stands still, and what is asked by campaign.
  virtual void get(completion<json> done) = 0;
  /// Who is overdue in a campaign, by the ids of the instances.
  virtual void overdue(std::string campaign, page_request at, completion<page> done) = 0;
  /// Answers for a campaign; empty: for all that are not answered. Errors: not_found; wrong_state.
  virtual void decide(std::string campaign, std::string answer, caller by,
                      completion<json> done) = 0;
};

} // namespace sojourn::service
