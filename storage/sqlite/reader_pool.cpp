#include "storage/sqlite/reader_pool.hpp"

#include "storage/sqlite/data_file.hpp"

#include <sqlite3.h>

namespace sojourn::storage {

namespace {

constexpr std::size_t most_connections = 4;

} // namespace

read_connection::read_connection(const store_options& options)
    : db_{open_reader(options)}, tables{*db_} {}

read_connection::snapshot::~snapshot() {
  sqlite3_exec(of.db_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::unique_ptr<read_connection> reader_pool::borrow() {
  std::unique_lock lock{mutex_};
  returned_.wait(lock, [this] { return !free_.empty() || open_ < most_connections; });
  if (!free_.empty()) {
    auto connection = std::move(free_.back());
    free_.pop_back();
    return connection;
  }
  auto connection = std::make_unique<read_connection>(options_);
  ++open_;
  return connection;
}

void reader_pool::give_back(std::unique_ptr<read_connection> connection) noexcept {
  {
    const std::lock_guard lock{mutex_};
    free_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

} // namespace sojourn::storage
