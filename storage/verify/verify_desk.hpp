// Holds what journals asked the staff for against the tasks of the desk, and looks at its marks.
#pragma once

#include "storage/tables.hpp"
#include "storage/verify/report.hpp"

#include <string>
#include <vector>

namespace sojourn::storage {

class desk_verifier {
public:
  desk_verifier(table_set& tables, verification_report& report)
      : tables_{tables}, report_{report} {}

  /// Notes what the journal of an instance asked for.
  void check(const engine::instance_state& state, const std::vector<engine::stored_entry>& journal);
  /// After all instances: tasks that are missing without having been forgotten, tasks that no
  /// journal asked for, and rows that do not fit each other.
  void check_tables();

private:
  table_set& tables_;
  verification_report& report_;
  std::int64_t found_ = 0;
  std::vector<violation> missing_;
};

} // namespace sojourn::storage
