#include "storage/write/turn_encoding.hpp"

#include "storage/campaigns.hpp"
#include "storage/journal.hpp"
#include "storage/listeners.hpp"
#include "storage/turns.hpp"

namespace sojourn::storage {

turn_write encode_turn(version_key version, const campaign::definition& definition,
                       journal_position expected_head, instant at,
                       std::shared_ptr<const engine::instance_state> before, engine::turn made,
                       listeners_ptr listeners) {
  turn_write write;
  write.version = version;
  write.campaign = definition.id;
  write.policy = definition.reentry.policy;
  write.at = at;
  write.expected_head = expected_head;
  write.entries.reserve(made.entries.size());
  for (const auto& entry : made.entries) {
    write.entries.push_back(
        {static_cast<std::uint8_t>(entry.index()), engine::encode_entry(entry)});
    if (const auto* task = std::get_if<engine::task_made>(&entry))
      write.tasks.push_back(*task);
  }
  if (before != nullptr)
    write.waits_before = engine::subscriptions(definition, *before);
  write.looks_back = engine::looks_back(definition, made, at);
  write.waits_after = engine::subscriptions(definition, made.after);
  write.encoded_state = engine::encode_state(made.after);
  write.before = std::move(before);
  write.after = std::make_shared<const engine::instance_state>(std::move(made.after));
  write.patches = std::move(made.patches);
  write.listeners = std::move(listeners);
  write.starts = std::move(made.starts);
  write.pauses_campaign = std::move(made.pauses_campaign);
  if (!made.passages.empty())
    write.graph = std::make_shared<const graph_changes>(
        graph_changes_of(version, version, definition.timezone, made.passages));
  return write;
}

void set_version_before(turn_write& turn, version_key before) {
  turn.version_before = before;
  if (turn.graph == nullptr)
    return;
  auto changes = *turn.graph;
  for (auto& [place, change] : changes) {
    if (place.kind == engine::passage_kind::migrated_out)
      place.version = before;
  }
  turn.graph = std::make_shared<const graph_changes>(std::move(changes));
}

} // namespace sojourn::storage
