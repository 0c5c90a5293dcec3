// How a mapping is written in a hook's document.
#pragma once

#include "base/json_schema.hpp"
#include "hooks/mapping.hpp"

#include <memory>

namespace sojourn::hooks {

/// Reads the member "mapping" of a document, which the document's schema has passed, and tells its
/// mistakes. `document`: the schema, with its definitions.
[[nodiscard]] mapping read_mapping(const json& source, const std::shared_ptr<const json>& document,
                                   mistake_list& mistakes);

} // namespace sojourn::hooks
