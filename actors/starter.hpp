// Plans a start: which version, which re-entry key, which id.
#pragma once

#include "actors/services.hpp"

namespace sojourn::actors {

/// The message that begins an instance, `input.what` filled in. Errors: not_found,
/// campaign_not_active, invalid_request (the re-entry key). Reads the subject's record
/// when the key needs it.
[[nodiscard]] result<begin> plan_start(services& with, const std::string& campaign,
                                       const subject_ref& subject, json trigger,
                                       const std::string& who, envelope_ptr input);

} // namespace sojourn::actors
