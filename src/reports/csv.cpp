#include "reports/csv.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace sojourn::reports {

namespace {

bool is_number(std::string_view text) {
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  return !digits.empty() && std::all_of(digits.begin(), digits.end(), [](unsigned char c) {
    return std::isdigit(c) != 0 || c == '.';
  });
}

std::string cell(const std::string& text) {
  constexpr std::string_view begins_formula = "=+-@\t\r";
  const bool is_formula = !text.empty() &&
                          begins_formula.find(text.front()) != std::string_view::npos &&
                          !is_number(text);
  const auto shown = is_formula ? "'" + text : text;
  if (shown.find_first_of(",\"\r\n") == std::string::npos)
    return shown;
  std::string quoted{'"'};
  for (const char c : shown) {
    quoted += c;
    if (c == '"')
      quoted += c;
  }
  return quoted + '"';
}

} // namespace

std::string csv_line(std::span<const std::string> cells) {
  std::string line;
  for (const auto& one : cells) {
    if (&one != cells.data())
      line += ',';
    line += cell(one);
  }
  return line + "\r\n";
}

} // namespace sojourn::reports
