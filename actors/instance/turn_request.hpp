// Builds what the journal writer needs to know of a turn. No CAF, no state.
#pragma once

#include "actors/services.hpp"
#include "storage/journal.hpp"
#include "storage/listeners.hpp"
#include "storage/turns.hpp"

namespace sojourn::actors {

/// The write of `made`, a turn of an instance that was `before`; everything is encoded
/// here, off the writer's thread.
[[nodiscard]] storage::turn_write
make_turn_write(const running_version& version, storage::journal_position expected_head, instant at,
                std::shared_ptr<const engine::instance_state> before, engine::turn made,
                std::int64_t consumes, storage::listeners_ptr listeners);

/// Whether the turn writes records, so that those who listen to them must be known.
[[nodiscard]] bool writes_records(const engine::turn& made);

/// The facts that a turn of this campaign may need, read now. Errors: data_corrupt and what
/// else keeps the file from being read.
[[nodiscard]] result<engine::facts> gather_facts(services& services, const running_version& version,
                                                 const engine::instance_state& state);
/// The same for an instance that is to begin.
[[nodiscard]] result<engine::facts>
gather_start_facts(services& services, const running_version& version, const subject_ref& subject);

/// Tells the timer service of a timer that is committed, or is about to be, unless it lies
/// beyond what the service knows: then the file is enough.
void arm_timer_if_near(services& services, instance_id id, instant due);

} // namespace sojourn::actors
