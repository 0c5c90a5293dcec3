// Finding instances by what the indexes know, without one for each question.
#pragma once

#include "storage/instances.hpp"
#include "storage/tables.hpp"

namespace sojourn::storage {

/// A page of instances, newest first. To be run on one state of the file.
[[nodiscard]] std::vector<stored_instance> find_instances(table_set& tables,
                                                          const instance_query& what);

} // namespace sojourn::storage
