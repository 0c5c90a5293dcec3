#include "reports/score.hpp"

#include <algorithm>

namespace sojourn::reports {

namespace {

json show_score(const score& of, json level) {
  return {{"own", as_json(of.own)},
          {"suggested", ratio(of.suggested, rate_places)},
          {"gap", of.gap()},
          {"level", std::move(level)}};
}

} // namespace

json score::gap() const { return relative_change(own, {suggested, rate_places}); }

const score_level* level_of(const json& gap, const std::vector<score_level>& levels) {
  if (!gap.is_number())
    return nullptr;
  const score_level* reached = nullptr;
  for (const auto& level : levels) {
    if (level.from <= gap.get<double>() && (reached == nullptr || level.from >= reached->from))
      reached = &level;
  }
  return reached;
}

json as_json(const score& of, const std::vector<score_level>& levels) {
  const auto* level = level_of(of.gap(), levels);
  return show_score(of,
                    level == nullptr ? json() : json{{"id", level->id}, {"title", level->title}});
}

json as_json(const score& of, const std::string& level, const std::vector<score_level>& levels) {
  if (level.empty())
    return show_score(of, json());
  const auto known = std::ranges::find(levels, level, &score_level::id);
  return show_score(of,
                    {{"id", level}, {"title", known == levels.end() ? json(level) : known->title}});
}

} // namespace sojourn::reports
