// What a campaign needs, held against what the shop has.
#pragma once

#include "actors/services.hpp"
#include "content/lint.hpp"
#include "library/needs.hpp"

#include <set>
#include <string>
#include <vector>

namespace sojourn::service {

/// The needs of a campaign as answers show them: {"kind", "name", "has", "facts"}, and "why" where
/// the scenario says it. "has" is null where nobody can tell. `forms` are ids of hosted forms that
/// the scenario brings along. Throws storage::read_failure.
[[nodiscard]] json show_needs(actors::services& services, const campaign::definition& definition,
                              const std::vector<library::declared_need>& declared,
                              const std::set<std::string>& forms = {});

/// What stands against letting a campaign run.
struct obstacle {
  std::string code;    ///< of a need that is not met, of a finding of the lint, or of an error
  std::string pointer; ///< into the definition
  std::string message;
  json facts = json::object();
  std::string parameter{}; ///< pointer into the request to what filled that place; empty: nothing
};
[[nodiscard]] json as_json(const obstacle& one);

/// Needs that are not met, templates and hooks that are not there, and the errors among the
/// findings; without those whose code is among `overridden`. Throws storage::read_failure.
[[nodiscard]] std::vector<obstacle> obstacles_to(actors::services& services,
                                                 const campaign::definition& definition,
                                                 const std::vector<content::finding>& findings,
                                                 const std::set<std::string>& overridden);

} // namespace sojourn::service
