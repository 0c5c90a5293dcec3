#include "storage/tables/desk.hpp"

#include "storage/tables/json_column.hpp"

#include <array>
#include <charconv>

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, mark_kinds> mark_names{"greeted", "gift_given", "note",
                                                              "task_done"};
constexpr std::string_view task_prefix = "task_";
constexpr std::string_view mark_prefix = "mark_";

std::optional<std::int64_t> number_behind(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix))
    return std::nullopt;
  text.remove_prefix(prefix.size());
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number <= 0)
    return std::nullopt;
  return number;
}

template <class T>
T column_as(const statement::rows& from, int column, const char* what) {
  try {
    return json_column(from, column, what).get<T>();
  } catch (const json::exception&) {
    throw corrupt_row{std::string{what} + " cannot be read"};
  }
}

std::vector<std::string> names_in(statement::rows rows) {
  std::vector<std::string> found;
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

} // namespace

std::string_view to_text(mark_kind kind) { return mark_names.at(static_cast<std::size_t>(kind)); }

std::optional<mark_kind> parse_mark_kind(std::string_view text) {
  for (std::size_t i = 0; i < mark_names.size(); ++i) {
    if (mark_names[i] == text)
      return static_cast<mark_kind>(i);
  }
  return std::nullopt;
}

std::string task_name(std::int64_t number) {
  return std::string{task_prefix} + std::to_string(number);
}
std::string mark_name(std::int64_t number) {
  return std::string{mark_prefix} + std::to_string(number);
}
std::optional<std::int64_t> parse_task_name(std::string_view text) {
  return number_behind(task_prefix, text);
}
std::optional<std::int64_t> parse_mark_name(std::string_view text) {
  return number_behind(mark_prefix, text);
}

// ---- tasks -----------------------------------------------------------------------------

std::int64_t desk_task_table::insert(const desk_task& task) {
  const auto number = numbers_.next(numbered::desk_task);
  insert_.run(task.subject, number, task.instance, task.campaign, task.step, task.visit,
              dump(json(task.texts)), dump(json(task.done_by)), task.made_at, task.due,
              task.lasts_until, task.state, task.ends_at, task.mark);
  return number;
}

std::optional<desk_task> desk_task_table::find(const std::string& subject, std::int64_t number) {
  auto rows = find_.query(subject, number);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<desk_task> desk_task_table::open_of(const std::string& subject, instant now,
                                                std::size_t limit) {
  std::vector<desk_task> found;
  auto rows = open_of_.query(subject, now, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

tasks_found desk_task_table::open(const task_query& what, instant now) {
  tasks_found found;
  std::size_t visited = 0;
  auto rows = open_.query(now, what.after.ends_at, what.after.number, what.visits);
  while (rows.next()) {
    auto task = read(rows);
    const task_place place{task.ends_at, task.number};
    ++visited;
    if ((what.campaign.empty() || task.campaign == what.campaign) &&
        (!what.due_until || (task.due && *task.due <= *what.due_until)))
      found.tasks.push_back(std::move(task));
    if (found.tasks.size() == what.limit || visited == what.visits) {
      found.next = place;
      return found;
    }
  }
  return found;
}

std::int64_t desk_task_table::count_of_instances() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<std::string> desk_task_table::wrong(std::size_t limit) {
  return names_in(wrong_.query(limit));
}

desk_task desk_task_table::read(const statement::rows& from) {
  const auto state = from.integer(11);
  if (state < 0 || state > static_cast<std::int64_t>(task_state::withdrawn))
    throw corrupt_row{"the task " + std::to_string(from.integer(1)) + " cannot be read"};
  return {.number = from.integer(1),
          .subject = from.text(0),
          .instance = from.instance(2),
          .campaign = from.text(3),
          .step = from.text(4),
          .visit = static_cast<std::uint32_t>(from.integer(5)),
          .texts = column_as<std::map<std::string, std::string>>(from, 6, "a task"),
          .done_by = column_as<std::vector<std::string>>(from, 7, "a task"),
          .made_at = from.at(8),
          .due = from.optional_instant(9),
          .lasts_until = from.at(10),
          .state = static_cast<task_state>(state),
          .ends_at = from.at(12),
          .mark = from.is_null(13) ? 0 : from.integer(13)};
}

// ---- marks -----------------------------------------------------------------------------

void desk_mark_table::insert(const desk_mark& mark) {
  insert_.run(mark.subject, mark.number, mark.kind, mark.note, dump(json(mark.tasks)),
              dump(mark.heard), mark.who, mark.at);
}

std::optional<desk_mark> desk_mark_table::find(const std::string& subject, std::int64_t number) {
  auto rows = find_.query(subject, number);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<desk_mark> desk_mark_table::of(const std::string& subject, std::size_t limit) {
  std::vector<desk_mark> found;
  auto rows = of_.query(subject, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<std::string> desk_mark_table::wrong(std::size_t limit) {
  return names_in(wrong_.query(limit));
}

desk_mark desk_mark_table::read(const statement::rows& from) {
  const auto kind = from.integer(2);
  if (kind < 0 || kind >= static_cast<std::int64_t>(mark_kinds))
    throw corrupt_row{"the mark " + std::to_string(from.integer(1)) + " cannot be read"};
  return {.number = from.integer(1),
          .subject = from.text(0),
          .kind = static_cast<mark_kind>(kind),
          .note = from.text(3),
          .tasks = column_as<std::vector<std::int64_t>>(from, 4, "a mark of the desk"),
          .heard = json_column(from, 5, "a mark of the desk"),
          .who = from.text(6),
          .at = from.at(7),
          .undone_at = from.optional_instant(8),
          .undone_by = from.text(9)};
}

} // namespace sojourn::storage
