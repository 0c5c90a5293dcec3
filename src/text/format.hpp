// The formatting sections: money, dates, capitals, links.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::text {

inline constexpr std::string_view money_name = "money";
inline constexpr std::string_view date_name = "date";
inline constexpr std::string_view upper_name = "upper";
inline constexpr std::string_view fallback_name = "fallback";
inline constexpr std::string_view form_name = "form";
inline constexpr std::string_view confirm_name = "confirm";

/// Where the pages that they lead to are below the address of the daemon.
inline constexpr std::string_view form_path = "/f/";
inline constexpr std::string_view confirm_path = "/c/";

/// Whether a section of this name formats, unless the data has a value of that name.
[[nodiscard]] bool is_formatting(std::string_view section);

/// "1250000 VND" as "1.250.000 ₫" (vi) or "VND 1,250,000" (en), "1234.5 USD" as
/// "1.234,50 USD" or "USD 1,234.50", "1250000" as "1.250.000" or "1,250,000".
///
/// Digits are grouped by language. A currency gets the decimals that ISO 4217 gives it
/// (rounded half away from zero, exactly: no binary fraction takes part); without a
/// currency the decimals stay. Text that is no amount stays as it is.
[[nodiscard]] std::string format_money(std::string_view text, std::string_view language);

/// An RFC 3339 instant, or a date or time local to `zone`, as "01/03/2026" (vi) or
/// "1 March 2026" (en). Text that is no date stays as it is.
[[nodiscard]] std::string format_date(std::string_view text, std::string_view language,
                                      std::string_view zone);

/// Capital letters for Latin script: ASCII, Latin-1, Latin Extended-A and -B, and the
/// Vietnamese letters of Latin Extended Additional. All else stays, "ß" too.
[[nodiscard]] std::string to_upper(std::string_view text);

} // namespace sojourn::text
