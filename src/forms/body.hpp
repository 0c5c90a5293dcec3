// What a browser sends of a form: application/x-www-form-urlencoded.
#pragma once

#include "forms/answers.hpp"

namespace sojourn::forms {

/// Inputs that one page may send, and bytes of them all.
inline constexpr std::size_t most_inputs = 500;
inline constexpr std::size_t most_body_bytes = 256 * 1024;

/// Reads it (URL Standard, "application/x-www-form-urlencoded parsing"); a name may come several
/// times. Errors (invalid_request): it is too long, has too many inputs, or is not UTF-8.
[[nodiscard]] result<inputs> read_body(std::string_view body);

} // namespace sojourn::forms
