// The IMPORTER brings files of records into the store, row by row.
#pragma once

#include "actors/services.hpp"
#include "storage/imports.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

namespace sojourn::service {

/// Works on a few imports at a time, each on a thread of its own, which reads and checks the rows
/// that come next while the writer applies those before. How far a file is applied is written with
/// its rows, so what a crash interrupted goes on with the next row. Thread-safe.
class importer {
public:
  explicit importer(actors::services& services);
  ~importer();
  importer(const importer&) = delete;
  importer& operator=(const importer&) = delete;

  void work_on(storage::import_id id);
  /// Takes up what the last daemon left, and removes files that no import needs.
  void resume_all();

private:
  void run(const std::stop_token& stop);
  /// Until it has ended, whatever fails for the moment, or `stop` is asked for.
  void bring_in_at_last(storage::import_id id, const std::stop_token& stop);
  /// Goes on from where it stands. Errors: those of the writer and of reading the store; of a
  /// file that cannot be used.
  [[nodiscard]] result<void> bring_in(storage::import_id id, const std::stop_token& stop);
  void give_up(storage::import_id id, const std::string& why, const std::stop_token& stop);
  void remove_file(const std::string& name) const;

  actors::services& services_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<storage::import_id> waiting_;
  std::array<std::jthread, 2> threads_; // last: they end before what they use
};

} // namespace sojourn::service
