#include "storage/tables/hooks.hpp"

#include "storage/sqlite/vault.hpp"
#include "storage/tables/json_column.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

/// Calls between two times that the log is trimmed: often enough to stay small, and not the
/// work of every call.
constexpr std::int64_t trim_every = 32;

/// What the secrets of a hook are sealed as.
std::string hook_seal_name(std::int64_t hook) { return "hook:" + std::to_string(hook); }

} // namespace

std::optional<hook_table::row> hook_table::find(const std::string& id) {
  std::optional<row> found;
  {
    auto rows = find_.query(id);
    if (rows.next())
      found = read(rows);
  }
  if (found)
    found->hook.secrets = secrets_of(found->key);
  return found;
}

std::int64_t hook_table::key_of(const std::string& id) {
  auto rows = key_.query(id);
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<stored_hook> hook_table::all() {
  std::vector<stored_hook> found;
  auto rows = all_.query();
  while (rows.next()) {
    auto one = read(rows);
    one.hook.secrets = secrets_of(one.key);
    found.push_back(std::move(one.hook));
  }
  return found;
}

std::int64_t hook_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t hook_table::insert(const stored_hook& hook) {
  const auto key = numbers_.next(numbered::hook);
  insert_.run(key, hook.id, hook.version, dump(hook.definition), hook.created_at, hook.updated_at);
  return key;
}

void hook_table::remove(std::int64_t key) {
  remove_secrets_.run(key);
  remove_calls_.run(key);
  remove_.run(key);
}

void hook_table::add_secret(std::int64_t key, const std::string& secret, instant now) {
  add_secret_.run(numbers_.next(numbered::hook_secret), key,
                  db_.secrets().seal(hook_seal_name(key), secret), now);
}

std::vector<hook_secret> hook_table::secrets_of(std::int64_t key) {
  std::vector<hook_secret> found;
  auto rows = secrets_.query(key);
  while (rows.next())
    found.push_back({.number = rows.integer(0),
                     .text = db_.secrets().open(hook_seal_name(key), rows.view(1)),
                     .created_at = rows.at(2)});
  return found;
}

hook_table::row hook_table::read(const statement::rows& from) {
  return {.key = from.integer(0),
          .hook = {.id = from.text(1),
                   .version = from.integer(2),
                   .definition = json_column(from, 3, "a hook"),
                   .secrets = {},
                   .created_at = from.at(4),
                   .updated_at = from.at(5)}};
}

std::int64_t hook_call_table::insert(std::int64_t hook, const hook_call& line) {
  const bool is_refused = line.outcome == call_outcome::refused;
  std::int64_t last = 0;
  for (const bool refused : {false, true}) {
    auto rows = last_.query(hook, refused);
    if (rows.next() && !rows.is_null(0))
      last = std::max(last, rows.integer(0));
  }
  const auto number = last + 1;
  insert_.run(hook, is_refused, number, line.at, line.status, line.outcome, line.why, line.message,
              line.event, line.started, line.heard, line.unlogged,
              line.subject.empty() ? std::nullopt : std::optional{line.subject}, line.code,
              dump(line.details),
              line.arrived.is_null() ? std::nullopt : std::optional{dump(line.arrived)},
              line.retry_of == 0 ? std::nullopt : std::optional{line.retry_of});
  if (number % trim_every == 0) {
    trim_.run(hook, false, kept_hook_calls);
    trim_.run(hook, true, kept_hook_calls);
  }
  return number;
}

std::vector<hook_call> hook_call_table::of(std::int64_t hook, std::int64_t before,
                                           std::size_t limit) {
  std::vector<hook_call> found;
  auto rows = of_.query(hook, before, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::optional<hook_call> hook_call_table::find(std::int64_t hook, std::int64_t number) {
  auto rows = find_.query(hook, number);
  if (!rows.next())
    return std::nullopt;
  auto line = read(rows);
  line.details = json_column(rows, 14, "what a call did");
  if (line.may_retry)
    line.arrived = json_column(rows, 15, "a call");
  return line;
}

hook_call hook_call_table::read(const statement::rows& from) {
  const auto outcome = from.integer(3);
  if (outcome < 0 || outcome > static_cast<int>(call_outcome::refused))
    throw corrupt_row{"a call of a hook has the outcome " + std::to_string(outcome)};
  hook_call line{.number = from.integer(0),
                 .at = from.at(1),
                 .status = static_cast<int>(from.integer(2)),
                 .outcome = static_cast<call_outcome>(outcome),
                 .why = from.text(4),
                 .message = from.text(5),
                 .event = from.text(6),
                 .started = from.integer(7),
                 .heard = from.integer(8),
                 .unlogged = from.integer(9)};
  line.code = from.text(10);
  line.may_retry = from.integer(11) != 0;
  line.retry_of = from.is_null(12) ? 0 : from.integer(12);
  line.retried_as = from.is_null(13) ? 0 : from.integer(13);
  return line;
}

} // namespace sojourn::storage
