// What is found before a campaign is activated.
#pragma once

#include "actors/services.hpp"
#include "content/lint.hpp"

#include <stop_token>
#include <vector>

namespace sojourn::service {

/// The findings of the lint and of the budget. Errors: those of the audience. Throws
/// storage::read_failure.
[[nodiscard]] result<std::vector<content::finding>>
find_before_activation(actors::services& services, const actors::running_version& version,
                       const std::stop_token& stop);

/// The codes that a new definition of a campaign gives do not expire before they are given or
/// shown, unless those of `before`, which runs, do so at the same place. Errors: codes_expire, with
/// every place. Throws storage::read_failure.
[[nodiscard]] result<void> require_lasting_codes(actors::services& services,
                                                 const actors::running_version& before,
                                                 const campaign::definition_ptr& after);

/// A finding that somebody overrides, as the audit keeps it: its code with its facts, such as
/// "audience_too_small (least 50, people 12)".
[[nodiscard]] std::string as_overridden(const content::finding& one);

} // namespace sojourn::service
