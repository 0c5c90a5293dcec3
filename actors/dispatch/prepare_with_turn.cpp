#include "actors/dispatch/prepare_with_turn.hpp"

#include "actors/dispatch/prepare_send.hpp"
#include "actors/guarded.hpp"

#include <algorithm>

namespace sojourn::actors {

namespace {

/// Whether the turn asks for a message whose text is known before the turn is committed.
bool asks_for_message(const storage::turn_write& turn) {
  const auto& asked = turn.after->effect;
  return asked && asked->kind == engine::effect_kind::send &&
         (turn.before == nullptr || turn.before->effect != asked) && turn.patches.empty();
}

std::shared_ptr<admitted_send> prepare(services& services, const running_version& version,
                                       const engine::instance_state& state) {
  const auto& channels = channels_of(*version.definition, state.effect->step);
  if (std::ranges::none_of(channels,
                           [&](const auto& name) { return services.slots.has_free(name); }))
    return nullptr;
  auto chosen = choose_channel(services, channels, 0, state.subject);
  if (chosen.number == channels.size())
    return nullptr;
  const auto& channel = channels[chosen.number];
  auto made = std::make_shared<admitted_send>();
  made->slot = services.slots.take(channel, state.id);
  if (made->slot == nullptr)
    return nullptr;
  made->channel = chosen.number;
  made->tried = std::move(chosen.tried);
  made->prepared =
      prepare_send(services, version, state, channel, chosen.can, std::move(chosen.person));
  return made->prepared.unsafe.empty() ? made : nullptr;
}

} // namespace

std::shared_ptr<admitted_send> prepare_with_turn(services& services, const running_version& version,
                                                 const storage::turn_write& turn) {
  if (!asks_for_message(turn))
    return nullptr;
  // What keeps it from being made ready now, the dispatcher will find, too, and say.
  try {
    return prepare(services, version, *turn.after);
  } catch (const storage::read_failure&) {
    return nullptr;
  } catch (const std::exception& thrown) {
    (void)contained(services.count, guarded_part::instance,
                    "the message of " + to_text(turn.after->id), thrown);
    return nullptr;
  }
}

} // namespace sojourn::actors
