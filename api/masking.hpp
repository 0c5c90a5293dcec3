// Answers to callers who may not see personal data.
#pragma once

#include "api/request.hpp"
#include "api/response.hpp"
#include "api/route.hpp"

namespace sojourn::api {

/// Whether answers to `ask` are masked: it may not see personal data. What is open to everybody
/// shows its visitors their own, and is not; nor is the desk, which is there to say who stands at
/// it.
[[nodiscard]] bool must_mask(const request& ask);

/// Masks an answer of the route, in place. Its schema in answers.json says what is personal
/// ("x-personal") and which open objects are not ("x-public"); whatever the schema does not
/// describe is taken for personal. Without a schema, what is known to name no person stays. E-mail
/// addresses and phone numbers go wherever they stand.
///
/// A table in CSV is shown where the schema says that it names no person ("x-public-as-csv").
/// Errors: forbidden, for an answer of a type that cannot be masked.
[[nodiscard]] result<void> mask_answer(const route& from, response& made);

/// The same of one value of an answer: of a list, a whole page.
void mask_answer(const route& from, json& value);

} // namespace sojourn::api
