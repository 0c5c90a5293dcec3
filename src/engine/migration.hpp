// Moving an instance in flight to another version of its campaign.
#pragma once

#include "engine/advance.hpp"

namespace sojourn::engine {

/// The step of a new version that stands for one of an old one, where the name differs.
using renamed_steps = std::map<std::string, std::string, std::less<>>;

/// Whether instances of `from` can go on with `to` at all. Errors: wrong_state, with why not.
[[nodiscard]] result<void> check_versions(const campaign::definition& from,
                                          const campaign::definition& to);

/// Where an instance at `step` of `from` stands in `to`. One that is held may meet a step of
/// any type there, for it waits for an operator. Errors: wrong_state, with why it cannot move.
[[nodiscard]] result<std::string> step_in(const campaign::definition& from,
                                          const campaign::definition& to, const std::string& step,
                                          bool is_held, const renamed_steps& renamed);

/// The move of an instance of `from` in this state to version `version`, which is `to`.
/// Errors: wrong_state.
[[nodiscard]] result<migration> plan_migration(const campaign::definition& from,
                                               const instance_state& state,
                                               const campaign::definition& to,
                                               std::uint32_t version, const renamed_steps& renamed,
                                               bool re_time);

/// The move that takes back one out of this state.
[[nodiscard]] migration undo(const instance_state& before);

} // namespace sojourn::engine
