#include "base/work_budget.hpp"

#include <string>

namespace sojourn {

error work_budget_error(const work_budget& spent, std::string_view what) {
  if (spent.was_stopped())
    return {error_code::question_ended,
            std::string{what} +
                " was not finished: its time was up, whoever asked left, or the daemon stops",
            {}};
  return {error_code::too_expensive,
          std::string{what} + " takes more work over this data than one may (units of one "
                              "operator or 64 bytes); shorten its texts, paths and nested loops",
          {}};
}

} // namespace sojourn
