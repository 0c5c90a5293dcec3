// What a lint measures messages by.
#pragma once

#include "actors/services.hpp"
#include "content/lint.hpp"
#include "storage/reader.hpp"

#include <stop_token>

namespace sojourn::service {

/// What there is of `version`, or where that is nullptr of a message alone. With `counting`, how
/// many customers the audience holds is counted until that token asks to stop.
/// Errors: those of the audience. Throws storage::read_failure.
[[nodiscard]] result<content::lint_figures> lint_figures_for(actors::services& services,
                                                             const actors::running_version* version,
                                                             json sample,
                                                             const std::stop_token* counting);

} // namespace sojourn::service
