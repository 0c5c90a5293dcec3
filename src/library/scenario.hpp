// A scenario: a campaign with parameters, and what an operator wants to know before it is used.
#pragma once

#include "base/json.hpp"
#include "base/json_schema.hpp"
#include "campaign/definition.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::library {

/// What a scenario is for. The names are those of `goal` in the document, in this order.
enum class scenario_goal {
  first_order,
  repeat_order,
  recover_order,
  loyalty,
  traffic,
  feedback,
  service
};
[[nodiscard]] std::string_view to_text(scenario_goal goal);

/// How many people a scenario is about.
enum class estimate_form {
  none,     ///< nobody can tell beforehand
  audience, ///< everybody whom the audience of the campaign holds now
  now,      ///< everybody for whom `people` holds now
  month,    ///< everybody for whom `people` says that it would have started within a month
};
[[nodiscard]] std::string_view to_text(estimate_form form);

/// Records or events that the campaign lives on, and why.
struct declared_need {
  std::string record;              ///< a record type, or empty
  std::vector<std::string> fields; ///< of its records
  std::string event;               ///< the type of an event, or empty
  json why;                        ///< {"vi", "en"}; null: not said
};

/// Immutable once read, so safe to share.
struct scenario {
  std::string id;
  std::int64_t version = 1; ///< of a shipped one; one of the shop is counted where it is stored
  json title;               ///< {"vi", "en"}
  json explanation;         ///< {"vi", "en"}
  std::vector<std::string> trades;
  scenario_goal goal = scenario_goal::traffic;
  json parameters;                            ///< a JSON Schema of draft 7, of an object
  std::shared_ptr<const json_schema> checker; ///< the same, ready to check values
  std::vector<declared_need> needs;
  json campaign;              ///< a definition without id and name, with placeholders
  json forms = json::array(); ///< hosted forms that it brings along, each with its id, with
                              ///< placeholders
  estimate_form form = estimate_form::none;
  json people; ///< a condition about one customer, with placeholders; null with other forms
  json source; ///< as it was put, for showing and storing
};
using scenario_ptr = std::shared_ptr<const scenario>;

/// Bytes that a document may have as text.
inline constexpr std::size_t max_scenario_bytes = 512 * 1024;

/// Reads a document and tries it with its own defaults and examples.
/// Errors (invalid_request): all mistakes at once, each with a JSON pointer.
[[nodiscard]] result<scenario_ptr> read_scenario(const std::string& id, const json& source);

/// Its JSON Schema (draft 7).
[[nodiscard]] const json& scenario_schema();

/// The definition of a campaign: the scenario with these parameters, which complete_parameters
/// gave.
[[nodiscard]] json definition_of(const scenario& from, const std::string& campaign,
                                 const std::string& name, const json& parameters);

/// The hosted forms that it brings along, filled like its definition; each has its "id".
[[nodiscard]] json forms_of(const scenario& from, const json& parameters);

/// The title in the language of the parameter "language", else in Vietnamese.
[[nodiscard]] std::string title_for(const scenario& from, const json& parameters);

/// A document that was read once, as a list shows it: id, version, title, explanation, trades,
/// goal, trigger.
[[nodiscard]] json summary_of(const std::string& id, std::int64_t version, const json& source);

} // namespace sojourn::library
