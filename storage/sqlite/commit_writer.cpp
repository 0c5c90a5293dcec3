#include "storage/sqlite/commit_writer.hpp"

#include "storage/options.hpp"

#include <algorithm>
#include <chrono>
#include <pthread.h>

namespace sojourn::storage {

namespace {

dedupe_limits limits_of(const store_options& options) {
  return {.idempotency = std::chrono::hours{options.idempotency_hours},
          .events = std::chrono::days{options.event_dedupe_days},
          .send_content = std::chrono::days{options.send_content_days},
          .counts_graphs = options.counts_graphs,
          .are_changes_watched = options.are_changes_watched};
}

/// What ends the batch and the writer; a plain error ends its unit alone.
struct fatal_failure {
  error why;
};

/// A page that a unit needs is damaged. SQLite commits nothing of a transaction that met one, but
/// the next transaction may.
struct damaged_page {
  std::size_t unit;
  error why;
};

/// Nothing can be written any more, for whatever reason.
error final_error(const sqlite_error& failure) {
  auto why = to_error(failure);
  if (why.code != error_code::storage_full)
    why.code = error_code::storage_failed;
  return why;
}

} // namespace

commit_writer::commit_writer(connection& db, const store_options& options, commit_sink& beside)
    : options_{options}, tx_{db, limits_of(options)}, checkpointer_{db, options}, beside_{beside} {
  if (options_.inline_writer)
    return;
  thread_ = std::thread{[this] { run(); }};
  pthread_setname_np(thread_.native_handle(), "sojourn-writer");
}

commit_writer::~commit_writer() { stop(); }

void commit_writer::submit(std::unique_ptr<unit> work) {
  std::optional<error> refusal;
  {
    const std::lock_guard lock{mutex_};
    if (failure_)
      refusal = failure_;
    else if (stopping_)
      refusal = error{error_code::shutting_down, "the storage is stopping"};
    else if (queue_.size() >= options_.queue_limit)
      refusal = error{error_code::overloaded,
                      std::to_string(queue_.size()) + " writes are waiting; try again later"};
    else
      queue_.push_back(std::move(work));
  }
  if (refusal)
    work->finish(std::move(refusal));
  else if (options_.inline_writer)
    drain_inline();
  else
    wake_.notify_one();
}

std::size_t commit_writer::queue_length() const {
  const std::lock_guard lock{mutex_};
  return queue_.size();
}

void commit_writer::on_failure(std::function<void(error)> callback) {
  const std::lock_guard lock{mutex_};
  on_failure_ = std::move(callback);
}

void commit_writer::stop() {
  bool first = false;
  {
    const std::lock_guard lock{mutex_};
    first = !std::exchange(stopping_, true);
  }
  wake_.notify_one();
  // A completion that stops the store runs on the writer's thread, which ends by itself.
  if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id())
    thread_.join();
  if (first && options_.inline_writer)
    checkpoint_at_end();
}

void commit_writer::run() {
  std::unique_lock lock{mutex_};
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty())
      break;
    auto units = take(options_.max_batch);
    lock.unlock();
    commit(std::move(units));
    checkpoint_if_due();
    lock.lock();
  }
  lock.unlock();
  checkpoint_at_end();
}

void commit_writer::drain_inline() {
  std::unique_lock lock{mutex_};
  if (std::exchange(draining_, true))
    return;
  while (!queue_.empty()) {
    auto units = take(1);
    lock.unlock();
    commit(std::move(units));
    checkpoint_if_due();
    lock.lock();
  }
  draining_ = false;
}

commit_writer::batch commit_writer::take(std::size_t limit) {
  batch units;
  units.reserve(std::min(limit, queue_.size()));
  while (!queue_.empty() && units.size() < limit) {
    units.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return units;
}

std::optional<error> commit_writer::apply(unit& work) {
  tx_.begin_unit();
  std::optional<error> refusal;
  try {
    refusal = work.apply(tx_);
  } catch (const sqlite_error& failure) {
    if (failure.is_fatal())
      throw fatal_failure{final_error(failure)};
    if (failure.is_damage())
      throw;
    refusal = error{error_code::internal, failure.what()};
  } catch (const corrupt_row& failure) {
    refusal = error{error_code::data_corrupt, failure.what()};
  } catch (const std::exception& failure) {
    refusal = error{error_code::internal, failure.what()};
  }
  if (refusal)
    tx_.undo_unit();
  else
    tx_.release_unit();
  return refusal;
}

void commit_writer::commit(batch units) {
  std::vector<std::optional<error>> outcomes(units.size());
  std::optional<error> failure;
  try {
    tx_.begin();
    for (std::size_t i = 0; i < units.size(); ++i) {
      try {
        outcomes[i] = apply(*units[i]);
      } catch (const sqlite_error& why) {
        if (!why.is_damage())
          throw;
        throw damaged_page{i, to_error(why)};
      }
    }
    tx_.write_counts();
    beside_.before_commit();
    tx_.commit();
    if (auto known = beside_.committed({.head = tx_.last_position(),
                                        .changed_placements = tx_.changed_placements(),
                                        .changed_topics = tx_.changed_topics()});
        !known)
      failure = std::move(known.error());
  } catch (const damaged_page& met) {
    tx_.rollback();
    for (auto& outcome : outcomes)
      outcome = error{error_code::overloaded, "another write met damaged data; try again"};
    outcomes[met.unit] = met.why;
  } catch (const fatal_failure& why) {
    failure = why.why;
  } catch (const sqlite_error& why) {
    failure = final_error(why);
  }
  if (failure)
    tx_.rollback();
  for (std::size_t i = 0; i < units.size(); ++i)
    units[i]->finish(failure && !outcomes[i] ? failure : std::move(outcomes[i]));
  if (failure)
    give_up(*failure);
}

void commit_writer::checkpoint_if_due() {
  bool idle = false;
  {
    const std::lock_guard lock{mutex_};
    if (failure_)
      return;
    idle = queue_.empty();
  }
  try {
    if (tx_.wants_empty_log() && checkpointer_.truncate())
      tx_.set_log_emptied();
    beside_.between_commits(tx_.last_position(), checkpointer_.run_if_due(idle));
  } catch (const sqlite_error& why) {
    give_up(final_error(why));
  }
}

void commit_writer::checkpoint_at_end() {
  {
    const std::lock_guard lock{mutex_};
    if (failure_)
      return;
  }
  try {
    beside_.ended(tx_.last_position(), checkpointer_.truncate());
  } catch (const sqlite_error&) {
    // Everything is safe in the log, which the next start reads.
  }
}

void commit_writer::give_up(const error& why) {
  std::deque<std::unique_ptr<unit>> waiting;
  std::function<void(error)> tell;
  {
    const std::lock_guard lock{mutex_};
    failure_ = why;
    waiting.swap(queue_);
    tell = std::move(on_failure_);
  }
  for (auto& work : waiting)
    work->finish(why);
  if (tell)
    tell(why);
}

} // namespace sojourn::storage
