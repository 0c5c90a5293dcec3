// The desk in the shop: who stands there, what to do for them, and what the staff did.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>

namespace sojourn::service {

/// Who is looked up: by one of the first three, or by the id alone. With one of them, `customer`
/// picks among several whom it finds.
struct desk_question {
  std::string phone{}; ///< in any spelling
  std::string code{};  ///< of a voucher, or the customer's own: their id or a code of their record
  std::string email{};
  std::string customer{}; ///< an id
};

struct task_filter {
  std::string campaign{};
  std::optional<instant> due_until{};
  bool is_overdue = false; ///< due before now
};

struct desk_mark_request {
  std::string customer;
  std::string mark; ///< "greeted", "gift_given", "note" or "task_done"
  std::string note{};
  std::string task{}; ///< "task_12", of "task_done"
  caller by;
  idempotency idem{};
};

struct desk_redemption {
  std::string customer;
  std::string code;
  std::string pool{}; ///< where the customer has the same code of several
  caller by;
  idempotency idem{};
};

class desk_api {
public:
  virtual ~desk_api() = default;

  /// The one customer and what is to be done, or those to choose from. Writes down who looked up
  /// whom. Errors: not_found; invalid_request; rate_limited.
  virtual void look_up(desk_question who, caller by, completion<json> done) = 0;
  /// Open tasks, those first that end first.
  virtual void tasks(task_filter which, page_request at, completion<page> done) = 0;
  /// Writes down what the staff did, and tells journeys. Errors: not_found; wrong_state (the task
  /// is not open).
  virtual void mark(desk_mark_request request, completion<written> done) = 0;
  /// Takes a mark back. What journeys did on hearing it stays. Errors: not_found; undo_too_late.
  virtual void undo(std::string customer, std::string mark, caller by, completion<json> done) = 0;
  /// Redeems a code of the customer; by the same person again within the time of undoing, it is
  /// the same redemption. Errors: not_found, wrong_state, already_redeemed, voucher_expired,
  /// voucher_void, voucher_of_another.
  virtual void redeem(desk_redemption request, completion<written> done) = 0;
};

} // namespace sojourn::service
