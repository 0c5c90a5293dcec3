// The router's starts: in batches that one commit writes, those of one re-entry key one after
// another, those of a paused campaign into the data file.
#include "actors/routing/router_state.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

/// Turns in one unit: no more than are made in a millisecond or two.
constexpr std::size_t most_turns = 256;
/// Units with starts that may be on their way: one is made while the other is written. What comes
/// meanwhile waits, and goes together.
constexpr std::size_t most_batches = 2;

} // namespace

void router_state::begin_waiting() {
  while (!starts_.empty() && batches_ < most_batches) {
    auto batch = std::make_shared<start_batch>();
    while (!starts_.empty() && batch->turns.size() < most_turns) {
      auto start = std::move(starts_.front());
      starts_.pop_front();
      if (start.asked_by_hand)
        begin_by_hand(*start.asked_by_hand);
      else
        guard(start.entry.number, [&] { begin_one(std::move(start), *batch); });
    }
    if (!batch->turns.empty())
      submit(std::move(batch));
  }
  if (!to_hold_.empty())
    hold(std::exchange(to_hold_, {}));
}

void router_state::begin_one(queued_start start, start_batch& batch) {
  auto& entry = start.entry;
  const auto number = entry.number;
  if (is_behind_one_to_hold(entry.campaign)) {
    give_back(number);
    return end_line(start.line);
  }
  auto* flight = inbox_.find(number);
  if (flight == nullptr)
    return;
  flight->line = start.line;
  const auto who = entry.payload.value("type", std::string{"delivery"});
  auto plan = plan_start(*services_, entry.campaign, entry.subject, std::move(entry.payload), who);
  if (!plan)
    return end_unplanned(entry, std::move(plan.error()));
  const auto line = line_of(*plan);
  if (start.line != line) {
    // Whom it is about, or what its key reads, has changed since.
    if (!start.line.empty())
      move_line(std::exchange(flight->line, {}));
    start.line = {};
    entry.payload = std::move(plan->start.trigger);
    if (!is_its_turn(line, start))
      return;
    plan->start.trigger = std::move(start.entry.payload);
    flight->line = line;
  }
  plan->cause = entry.cause;
  if (plan->version->definition->reentry.policy == campaign::reentry_policy::restart)
    drop_left(entry.campaign, line);
  if (auto turn = resting_first_turn(*services_, *plan, number)) {
    batch.turns.push_back(std::move(turn));
    batch.plans.push_back(std::move(*plan));
  } else {
    auto input = letter(number, text_of(entry));
    services_->directory.tell_registry(begin_with(std::move(*plan), std::move(input)));
  }
}

void router_state::end_unplanned(storage::inbox_entry& entry, error why) {
  const auto number = entry.number;
  if (why.code == error_code::campaign_not_active) {
    // It was asked for before the campaign was paused, and waits in the file for its end.
    if (services_->catalogue.is_paused(entry.campaign)) {
      held_.begin_writing(entry.campaign);
      to_hold_.push_back(std::move(entry));
      return end_line(std::exchange(inbox_.find(number)->line, {}));
    }
    if (services_->catalogue.find_active(entry.campaign)) // it goes on by now
      return end_flight(number, true);
  }
  letter(number, text_of(entry))->done(fail(std::move(why)));
}

std::string router_state::text_of(const storage::inbox_entry& entry) {
  return "start of \"" + entry.campaign + "\" for " + to_text(entry.subject);
}

bool router_state::is_its_turn(const std::string& line, queued_start& start) {
  if (line.empty())
    return true;
  const auto number = start.entry.number;
  const auto held = inbox_.find(number)->held;
  switch (order_.enter(line, start)) {
  case order::place::begins:
    return true;
  case order::place::waits:
    return false;
  case order::place::full:
    if (held.empty()) {
      inbox_.leave(number);
    } else { // the held starts of the campaign are read again, from the first
      inbox_.remove(number);
      held_.note(held);
      inbox_.set_behind(true);
    }
    return false;
  }
  return false;
}

void router_state::drop_left(const std::string& campaign, const std::string& line) {
  const auto found = left_.find(line);
  if (found == left_.end())
    return;
  const auto at = services_->clock.now();
  for (const auto number : found->second) {
    spdlog::warn(
        "inbox entry {}, which was set aside, is dropped: a newer start of \"{}\" with its "
        "re-entry key begins",
        number, campaign);
    count().starts_refused.fetch_add(1, std::memory_order_relaxed);
    using entries = std::vector<storage::inbox_entry>;
    services_->store.writer().submit<entries>(
        [number, at](storage::transaction& tx) -> result<entries> {
          return storage::drop_inbox_entry(tx, number, at);
        },
        [me = caf::actor_cast<router_actor>(self_)](result<entries> dropped) {
          if (dropped && !dropped->empty())
            caf::anon_send(me, route{std::make_shared<const entries>(std::move(*dropped))});
        });
  }
  left_.erase(found);
}

bool router_state::is_behind_one_to_hold(const std::string& campaign) const {
  return held_.is_being_written(campaign) && !services_->catalogue.is_paused(campaign);
}

void router_state::give_back(std::int64_t number) {
  const auto ends = inbox_.remove(number);
  if (!ends)
    return;
  if (ends->held.empty())
    inbox_.go_back_to(number);
  else
    held_.note(ends->held);
  inbox_.set_behind(true);
}

void router_state::end_line(const std::string& line) {
  for (auto& waiting : order_.disband(line)) {
    if (waiting.asked_by_hand)
      later_.push_back(std::move(*waiting.asked_by_hand));
    else
      give_back(waiting.entry.number);
  }
  inbox_.go_back_to_left(); // those that had no room in it
}

void router_state::move_line(const std::string& line) {
  auto then = order_.next(line);
  if (then.start) {
    then.start->line = line;
    starts_.push_front(std::move(*then.start));
  } else if (then.has_turned_away) {
    inbox_.go_back_to_left();
  }
}

// ---- starts that no delivery asks for --------------------------------------------------------

bool router_state::must_wait(const start_by_hand& start) const {
  return start.restarts && (inbox_.is_behind() || held_.contains(start.campaign));
}

void router_state::begin_later() {
  auto waiting = std::exchange(later_, {});
  for (auto& start : waiting) {
    if (must_wait(start))
      later_.push_back(std::move(start));
    else
      queue_by_hand(std::move(start));
  }
}

void router_state::queue_by_hand(start_by_hand start) {
  if (start.line.empty())
    return begin_by_hand(start);
  const auto line = start.line;
  queued_start waiting{.entry = {}, .line = line, .asked_by_hand = std::move(start)};
  switch (order_.enter(line, waiting)) {
  case order::place::begins:
    begin_by_hand(*waiting.asked_by_hand);
    break;
  case order::place::waits:
    break;
  case order::place::full:
    waiting.asked_by_hand->message->input->done(
        fail(error_code::overloaded, "too many starts of \"" + waiting.asked_by_hand->campaign +
                                         "\" with this re-entry key are waiting; try again"));
    break;
  }
}

void router_state::begin_by_hand(start_by_hand& start) {
  if (start.restarts)
    drop_left(start.campaign, start.line);
  if (!start.line.empty())
    tell_when_done(*start.message->input, start.line);
  services_->directory.tell_registry(std::move(*start.message));
}

void router_state::tell_when_done(envelope& input, const std::string& line) {
  auto told = std::make_shared<completion<turn_report>>(std::move(input.done));
  input.done = completion<turn_report>{
      [told, line, me = caf::actor_cast<router_actor>(self_)](result<turn_report> report) {
        (*told)(std::move(report));
        caf::anon_send(me, actors::line_moves{line});
      }};
}

// ---- the writer --------------------------------------------------------------------------------

void router_state::submit(std::shared_ptr<start_batch> batch) {
  ++batches_;
  services_->store.writer().submit<storage::starts_written>(
      [batch](storage::transaction& tx) { return storage::write_starts(tx, batch->turns); },
      [batch, me = caf::actor_cast<router_actor>(self_),
       services = services_](result<storage::starts_written> written) {
        if (written) {
          for (std::size_t i = 0; i < batch->turns.size(); ++i) {
            if (written->written[i])
              apply_first_turn(*services, *batch->turns[i]);
          }
          services->directory.bring(std::move(written->inbox_entries));
        }
        batch->outcome = std::move(written);
        caf::anon_send(me, starts_settled{batch});
      });
}

void router_state::hold(std::vector<storage::inbox_entry> starts) {
  using outcome = std::vector<std::pair<storage::inbox_entry, bool>>;
  services_->store.writer().submit<outcome>(
      [starts](storage::transaction& tx) -> result<outcome> {
        outcome made;
        for (const auto& start : starts)
          made.emplace_back(start, storage::hold_start(tx, start.number));
        return made;
      },
      [starts, me = caf::actor_cast<router_actor>(self_)](result<outcome> made) {
        if (!made) { // they are tried again
          made = outcome{};
          for (const auto& start : starts)
            made->emplace_back(start, false);
        }
        caf::anon_send(me, starts_held{std::make_shared<const outcome>(std::move(*made))});
      });
}

} // namespace sojourn::actors
