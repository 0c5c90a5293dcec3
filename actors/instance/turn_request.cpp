#include "actors/instance/turn_request.hpp"

#include "storage/campaigns.hpp"
#include "storage/journal.hpp"
#include "storage/listeners.hpp"
#include "storage/reader.hpp"
#include "storage/sends.hpp"
#include "storage/turn_facts.hpp"
#include "storage/turns.hpp"
#include "storage/write/turn_encoding.hpp"

namespace sojourn::actors {

namespace {

/// What became of the send that the turn's input tells of; nullptr where it tells of none, or of
/// one that was never handed over.
std::shared_ptr<const storage::send_settled> send_settled_by(const campaign::definition& campaign,
                                                             const engine::turn& made) {
  const auto* told =
      made.entries.empty() ? nullptr : std::get_if<engine::effect_settled>(&made.entries.front());
  const auto* step = told != nullptr ? campaign.find(told->step) : nullptr;
  if (step == nullptr || !std::holds_alternative<campaign::send_step>(step->kind))
    return nullptr;
  if (!had_attempt(told->how))
    return nullptr;
  return std::make_shared<const storage::send_settled>(storage::send_settled{
      .tracking = storage::tracking_of({made.after.id, told->step, told->visit}),
      .outcome = told->how,
      .code = told->code,
      .provider_id = told->provider_id});
}

/// The hour that a delay of the turn would wait for.
std::optional<engine::best_hour> best_hour_of(services& services,
                                              const storage::known_hours& known) {
  const auto open = reports::open_hours_by(*services.send_rules.now());
  const auto chosen = reports::choose_hour(&known.person, &known.group, &known.shop, open);
  if (!chosen)
    return std::nullopt;
  return engine::best_hour{.hour = chosen->hour,
                           .whose = std::string{reports::to_text(chosen->whose)},
                           .zone = known.zone};
}

} // namespace

storage::turn_write make_turn_write(const running_version& version,
                                    storage::journal_position expected_head, instant at,
                                    std::shared_ptr<const engine::instance_state> before,
                                    engine::turn made, std::int64_t consumes,
                                    storage::listeners_ptr listeners) {
  auto sent = send_settled_by(*version.definition, made);
  std::optional<storage::turn_write::settled_effect> settled;
  if (const auto* told = made.entries.empty()
                             ? nullptr
                             : std::get_if<engine::effect_settled>(&made.entries.front()))
    settled = {told->step, told->visit, told->attempt, told->how};
  auto write = storage::encode_turn(version.key, *version.definition, expected_head, at,
                                    std::move(before), std::move(made), std::move(listeners));
  write.sent = std::move(sent);
  write.settled = std::move(settled);
  write.consumes = consumes;
  return write;
}

bool writes_records(const engine::turn& made) {
  return !made.patches.empty() ||
         (made.after.effect && made.after.effect->kind == engine::effect_kind::tier);
}

json lists_in(const std::optional<json>& view, const std::set<std::string>& names) {
  json lists = json::object();
  for (const auto& name : names)
    lists[name] = view ? view->at(name) : json::array();
  for (auto& list : lists) {
    if (const auto bytes = dump(list).size(); bytes > engine::max_list_bytes)
      list = bytes;
  }
  return lists;
}

result<engine::facts> gather_facts(services& services, const running_version& version,
                                   const engine::instance_state& state) {
  const auto& needs = version.needs;
  return storage::as_result([&]() -> result<engine::facts> {
    auto& reader = services.store.reader();
    const auto asked = resolve_segments(services.segments, reader, needs.segments);
    std::optional<std::set<std::string>> lists;
    if (!needs.lists.empty() || !asked.conditions.empty()) {
      lists = needs.lists;
      lists->insert(asked.lists.begin(), asked.lists.end());
    }
    auto read = reader.turn_facts().read(needs, *version.definition, state, lists);
    auto& known = read.known;
    if (!needs.lists.empty() && state.subject.type == records::customer_type)
      known.lists = lists_in(read.view, needs.lists);
    known.segments = test_segments(asked, read.view, services.clock.now());
    if (read.hours)
      known.best_hour = best_hour_of(services, *read.hours);
    known.campaign_paused = services.catalogue.is_paused(version.definition->id);
    for (const auto& campaign : needs.campaigns) {
      if (const auto found = services.catalogue.find(campaign))
        known.campaigns.emplace(campaign, storage::to_text(found->state));
    }
    return std::move(known);
  });
}

result<engine::facts> gather_start_facts(services& services, const running_version& version,
                                         const subject_ref& subject) {
  engine::instance_state fresh;
  fresh.subject = subject;
  return gather_facts(services, version, fresh);
}

void arm_timer_if_near(services& services, instance_id id, instant due) {
  if (to_unix_ms(due) <= services.count.timers_known_until_ms.load())
    services.directory.wake_at(id, due);
}

} // namespace sojourn::actors
