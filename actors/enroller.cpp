#include "actors/enroller.hpp"

#include "actors/audience.hpp"
#include "actors/wait_for_commit.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

using storage::run_state;

constexpr std::size_t members_a_commit = 1'000;

} // namespace

void enroller::work_on(storage::run_id id) {
  const bool taken = jobs_.submit([this, id](const std::stop_token& stop) {
    const auto run = with_.store.reader().run(id);
    if (run && run->state == run_state::freezing)
      freeze(*run, stop);
    enter_members(id, stop);
  });
  if (!taken)
    spdlog::error("too many runs wait; {} goes on when the daemon starts again", to_text(id));
}

void enroller::resume_all() {
  for (const auto id : with_.store.reader().runs_under_way())
    work_on(id);
}

void enroller::freeze(const storage::stored_run& run, const std::stop_token& stop) {
  const auto known = with_.catalogue.find(run.campaign);
  if (!known)
    return give_up(run.id, known.error().message);
  auto whom = audience::make(with_, known->newest, with_.clock.now());
  if (!whom)
    return give_up(run.id, whom.error().message);
  std::vector<subject_ref> members;
  std::optional<error> failure;
  const auto write = [&](auto apply) {
    const auto written = commit_at_last<bool>(with_.store, stop, [&](storage::transaction& tx) {
      apply(tx);
      return result<bool>{true};
    });
    if (!written)
      failure = written.error();
    members.clear();
  };
  write([&](storage::transaction& tx) { storage::clear_members(tx, run.id); });
  const auto found = whom->each_member(
      [&](const std::string& customer) {
        members.push_back(records::customer(customer));
        if (members.size() == members_a_commit)
          write([&](storage::transaction& tx) { storage::add_members(tx, run.id, members); });
        return !failure;
      },
      false, stop);
  if (!found)
    failure = found.error();
  if (stop.stop_requested())
    return; // the next daemon freezes it anew
  if (!failure)
    write([&](storage::transaction& tx) {
      storage::add_members(tx, run.id, members);
      storage::finish_freezing(tx, run.id);
    });
  if (failure && !stop.stop_requested())
    give_up(run.id, failure->message);
}

void enroller::enter_members(storage::run_id id, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (rested_for_router(with_.store))
      continue;
    auto sent = commit_at_last<storage::members_sent>(
        with_.store, stop, [&](storage::transaction& tx) -> result<storage::members_sent> {
          return storage::send_members(tx, id, members_a_commit, with_.clock.now());
        });
    if (!sent) {
      spdlog::error("{} stops for now: {}", to_text(id), sent.error().message);
      return;
    }
    with_.directory.bring(std::move(sent->caused));
    if (sent->done)
      return;
  }
}

void enroller::give_up(storage::run_id id, const std::string& why) {
  spdlog::error("{} is cancelled: {}", to_text(id), why);
  (void)wait_for_commit<storage::stored_run>(with_.store, [&](storage::transaction& tx) {
    return storage::cancel_run(tx, id, "sojourn", why, with_.clock.now());
  });
}

} // namespace sojourn::actors
