#include "service/background/enroller.hpp"

#include "actors/instance/first_turn.hpp"
#include "boosters/eligibility.hpp"
#include "engine/audience_choice.hpp"
#include "service/background/audience.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/card_checks.hpp"
#include "storage/boosters.hpp"
#include "storage/runs.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

using storage::run_state;

constexpr std::size_t members_a_commit = 1'000;
/// First turns in one unit, which others wait for: a few milliseconds of the writer.
constexpr std::size_t turns_a_commit = 256;

} // namespace

void enroller::work_on(storage::run_id id) {
  const std::lock_guard lock{mutex_};
  if (waiting_.contains(id))
    return;
  const bool taken = tasks_.submit([this, id](const std::stop_token& stop) {
    {
      const std::lock_guard alone{mutex_};
      waiting_.erase(id);
    }
    const auto run = services_.store.reader().runs().find(id);
    if (run && run->state == run_state::freezing)
      freeze(*run, stop);
    enter_members(id, stop);
    resume_those_left_out();
  });
  if (taken)
    waiting_.insert(id);
  else
    left_some_ = true;
}

void enroller::resume_those_left_out() {
  {
    // All runs are read anew: once for each full queue, not once for each run.
    const std::lock_guard lock{mutex_};
    if (!left_some_ || !waiting_.empty())
      return;
    left_some_ = false;
  }
  for (const auto id : services_.store.reader().runs().under_way()) {
    {
      const std::lock_guard lock{mutex_};
      if (left_some_)
        return;
    }
    const auto run = services_.store.reader().runs().find(id);
    if (run && !services_.catalogue.is_paused(run->campaign)) // those go on with their campaign
      work_on(id);
  }
}

void enroller::resume_all() {
  for (const auto id : services_.store.reader().runs().under_way())
    work_on(id);
}

void enroller::resume_runs_of(const std::string& campaign) {
  for (const auto id : services_.store.reader().runs().under_way()) {
    if (const auto run = services_.store.reader().runs().find(id); run && run->campaign == campaign)
      work_on(id);
  }
}

void enroller::freeze(const storage::stored_run& run, const std::stop_token& stop) {
  const auto known = services_.catalogue.find(run.campaign);
  if (!known)
    return give_up(run.id, known.error().message);
  auto audience_now = audience::make(services_, known->newest, services_.clock.now());
  if (!audience_now)
    return give_up(run.id, audience_now.error().message);
  std::vector<subject_ref> members;
  std::optional<error> failure;
  const auto write = [&](auto apply) {
    const auto written = commit_at_last<bool>(services_.store, stop, [&](storage::transaction& tx) {
      apply(tx);
      return result<bool>{true};
    });
    if (!written)
      failure = written.error();
    members.clear();
  };
  const auto add = [&](const std::string& customer) {
    members.push_back(records::customer(customer));
    if (members.size() == members_a_commit)
      write([&](storage::transaction& tx) { storage::add_members(tx, run.id, members); });
    return !failure;
  };
  write([&](storage::transaction& tx) { storage::clear_members(tx, run.id); });
  const auto& limit = known->newest->definition->limits.audience;
  const auto left_out = limit ? choose_members(run.id, *audience_now, *limit, add, stop)
                              : each_member(*audience_now, add, stop);
  if (!left_out)
    failure = left_out.error();
  if (stop.stop_requested())
    return; // the next daemon freezes it anew
  if (!failure)
    write([&](storage::transaction& tx) {
      storage::add_members(tx, run.id, members);
      storage::finish_freezing(tx, run.id, *left_out);
    });
  if (failure && !stop.stop_requested())
    give_up(run.id, failure->message);
}

/// Nobody is left out.
result<std::int64_t> enroller::each_member(audience& whom, const storage::member_visitor& add,
                                           const std::stop_token& stop) {
  const auto found = whom.each_member(add, false, stop);
  return found ? result<std::int64_t>{0} : fail(found.error());
}

/// Adds those whom the limit lets in; how many it leaves out.
result<std::int64_t> enroller::choose_members(storage::run_id run, audience& whom,
                                              const campaign::audience_limit& limit,
                                              const storage::member_visitor& add,
                                              const std::stop_token& stop) {
  engine::audience_choice choice{limit.seed, static_cast<std::size_t>(limit.most)};
  const auto found = whom.each_member(
      [&](const std::string& customer) {
        choice.offer(customer);
        return true;
      },
      false, stop);
  if (!found)
    return fail(found.error());
  auto chosen = choice.take();
  const auto room = reserve_day(run, limit, chosen.size(), stop);
  if (!room)
    return fail(room.error());
  chosen.resize(*room);
  for (const auto& customer : chosen) {
    if (!add(customer))
      break;
  }
  return choice.offered() - static_cast<std::int64_t>(chosen.size());
}

/// Of `wanted` people, those for whom the shop's day has room.
result<std::size_t> enroller::reserve_day(storage::run_id run,
                                          const campaign::audience_limit& limit, std::size_t wanted,
                                          const std::stop_token& stop) {
  if (!limit.counts_for_the_day)
    return wanted;
  const auto stored =
      services_.store.reader().boosters().eligibility_document(storage::eligibility_settings_id);
  const auto by = boosters::read_settings(stored ? stored->source : json::object());
  if (!by)
    return fail(by.error());
  const auto today = shop_day(*by, services_.clock.now());
  const auto room =
      commit_at_last<std::int64_t>(services_.store, stop, [&](storage::transaction& tx) {
        return result<std::int64_t>{storage::reserve_people(
            tx, run, today, static_cast<std::int64_t>(wanted), by->people_a_day)};
      });
  return room ? result<std::size_t>{static_cast<std::size_t>(*room)} : fail(room.error());
}

/// The next members of the list with the first turns of those who then rest.
enroller::members enroller::plan_members(const storage::stored_run& run, std::int64_t after) {
  auto next = std::make_shared<std::vector<storage::run_member>>(
      services_.store.reader().runs().members(run.id, after, turns_a_commit));
  const auto trigger = storage::trigger_of(run);
  const auto who = trigger.at("type").get<std::string>();
  for (auto& member : *next) {
    // Whoever cannot be planned is refused on the way of all deliveries, which says why.
    if (auto plan = actors::plan_start(services_, run.campaign, member.subject, trigger, who)) {
      plan->cause = run.cause;
      member.turn = actors::resting_first_turn(services_, *plan, 0);
    }
  }
  return next;
}

void enroller::enter_members(storage::run_id id, const std::stop_token& stop) {
  const auto run = services_.store.reader().runs().find(id);
  if (!run || run->state != run_state::entering)
    return;
  using entered = storage::members_entered;
  const auto entry_of = [this, id](members audience_now) {
    return [this, id, audience_now](storage::transaction& tx) {
      return storage::enter_members(tx, id, *audience_now, services_.clock.now());
    };
  };
  members under_way; // being committed, while the next ones are planned
  std::future<result<entered>> commit;
  bool done = false;
  const auto settle = [&] {
    auto outcome = commit.get();
    if (!outcome && !stop.stop_requested()) {
      // One of them is in the way of the others, or there was no room: none has a turn now.
      for (auto& member : *under_way)
        member.turn = nullptr;
      outcome = commit_at_last<entered>(services_.store, stop, entry_of(under_way));
    }
    if (!outcome) {
      spdlog::error("{} stops for now: {}", to_text(id), outcome.error().message);
      done = true;
      return;
    }
    for (std::size_t i = 0; i < outcome->written.size(); ++i) {
      if (outcome->written[i])
        actors::apply_first_turn(services_, *under_way->at(i).turn);
    }
    services_.directory.bring(std::move(outcome->inbox_entries));
    done = outcome->done;
  };
  std::int64_t after = 0;
  while (!stop.stop_requested() && !done) {
    if (services_.catalogue.is_paused(run->campaign))
      break;
    if (rested_for_router(services_.store))
      continue;
    auto next = plan_members(*run, after);
    if (under_way)
      settle();
    if (done)
      return;
    after = next->empty() ? after : next->back().number;
    under_way = std::move(next);
    commit = begin_commit<entered>(services_.store, entry_of(under_way));
  }
  if (!done && under_way)
    settle();
}

void enroller::give_up(storage::run_id id, const std::string& why) {
  spdlog::error("{} is cancelled: {}", to_text(id), why);
  (void)wait_for_commit<storage::stored_run>(services_.store, [&](storage::transaction& tx) {
    return storage::cancel_run(tx, id, "sojourn", why, services_.clock.now());
  });
}

} // namespace sojourn::service
