// Plans a start: which version, which re-entry key, which id.
#pragma once

#include "actors/services.hpp"

namespace sojourn::actors {

/// An instance that is to begin.
struct planned_start {
  running_version_ptr version;
  engine::started start;
};

/// Errors: not_found, campaign_not_active, invalid_request (the re-entry key). Reads the subject's
/// record when the key needs it.
[[nodiscard]] result<planned_start> plan_start(services& with, const std::string& campaign,
                                               const subject_ref& subject, json trigger,
                                               const std::string& who);

/// The message that begins a planned instance; fills in `input.what`.
[[nodiscard]] begin begin_with(planned_start plan, envelope_ptr input);

} // namespace sojourn::actors
