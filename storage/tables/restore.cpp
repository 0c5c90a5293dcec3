#include "storage/tables/restore.hpp"

#include "engine/state.hpp"

#include <array>

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, 3> answer_names{"send", "sent", "drop"};

std::vector<std::int64_t> numbers_in(statement::rows&& rows) {
  std::vector<std::int64_t> found;
  while (rows.next())
    found.push_back(rows.integer(0));
  return found;
}

} // namespace

std::string_view to_text(restore_answer answer) {
  return answer_names[static_cast<std::size_t>(answer)];
}

std::optional<restore_answer> parse_restore_answer(std::string_view text) {
  for (std::size_t i = 0; i < answer_names.size(); ++i) {
    if (answer_names[i] == text)
      return static_cast<restore_answer>(i);
  }
  return std::nullopt;
}

std::optional<open_restore> restore_table::open() {
  auto rows = open_.query();
  return rows.next() ? std::optional{open_restore{rows.at(0), rows.at(1), rows.at(2)}}
                     : std::nullopt;
}

std::int64_t restore_table::newest_start() {
  auto rows = newest_start_.query();
  return rows.next() ? rows.integer(0) : 0;
}

void restore_table::put(const restored_campaign& what, campaign_state state) {
  put_.run(what.campaign, state, what.is_asked, what.messages, what.timers, what.starts,
           what.has_schedule, what.is_settled);
}

restored_campaign restore_table::read(const statement::rows& from) {
  restored_campaign one{.campaign = from.text(0),
                        .is_asked = from.integer(1) != 0,
                        .messages = from.integer(2),
                        .timers = from.integer(3),
                        .starts = from.integer(4),
                        .has_schedule = from.integer(5) != 0,
                        .who = from.text(7),
                        .why = from.text(8),
                        .answered_at = from.is_null(9) ? instant{} : from.at(9),
                        .done = from.integer(10),
                        .is_settled = from.integer(11) != 0};
  if (!from.is_null(6)) {
    const auto answer = from.integer(6);
    if (answer < 0 || answer >= static_cast<std::int64_t>(answer_names.size()))
      throw corrupt_row{"the answer for the campaign \"" + one.campaign + "\" is " +
                        std::to_string(answer)};
    one.answer = static_cast<restore_answer>(answer);
  }
  return one;
}

std::optional<restored_campaign> restore_table::find(const std::string& campaign) {
  auto rows = find_.query(campaign);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<restored_campaign> restore_table::all() {
  std::vector<restored_campaign> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::optional<campaign_state> restore_table::state_before(const std::string& campaign) {
  auto rows = state_.query(campaign);
  return rows.next() ? std::optional{static_cast<campaign_state>(rows.integer(0))} : std::nullopt;
}

std::map<std::string, restored_campaign> restore_table::count(const open_restore& when) {
  std::map<std::string, restored_campaign> found;
  const auto take = [&](statement::rows&& rows, std::int64_t restored_campaign::*into) {
    while (rows.next())
      found[rows.text(0)].*into = rows.integer(1);
  };
  take(count_effects_.query(), &restored_campaign::messages);
  take(count_timers_.query(when.restored_at, when.since), &restored_campaign::timers);
  take(count_starts_.query(), &restored_campaign::starts);
  auto rows = schedules_.query();
  while (rows.next())
    found[rows.text(0)].has_schedule = true;
  for (auto& [campaign, one] : found)
    one.campaign = campaign;
  return found;
}

std::vector<overdue_instance> restore_table::overdue(const open_restore& when,
                                                     const std::string& campaign, instance_id after,
                                                     std::size_t limit) {
  std::vector<overdue_instance> found;
  auto rows = overdue_.query(campaign, when.restored_at, when.since, after, limit);
  while (rows.next())
    found.push_back({.instance = rows.instance(0),
                     .subject = rows.text(1),
                     .step = rows.text(2),
                     .is_effect = rows.integer(3) != 0,
                     .at = rows.at(4)});
  return found;
}

std::vector<std::int64_t> restore_table::starts(const std::string& campaign, std::int64_t newest,
                                                std::size_t limit) {
  return numbers_in(starts_.query(campaign, newest, limit));
}

std::vector<std::int64_t> restore_table::runs(const std::string& campaign, instant before) {
  return numbers_in(runs_.query(campaign, before));
}

} // namespace sojourn::storage
