// The budget: what actions cost, and how much is left of tokens and credits.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>

namespace sojourn::service {

/// Money that comes into an account of credits.
struct deposit_request {
  std::string account;
  std::int64_t amount = 0; ///< in the smallest unit of its currency; less than 0 takes some out
  caller by;
  idempotency idem;
};

class budget_api {
public:
  virtual ~budget_api() = default;

  /// With what is reserved, spent and left, and the campaigns that it paused.
  virtual void get(completion<written> done) = 0;
  /// Null removes it: nothing costs anything then.
  virtual void put(json document, preconditions only_if, caller by, completion<written> done) = 0;
  /// Errors: not_found; wrong_state where more is taken out than is left.
  virtual void deposit(deposit_request request, completion<written> done) = 0;
  /// What was reserved and spent by "day", "month" or "year", newest first.
  virtual void periods(std::string per, page_request at, completion<page> done) = 0;
  /// What the campaign will cost at most, by its current audience and the current budget.
  virtual void estimate(std::string campaign, completion<json> done) = 0;
  /// What it cost from `from` (its beginning) until before `to` (now), by action.
  virtual void statement(std::string campaign, std::optional<instant> from,
                         std::optional<instant> to, completion<json> done) = 0;
};

} // namespace sojourn::service
