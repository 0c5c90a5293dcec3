#include "storage/write/started_instances.hpp"

#include "storage/inbox.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

namespace {

/// The instance that waits for one with this trigger.
std::optional<instance_id> waiting_starter(const json& trigger) {
  const auto* type = find_path(trigger, "type");
  const auto* waits = find_path(trigger, "waits");
  const auto* starter = find_path(trigger, "instance");
  if (type == nullptr || *type != "start" || waits == nullptr || *waits != true ||
      starter == nullptr || !starter->is_string())
    return std::nullopt;
  const auto id = parse_instance_id(starter->get_ref<const std::string&>());
  return id ? std::optional{*id} : std::nullopt;
}

std::optional<inbox_entry> tell(const json& trigger, const subject_ref& subject, json ended,
                                instant now) {
  const auto starter = waiting_starter(trigger);
  if (!starter)
    return std::nullopt;
  ended["step"] = trigger.at("step");
  ended["visit"] = trigger.at("visit");
  return inbox_entry{.at = now,
                     .instance = *starter,
                     .campaign = {},
                     .subject = subject,
                     .payload = {{"type", engine::started_ended_event},
                                 {"id", ended.value("instance", to_text(*starter))},
                                 {"data", std::move(ended)}}};
}

} // namespace

std::optional<inbox_entry> tell_starter(const engine::instance_state& ended, instant now) {
  return tell(ended.trigger, ended.subject,
              {{"instance", to_text(ended.id)},
               {"status", engine::to_text(ended.status)},
               {"reason", ended.reason}},
              now);
}

std::optional<inbox_entry> tell_starter_of_refusal(const inbox_entry& start, instant now) {
  return tell(start.payload, start.subject, {{"status", "refused"}}, now);
}

bool is_there(transaction& tx, instance_id id) { return tx.tables.instances.head_of(id) != 0; }

} // namespace sojourn::storage
