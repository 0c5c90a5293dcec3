// What a shop is measured by, and which actions are suggested to it: a document.
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "calendar/calendar.hpp"
#include "reports/score.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::reports {

/// What an action is to bring.
enum class action_goal { traffic, orders };
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
/// "traffic", "orders".
[[nodiscard]] std::string_view to_text(action_goal of);

/// A group that could be written to, and the scenario of the library that does it.
struct suggested_action {
  std::string id{};
  json title{}; ///< {"vi", "en"}
  std::string segment{};
  json segment_parameters = json::object();
  action_goal goal = action_goal::orders;
  /// Of other sellers who did this, so many parts of rate_places had the effect.
  std::int64_t peers = 0;
  std::string effect{}; ///< "new_customers", "more_orders", "more_traffic"
  std::string scenario{};
  json parameters = json::object(); ///< of the scenario
};

/// How long a suggestion stays away.
struct away_times {
  calendar::duration acted_on{};
  calendar::duration dismissed{};
};

struct benchmarks {
  std::string zone{};         ///< of the shop's days and hours
  std::int64_t read_rate = 0; ///< suggested, in parts of rate_places
  std::vector<score_level> levels{};
  std::vector<suggested_action> suggestions{};
  away_times away{};
  json source{};                          ///< the whole document, in which nothing is left out
  std::vector<std::string> of_template{}; ///< members of it that the shop has not replaced

  /// Whether a member is the template's.
  [[nodiscard]] bool is_of_template(std::string_view member) const;
  /// nullptr: there is none.
  [[nodiscard]] const suggested_action* find(std::string_view id) const;
};

/// The figures of the product that these suggestions come from.
[[nodiscard]] const json& benchmarks_template();

/// Reads and checks a document; what it leaves out is as in the template. Errors: invalid_request,
/// with every mistake by its pointer.
[[nodiscard]] result<benchmarks> read_benchmarks(const json& source);

} // namespace sojourn::reports
