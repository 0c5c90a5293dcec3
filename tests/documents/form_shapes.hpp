// Hosted forms that can be read.
#pragma once

#include "tests/documents/documents.hpp"

namespace sojourn::tests {

[[nodiscard]] std::vector<shape> form_shapes();

/// Reads a form, fills it in and writes its pages.
[[nodiscard]] result<void> read_form_document(const json& source);

} // namespace sojourn::tests
