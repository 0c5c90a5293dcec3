#include "service/background/restore_worker.hpp"

#include "actors/campaign_log.hpp"
#include "actors/dispatch/revoke_effects.hpp"
#include "actors/instance/turn_request.hpp"
#include "service/background/wait_for_commit.hpp"
#include "storage/instances.hpp"
#include "storage/outbox.hpp"
#include "storage/reader.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

/// Instances of one write unit.
constexpr std::size_t restore_portion_size = 100;
/// Turns of one instance: one that goes round and round without a pause is left where it is.
constexpr int most_turns = 10'000;

/// The outcome of a message or call that counts as accepted.
engine::effect_settled assumed(const engine::pending_effect& effect,
                               const storage::restored_campaign& what) {
  engine::effect_settled settled;
  settled.step = effect.step;
  settled.visit = effect.visit;
  settled.attempt = effect.attempt;
  settled.how = outcome::accepted;
  settled.code = storage::assumed_sent_code;
  settled.detail = "restored data: " + what.who + " said that it was sent" +
                   (what.why.empty() ? "" : ": ") + what.why;
  return settled;
}

struct next_input {
  engine::input what;
  instant at{};
};

/// What an instance that is behind hears next, and when it would have heard it.
std::optional<next_input> input_for(storage::reader& reader, const storage::stored_instance& stored,
                                    const storage::restored_campaign& what, instant until) {
  const auto& state = stored.state;
  if (engine::is_ended(state.status))
    return std::nullopt;
  if (state.effect && engine::is_message(state.effect->kind))
    return next_input{assumed(*state.effect, what), stored.updated_at};
  if (state.effect) { // the store has settled it in the transaction that asked for it
    const auto rows = reader.outbox().list(instance_id{state.id.value - 1}, 1);
    if (rows.empty() || rows.front().instance != state.id)
      return std::nullopt;
    return next_input{storage::settled_by_store(rows.front()), stored.updated_at};
  }
  if (state.due && *state.due <= until)
    return next_input{engine::timer_due{*state.due}, std::max(*state.due, stored.updated_at)};
  return std::nullopt;
}

} // namespace

void restore_worker::look() {
  const bool is_taken = queues_.tasks.submit([this](const std::stop_token& stop) { work(stop); });
  if (!is_taken)
    spdlog::error("too many tasks wait: what is answered about the restored data is carried out at "
                  "the next answer or start");
}

void restore_worker::work(const std::stop_token& stop) {
  auto& reader = services_.store.reader();
  if (!reader.restore().open())
    return;
  for (const auto& one : reader.restore().campaigns()) {
    if (one.answer && !one.is_settled && !finish(one, stop))
      return;
  }
  using ended = std::optional<std::vector<std::string>>;
  const auto goes_on = commit_at_last<ended>(
      services_.store, stop, [now = services_.clock.now()](storage::transaction& tx) {
        return storage::end_restore(tx, now);
      });
  if (!goes_on)
    spdlog::error("the restore does not end: {}", goes_on.error().message);
  else if (*goes_on)
    go_on(**goes_on);
}

bool restore_worker::finish(const storage::restored_campaign& what, const std::stop_token& stop) {
  if (*what.answer == storage::restore_answer::sent && !settle_all(what, stop))
    return false;
  instance_id after;
  while (!stop.stop_requested()) {
    auto made = commit_at_last<storage::restore_portion>(
        services_.store, stop,
        [this, &what, after, now = services_.clock.now()](
            storage::transaction& tx) -> result<storage::restore_portion> {
          auto done = storage::carry_out(tx, what, after, now, restore_portion_size);
          if (done)
            actors::revoke_effects(tx, services_.gate, done->revoked, now);
          if (done && done->is_over)
            storage::finish_campaign(tx, what.campaign);
          return done;
        });
    if (!made) {
      spdlog::error("the answer for \"{}\" is not carried out: {}", what.campaign,
                    made.error().message);
      return false;
    }
    for (const auto& failure : made->failures)
      spdlog::error("what is overdue of {} stays as it is", failure);
    services_.directory.bring(std::move(made->inbox_entries));
    if (made->is_over)
      return true;
    after = made->last;
  }
  return false;
}

bool restore_worker::settle_all(const storage::restored_campaign& what,
                                const std::stop_token& stop) {
  const auto open = services_.store.reader().restore().open();
  instance_id after;
  while (open && !stop.stop_requested()) {
    const auto found =
        services_.store.reader().restore().overdue(what.campaign, after, restore_portion_size);
    for (const auto& one : found) {
      after = one.instance;
      if (auto settled = settle(one.instance, what, open->restored_at, stop); !settled)
        spdlog::error("what is overdue of {} stays as it is: {}", to_text(one.instance),
                      settled.error().message);
      if (stop.stop_requested())
        return false;
    }
    if (found.size() < restore_portion_size)
      return true;
  }
  return false;
}

result<void> restore_worker::settle(instance_id id, const storage::restored_campaign& what,
                                    instant until, const std::stop_token& stop) {
  for (int turns = 0; turns < most_turns && !stop.stop_requested(); ++turns) {
    const auto goes_on = take_turn(id, what, until);
    if (!goes_on && goes_on.error().code == error_code::version_mismatch)
      continue; // somebody else had a turn of it
    if (!goes_on)
      return fail(goes_on.error());
    if (!*goes_on)
      break;
  }
  const auto noted =
      commit_at_last<bool>(services_.store, stop, [&](storage::transaction& tx) -> result<bool> {
        storage::add_settled(tx, what.campaign, 1);
        return true;
      });
  return noted ? result<void>{} : fail(noted.error());
}

result<bool> restore_worker::take_turn(instance_id id, const storage::restored_campaign& what,
                                       instant until) {
  auto& reader = services_.store.reader();
  const auto stored = reader.instances().load(id);
  if (!stored)
    return fail(stored.error());
  const auto next = input_for(reader, *stored, what, until);
  if (!next)
    return false;
  const auto version = services_.catalogue.version(stored->version);
  if (!version)
    return fail(version.error());
  auto facts = actors::gather_facts(services_, **version, stored->state);
  if (!facts)
    return fail(std::move(facts.error()));
  facts->campaign_paused = false; // it goes through the time in which it was not
  auto made = engine::advance(*(*version)->definition, stored->state, next->what, next->at, *facts);
  if (!made)
    return fail(std::move(made.error()));
  if (made->entries.empty())
    return false;
  const auto turn = std::make_shared<const storage::turn_write>(
      actors::make_turn_write(**version, stored->head, next->at,
                              std::make_shared<const engine::instance_state>(stored->state),
                              std::move(*made), 0, services_.catalogue.listeners()));
  auto written =
      wait_for_commit<storage::turn_written>(services_.store, [turn](storage::transaction& tx) {
        auto made = storage::write_turn(tx, *turn);
        if (made)
          storage::mark_overdue(tx, turn->after->id);
        return made;
      });
  if (!written)
    return fail(std::move(written.error()));
  services_.directory.bring(std::move(written->inbox_entries));
  return true;
}

void restore_worker::go_on(const std::vector<std::string>& campaigns) {
  services_.standstill->release();
  for (const auto& campaign : campaigns) {
    actors::apply_state(services_.catalogue, campaign, storage::campaign_state::active,
                        storage::restore_name, "what was overdue is answered");
    resumer_.resume(campaign);
  }
  spdlog::info("everything overdue since the backup is answered: the daemon goes on");
  scheduler_.look();
  services_.directory.tell_timers(actors::look_at_clock{});
  services_.directory.tell_dispatcher(actors::catch_up{});
}

} // namespace sojourn::service
