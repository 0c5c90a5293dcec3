// Calls of other systems that are about to leave.
#pragma once

#include "storage/budget.hpp"
#include "storage/sends.hpp"

namespace sojourn::storage {

/// A call that an instance is about to make.
struct call_request {
  paid_action action;
  bool marks = false; ///< it may not be repeated: after a crash its outcome is unknown
};

/// Whether the call may be made now, and writes down that it leaves where it may not be repeated.
[[nodiscard]] result<admission_result> admit_call(transaction& tx, const call_request& what);

} // namespace sojourn::storage
