// Short texts for people in a document, such as its name.
#pragma once

#include "base/mistakes.hpp"

namespace sojourn {

/// Bytes that such a text may have.
inline constexpr std::size_t max_text_field_bytes = 1'000;

/// The text at `field`; empty where it is left out or null, or wrong, which is told.
[[nodiscard]] std::string read_text_field(const json& source, const char* field,
                                          mistake_list& mistakes);

} // namespace sojourn
