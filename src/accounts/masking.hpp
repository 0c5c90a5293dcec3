// What is shown instead of personal data.
#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>

namespace sojourn::accounts {

/// Stands for a text that somebody may not see.
inline constexpr std::string_view masked_text = "•••";

/// `text` without the e-mail addresses and phone numbers in it. A phone number is one in the
/// international form ("+84912345678", blanks and dashes allowed) or a Vietnamese one of ten digits
/// ("0912 345 678"); a longer row of digits and one within a word are none.
[[nodiscard]] std::string mask_contacts(std::string_view text);

/// The same for every text of `value`, in place; names of members too.
void mask_contacts(json& value);

/// Masks everything that `value` says, in place: texts become masked_text, numbers and flags null.
/// Names of members stay, but for contacts in them.
void mask_all(json& value);

} // namespace sojourn::accounts
