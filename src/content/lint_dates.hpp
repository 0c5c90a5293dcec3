// What is doubtful in the dates that the conditions of a campaign read.
#pragma once

#include "content/lint.hpp"

namespace sojourn::content {

/// "date_may_be_number": a condition reads a field of the customer as a date, and nothing says that
/// the field is a text: a number there would count as milliseconds. Fields that the campaign itself
/// writes are left to it.
[[nodiscard]] std::vector<finding> lint_dates(const campaign::definition& campaign,
                                              const lint_figures& figures);

} // namespace sojourn::content
