#include "storage/tables/suggestions.hpp"

#include <array>

namespace sojourn::storage {

std::string_view to_text(away_reason how) {
  constexpr std::array<std::string_view, 2> names{"acted_on", "dismissed"};
  return names.at(static_cast<std::size_t>(how));
}

std::vector<away_suggestion> suggestion_table::away() {
  std::vector<away_suggestion> found;
  auto rows = away_.query();
  while (rows.next()) {
    const auto how = rows.integer(1);
    if (how < 0 || how > static_cast<std::int64_t>(away_reason::dismissed))
      throw corrupt_row{"the suggestion \"" + rows.text(0) + "\" is away for the reason " +
                        std::to_string(how)};
    found.push_back({.suggestion = rows.text(0),
                     .how = static_cast<away_reason>(how),
                     .at = rows.at(2),
                     .who = rows.text(3),
                     .campaign = rows.text(4)});
  }
  return found;
}

std::vector<stored_score> score_table::before(std::int64_t day, std::size_t limit) {
  std::vector<stored_score> found;
  auto rows = before_.query(day, limit);
  while (rows.next())
    found.push_back({.day = rows.integer(0),
                     .sent = rows.integer(1),
                     .read = rows.integer(2),
                     .suggested = rows.integer(3),
                     .level = rows.text(4),
                     .measured_at = rows.at(5)});
  return found;
}

} // namespace sojourn::storage
