// What turns mean for the job that asked for them.
#pragma once

#include "storage/journal.hpp"
#include "storage/turns.hpp"

namespace sojourn::storage {

/// Takes the task off its job's list as done. False when it is not on it (any more).
[[nodiscard]] bool complete_job_task(transaction& tx, const job_task& task, instance_id instance,
                                     journal_position head, instant now);

} // namespace sojourn::storage
