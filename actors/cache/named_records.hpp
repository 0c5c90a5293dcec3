// The records that a campaign names: those of the shop in its "reads", and those of its trigger.
#pragma once

#include "campaign/definition.hpp"
#include "storage/reader.hpp"

namespace sojourn::actors {

/// {NAME: the record as of now, or null}, as engine::facts::reads.
[[nodiscard]] json read_named(storage::reader& from, const campaign::definition& by);

/// Whether its types are there, and belong to nobody: what a person's own record says would stay
/// in the journals of others when that person is erased. Errors: invalid_definition.
[[nodiscard]] result<void> check_reads(storage::reader& known, const campaign::definition& by);

/// Whether a record trigger can start anybody: its type is there, and its records are customers or
/// name one. Errors: invalid_definition.
[[nodiscard]] result<void> check_trigger(storage::reader& known, const campaign::definition& by);

} // namespace sojourn::actors
