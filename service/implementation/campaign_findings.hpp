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

} // namespace sojourn::service
