// A scenario that a shop makes of one of its campaigns.
#pragma once

#include "library/scenario.hpp"

namespace sojourn::library {

/// The document of a scenario: `told`, whose "campaign" is an id, with the definition of that
/// campaign in its place.
///
/// "placeholders" in it says what becomes a parameter: {"/steps/rest/for": "P{{parameters.days}}D",
/// "/steps/offer/pool": {"parameter": "pool"}}. A parameter that "parameters" does not describe,
/// and whose placeholder is a whole value, takes type and default from the value that it replaces.
/// Title and explanation that are left out are those of the campaign, in both languages; the goal
/// is "traffic". Errors (invalid_request): a pointer that leads nowhere, with a pointer to it.
[[nodiscard]] result<json> document_of_campaign(const json& definition, json told);

} // namespace sojourn::library
