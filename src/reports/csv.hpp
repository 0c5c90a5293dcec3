// Lines of CSV (RFC 4180) for spreadsheets.
#pragma once

#include <span>
#include <string>

namespace sojourn::reports {

/// The cells with commas between them and CRLF behind them. A cell that a spreadsheet would take
/// for a formula gets an apostrophe in front.
[[nodiscard]] std::string csv_line(std::span<const std::string> cells);

} // namespace sojourn::reports
