// The log of calls of hooks, and what it says of them.
#include "storage/hooks.hpp"
#include "storage/sqlite/transaction.hpp"

#include <array>

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, 4> call_outcome_names{"accepted", "duplicate", "ignored",
                                                             "refused"};
constexpr std::array<std::string_view, 6> effect_names{"created", "changed", "same",
                                                       "stale",   "removed", "missing"};

} // namespace

std::string_view to_text(call_outcome outcome) {
  return call_outcome_names[static_cast<std::size_t>(outcome)];
}

std::string_view to_text(record_effect effect) {
  return effect_names[static_cast<std::size_t>(effect)];
}

json as_json(const part_report& part, bool with_data) {
  json shown{{"outcome", part.is_ignored ? "ignored" : "accepted"}, {"records", json::array()}};
  if (!part.code.empty())
    shown["code"] = part.code;
  if (part.subject)
    shown["subject"] = to_text(*part.subject);
  if (!part.found_by.empty())
    shown["found_by"] = part.found_by;
  if (part.is_new)
    shown["is_new"] = true;
  if (!part.event.empty())
    shown["event"] = {{"type", part.event}, {"duplicate", part.is_event_known}};
  shown["starts"] = part.starts;
  for (const auto& one : part.records) {
    json record{{"type", one.record.type},
                {"id", one.record.id},
                {"effect", to_text(one.effect)},
                {"changed", one.changed}};
    if (with_data) {
      record["before"] = one.before;
      record["after"] = one.after;
    }
    shown["records"].push_back(std::move(record));
  }
  return shown;
}

std::int64_t log_hook_call(transaction& tx, const std::string& hook, const hook_call& line) {
  const auto key = tx.tables.hooks.key_of(hook);
  if (key == 0)
    return 0;
  tx.touch(topic::hooks);
  return tx.tables.hook_calls.insert(key, line);
}

} // namespace sojourn::storage
