// What people are known by: phone numbers, addresses and names, written alike.
#pragma once

#include "records/record_type.hpp"

namespace sojourn::records {

/// The form in which a value of such an identity is kept and looked up; nullopt: it can be none.
///
/// - "phone": addresses::international_number, so "0901234567" and "+84901234567" are one; of what
///   is no such number, such as an extension, 3 to 20 digits, with the "+" if it was written.
/// - "email": addresses::canonical_email; what mail cannot be addressed to, with one "@" inside, in
///   lower case (ASCII).
/// - "text": as it is; the digits of a whole number.
///
/// Blanks around a value never count. Longer than 256 bytes is none.
[[nodiscard]] std::optional<std::string> normal_identity(std::string_view kind, const json& value);

/// The identities of a record with this data: field → normal form.
[[nodiscard]] std::map<std::string, std::string> identities_in(const record_type& type,
                                                               const json& data);

} // namespace sojourn::records
