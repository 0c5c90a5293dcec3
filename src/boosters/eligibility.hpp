// Whether a shop may run boosters: thresholds, the figures they are compared with, and what lacks.
#pragma once

#include "base/decimal.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "calendar/calendar.hpp"
#include "calendar/schedule.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::boosters {

/// What a shop may do; each contains the one before.
enum class eligibility { none, basic, advanced };
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string_view to_text(eligibility of);
[[nodiscard]] std::optional<eligibility> parse_eligibility(std::string_view text);

struct thresholds {
  decimal positive_rating;
  decimal chat_response;
  decimal followers; ///< of advanced eligibility
  decimal revenue_30_days;
  std::string currency{};
  std::int64_t approved_skus = 0; ///< of one event
};

struct settings {
  std::string zone{}; ///< of its days
  boosters::thresholds limits{};
  calendar::schedule measured;                ///< when the inputs are looked at
  calendar::duration applied_after{};         ///< after that, what was found counts
  std::optional<std::int64_t> people_a_day{}; ///< of all cards together; nullopt: any number
  std::int64_t group_cap = 0;                 ///< of people a card, where its group names none
  json source{};                              ///< the whole document, with the defaults
};

/// The document of whoever put none: the thresholds of the source, measured on Sundays and applied
/// on Mondays at 14:00.
[[nodiscard]] const json& default_settings();
/// Reads the document; what it leaves out is as in default_settings. Errors: invalid_request.
[[nodiscard]] result<settings> read_settings(const json& source);

/// What the marketplace says of the shop; what is missing does not pass.
struct inputs {
  std::optional<decimal> positive_rating{};
  std::optional<decimal> chat_response{};
  std::optional<decimal> followers{};
  std::optional<decimal> revenue_30_days{};
};
/// Errors: invalid_request, also for another currency than that of the threshold.
[[nodiscard]] result<inputs> read_inputs(const json& source, const settings& by);
/// The same of a document that replaces all figures: it names each of them, null where one is not
/// known, so that none is forgotten by accident. Errors: invalid_request.
[[nodiscard]] result<inputs> read_whole_inputs(const json& source, const settings& by);
/// The document of a shop of which nothing is known.
[[nodiscard]] json no_inputs();
/// What is stored, without a revenue in another currency than that of a threshold that was changed
/// since: it says nothing.
[[nodiscard]] json fitting_inputs(json source, const settings& by);

/// A figure that does not pass.
struct shortfall {
  std::string input{};
  std::string code{};  ///< "below", "not_above" or "unknown"
  std::string value{}; ///< a decimal; empty: unknown
  std::string wanted{};
  std::string by{};       ///< how much lacks; empty: unknown
  std::string currency{}; ///< of money
  eligibility needed_for = eligibility::basic;
};
[[nodiscard]] json as_json(const shortfall& one);

struct assessment {
  eligibility result = eligibility::none;
  std::vector<shortfall> missing{};
};
/// Rates and followers pass from the threshold on, revenue only above it.
[[nodiscard]] assessment assess(const inputs& given, const thresholds& against);

/// The approved SKUs that an event lacks; nullopt: it has enough.
[[nodiscard]] std::optional<shortfall> missing_skus(std::size_t approved,
                                                    const thresholds& against);

} // namespace sojourn::boosters
