// A few connections that cannot write, each used by one call at a time.
#pragma once

#include "storage/options.hpp"
#include "storage/reader.hpp"
#include "storage/tables.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace sojourn::storage {

/// One of them, with its statements.
class read_connection {
public:
  explicit read_connection(const store_options& options);

  /// Runs `work` on one state of the file.
  template <class Work>
  auto in_snapshot(const Work& work) {
    const snapshot open{*this};
    return work();
  }

private:
  std::unique_ptr<connection> db_;

public:
  table_set tables;
  [[nodiscard]] connection& db() { return *db_; }

private:
  struct snapshot {
    explicit snapshot(read_connection& of) : of{of} { of.begin_.run(); }
    ~snapshot();
    snapshot(const snapshot&) = delete;
    snapshot& operator=(const snapshot&) = delete;
    read_connection& of;
  };

  statement begin_{*db_, "BEGIN"};
};

class reader_pool {
public:
  explicit reader_pool(const store_options& options) : options_{options} {}

  /// Calls `work(read_connection&)` with a connection of the pool; waits for one when all
  /// are in use. Throws read_failure.
  template <class Work>
  auto with_connection(const Work& work);
  /// The same for `work(table_set&)`.
  template <class Work>
  auto with_tables(const Work& work) {
    return with_connection([&](read_connection& from) { return work(from.tables); });
  }
  /// The same on one state of the file.
  template <class Work>
  auto in_snapshot(const Work& work) {
    return with_connection(
        [&](read_connection& from) { return from.in_snapshot([&] { return work(from.tables); }); });
  }

  [[nodiscard]] const store_options& options() const { return options_; }

private:
  [[nodiscard]] std::unique_ptr<read_connection> borrow();
  void give_back(std::unique_ptr<read_connection> connection) noexcept;

  const store_options options_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<read_connection>> free_;
  std::size_t open_ = 0;
};

// ---- details -------------------------------------------------------------------------

template <class Work>
auto reader_pool::with_connection(const Work& work) {
  struct loan {
    explicit loan(reader_pool& from) : from{from}, connection{from.borrow()} {}
    ~loan() { from.give_back(std::move(connection)); }
    loan(const loan&) = delete;
    loan& operator=(const loan&) = delete;
    reader_pool& from;
    std::unique_ptr<read_connection> connection;
  };
  try {
    const loan borrowed{*this};
    return work(*borrowed.connection);
  } catch (const sqlite_error& failure) {
    throw read_failure{to_error(failure)};
  } catch (const corrupt_row& failure) {
    throw read_failure{{error_code::data_corrupt, failure.what()}};
  }
}

} // namespace sojourn::storage
