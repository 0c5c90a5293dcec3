// The yardstick: what SQLite itself does on this disk.
#include "figures.hpp"

#include <chrono>
#include <filesystem>
#include <sqlite3.h>
#include <stdexcept>

namespace sojourn::bench {

namespace {

void run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
}

} // namespace

double raw_append_rate(const plan& how, const std::vector<std::string>& payloads) {
  const auto file = how.directory + "/raw.db";
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(file + suffix);
  sqlite3* db = nullptr;
  if (sqlite3_open(file.c_str(), &db) != SQLITE_OK)
    throw std::runtime_error("cannot open " + file);
  run(db, "PRAGMA journal_mode=WAL");
  run(db, "PRAGMA synchronous=FULL");
  run(db, "PRAGMA wal_autocheckpoint=4000");
  run(db, "CREATE TABLE entry(seq INTEGER PRIMARY KEY, instance INTEGER NOT NULL, prev INTEGER "
          "NOT NULL, at INTEGER NOT NULL, type INTEGER NOT NULL, format INTEGER NOT NULL, "
          "payload TEXT NOT NULL) STRICT");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO entry VALUES(?1,?2,?3,?4,?5,1,?6)", -1, &insert, nullptr);
  const long rows = how.scaled(1'000'000);
  const auto begin = std::chrono::steady_clock::now();
  for (long row = 1; row <= rows; ++row) {
    if (row % 1000 == 1)
      run(db, "BEGIN IMMEDIATE");
    sqlite3_bind_int64(insert, 1, row);
    sqlite3_bind_int64(insert, 2, row / 3 + (1LL << 60));
    sqlite3_bind_int64(insert, 3, row - 1);
    sqlite3_bind_int64(insert, 4, 1'770'000'000'000 + row);
    sqlite3_bind_int64(insert, 5, row % 17);
    const auto& payload = payloads[static_cast<std::size_t>(row) % payloads.size()];
    sqlite3_bind_text(insert, 6, payload.data(), static_cast<int>(payload.size()), SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE)
      throw std::runtime_error(sqlite3_errmsg(db));
    sqlite3_reset(insert);
    if (row % 1000 == 0 || row == rows)
      run(db, "COMMIT");
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  sqlite3_finalize(insert);
  sqlite3_close(db);
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(file + suffix);
  return static_cast<double>(rows) / took.count();
}

} // namespace sojourn::bench
