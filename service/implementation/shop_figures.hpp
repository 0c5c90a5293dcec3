// What suggestions and the score are made of, read for the whole shop.
#pragma once

#include "actors/services.hpp"
#include "reports/benchmarks.hpp"
#include "reports/best_hours.hpp"
#include "reports/monitor.hpp"

#include <optional>
#include <stop_token>
#include <string>

namespace sojourn::service {

/// The benchmarks that count: the shop's, or else the template's. Errors: data_corrupt. Throws
/// storage::read_failure.
[[nodiscard]] result<reports::benchmarks> benchmarks_in_force(storage::reader& from);

/// `[from, to)`: days before the end of a day, by the calendar of a zone.
struct day_span {
  instant from{};
  instant to{};
};
/// The days that the score of a day looks at. Errors: unknown_zone, invalid_instant.
[[nodiscard]] result<day_span> span_of_score(std::int64_t day, const std::string& zone);

/// What the messages of all campaigns that left in the span did, a row for each channel. nullopt:
/// it was stopped. Throws storage::read_failure.
[[nodiscard]] std::optional<reports::monitor_table>
messages_of_shop(actors::services& services, const day_span& span, const std::stop_token& stop);

/// The hours of the members of a group. Errors: not_found, invalid_request where it cannot be
/// asked; question_ended. Throws storage::read_failure.
[[nodiscard]] result<reports::active_hours> hours_of_group(actors::services& services,
                                                           const rules::segment_call& group,
                                                           const reports::hours_of_people& people,
                                                           const std::stop_token& stop);

} // namespace sojourn::service
