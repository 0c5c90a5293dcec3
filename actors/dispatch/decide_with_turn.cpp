#include "actors/dispatch/decide_with_turn.hpp"

#include "actors/dispatch/prepare_handover.hpp"
#include "storage/reader.hpp"
#include "storage/turns.hpp"

#include <algorithm>

namespace sojourn::actors {

namespace {

/// Whether the turn asks for a message whose text is known before the turn is committed.
bool asks_for_message(const storage::turn_write& turn) {
  const auto& asked = turn.after->effect;
  return asked && asked->kind == engine::effect_kind::send &&
         (turn.before == nullptr || turn.before->effect != asked) && turn.patches.empty();
}

} // namespace

std::shared_ptr<decided_handover> decide_with_turn(services& with, const running_version& version,
                                                   const storage::turn_write& turn) {
  if (!asks_for_message(turn))
    return nullptr;
  const auto& state = *turn.after;
  const auto& ways = ways_of(*version.definition, state.effect->step);
  const auto has_room = [&](const std::string& way) { return with.places.has_free(way); };
  if (std::none_of(ways.begin(), ways.end(), has_room))
    return nullptr;
  try {
    auto found = find_way(with, ways, 0, state.subject);
    if (found.number == ways.size())
      return nullptr;
    const auto& channel = ways[found.number];
    auto place = with.places.take(channel, state.id);
    if (place == nullptr)
      return nullptr;
    auto made = std::make_shared<decided_handover>();
    made->place = std::move(place);
    made->way = found.number;
    made->tried = std::move(found.tried);
    made->prepared =
        prepare_handover(with, version, state, channel, found.can, std::move(found.person));
    if (!made->prepared.unsafe.empty())
      return nullptr; // the dispatcher will find it, too, and say so
    return made;
  } catch (const storage::read_failure&) {
    return nullptr; // the dispatcher will find it, too, and say so
  }
}

} // namespace sojourn::actors
