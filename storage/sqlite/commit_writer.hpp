// The one writer: batches of units, one commit each.
#pragma once

#include "storage/options.hpp"
#include "storage/sqlite/checkpoints.hpp"
#include "storage/sqlite/commit_sink.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/writer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace sojourn::storage {

class commit_writer final : public writer {
public:
  /// Owns what runs on `db` from now on, and tells `beside` of each commit; starts
  /// the thread unless the options say inline.
  commit_writer(connection& db, const store_options& options, commit_sink& beside);
  ~commit_writer() override;

  using writer::submit;
  void submit(std::unique_ptr<unit> work) override;
  [[nodiscard]] std::size_t queue_length() const override;

  void on_failure(std::function<void(error)> callback);
  /// Runs what is queued, ends the thread, empties the log. Harmless when repeated.
  void stop();

private:
  using batch = std::vector<std::unique_ptr<unit>>;

  void run();
  /// Takes up to `limit` units; the mutex is held.
  [[nodiscard]] batch take(std::size_t limit);
  /// Runs a batch and its completions; afterwards no unit of it is left.
  void commit(batch units);
  /// Throws sqlite_error where a damaged page ends the transaction.
  [[nodiscard]] std::optional<error> apply(unit& work);
  void checkpoint_if_due();
  void checkpoint_at_end();
  void drain_inline();
  void give_up(const error& why);

  const store_options options_;
  transaction tx_;
  checkpointer checkpointer_;
  commit_sink& beside_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<unit>> queue_;
  bool stopping_ = false;
  bool draining_ = false; ///< inline: a submit further up the stack runs the queue
  std::optional<error> failure_;
  std::function<void(error)> on_failure_;

  std::thread thread_;
};

} // namespace sojourn::storage
