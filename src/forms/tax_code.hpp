// Tax codes of Vietnam (mã số thuế).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::forms {

/// A tax code as it is written on invoices: "0100109106", or "0100109106-001" of a branch. Blanks
/// and dots in `written` do not count, and the dash of a branch may be left out. With
/// `takes_personal_ids` the 12 digits of a personal identification number are one, too. nullopt: it
/// is none.
///
/// The shape is that of Circular 105/2020/TT-BTC, article 5: two digits, seven that are not all
/// zero, a check digit, and for branches a dash and three that are not all zero. Since 1 July 2025
/// persons and households have their personal identification number instead (Circular
/// 86/2024/TT-BTC, article 5). The circulars do not say how the check digit is made; it is 10 less
/// the sum of the nine digits, each times its weight (31, 29, 23, 19, 17, 13, 7, 5, 3), modulo 11,
/// as python-stdnum (stdnum.vn.mst) has it. Codes of companies that everybody can look up hold to
/// it: 0100109106 (Viettel), 0300588569 (Vinamilk). Where the outcome would be 10 there is no code.
/// Of a personal identification number nothing but its shape can be checked.
[[nodiscard]] std::optional<std::string> tax_code_of_vietnam(std::string_view written,
                                                             bool takes_personal_ids);

} // namespace sojourn::forms
