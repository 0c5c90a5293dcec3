// Schedules: a recurrence or a list of instants, and what to make of those that were missed.
#pragma once

#include "calendar/recurrence.hpp"

#include <variant>

namespace sojourn::calendar {

/// The instants at which something is to start. An immutable value, usable from any thread.
class schedule {
public:
  /// The instants that a rule names.
  explicit schedule(recurrence rule) : when_(std::move(rule)) {}

  /// These instants, in any order; repeated ones count once.
  /// Errors (invalid_definition): none at all, or more than `max_schedule_instants`.
  [[nodiscard]] static result<schedule> of(std::vector<instant> instants);

  /// The first `limit` instants strictly after `after`, ascending.
  [[nodiscard]] std::vector<instant> next(instant after, std::size_t limit) const;

  /// The first `limit` instants in (after, until], ascending.
  [[nodiscard]] std::vector<instant> due(instant after, instant until, std::size_t limit) const;

  /// The last instant at or before `at`, if there is one.
  [[nodiscard]] std::optional<instant> previous(instant at) const;

  bool operator==(const schedule&) const = default;

private:
  explicit schedule(std::vector<instant> instants) : when_(std::move(instants)) {}

  std::variant<recurrence, std::vector<instant>> when_;
};

/// The most instants that a schedule lists; more of them are a rule or another campaign.
constexpr std::size_t max_schedule_instants = 1'000;

/// What to do with occurrences that passed while nobody was there to run them.
enum class missed_policy {
  none,   ///< forget them
  latest, ///< run the last of them
  all,    ///< run each of them
};

/// "none", "latest" or "all".
[[nodiscard]] std::string_view to_text(missed_policy policy);

/// The reverse of to_text, if `text` is one of them.
[[nodiscard]] std::optional<missed_policy> find_missed_policy(std::string_view text);

/// Which of the occurrences that are `due` (ascending, none after `now`) are to run now, ascending.
///
/// One that is due at `now` exactly is not missed and runs under every policy, beside what the
/// policy says of the missed ones. Missed ones before `now - window` are dropped; without a
/// window none is too old.
[[nodiscard]] std::vector<instant> to_run(std::vector<instant> due, missed_policy policy,
                                          std::optional<milliseconds> window, instant now);

} // namespace sojourn::calendar
