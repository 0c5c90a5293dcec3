// What people are known by: phone numbers, addresses and names, written alike.
#pragma once

#include "records/record_type.hpp"

namespace sojourn::records {

/// The form in which a value of such an identity is kept and looked up; nullopt: it can be none.
///
/// - "phone": digits, with the "+" before them if it was written; blanks, dots, hyphens, slashes
/// and
///   brackets are left out, and "00" in front becomes "+". Nothing is known of countries, so
///   "0901234567" and "+84901234567" stay two numbers. 3 to 20 digits.
/// - "email": lower case (ASCII), with one "@" inside.
/// - "text": as it is; the digits of a whole number.
///
/// Blanks around a value never count. Longer than 256 bytes is none.
[[nodiscard]] std::optional<std::string> normal_identity(std::string_view kind, const json& value);

/// The identities of a record with this data: field → normal form.
[[nodiscard]] std::map<std::string, std::string> identities_in(const record_type& type,
                                                               const json& data);

} // namespace sojourn::records
