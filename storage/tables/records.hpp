// Records: the customer data.
#pragma once

#include "storage/sqlite.hpp"
#include "storage/store.hpp"

namespace sojourn::storage {

class record_table {
public:
  explicit record_table(connection& db) : db_{db} {}

  struct row {
    std::int64_t version = 0;
    json data;
  };
  [[nodiscard]] std::optional<row> find(const subject_ref& record);
  void insert(const subject_ref& record, const json& data, instant now);
  void update(const subject_ref& record, std::int64_t version, const json& data, instant now);
  void remove(const subject_ref& record) { remove_.run(record.type, record.id); }

  /// As the API shows it.
  [[nodiscard]] std::optional<json> show(const subject_ref& record);
  [[nodiscard]] std::vector<json> show_after(const std::string& type, const std::string& after,
                                             std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();

private:
  [[nodiscard]] static json show(const statement::rows& from);

  connection& db_;
  statement find_{db_, "SELECT version, data FROM record WHERE type = ? AND id = ?"};
  statement insert_{db_, "INSERT INTO record (type, id, version, data, created_at, updated_at) "
                         "VALUES (?1, ?2, 1, ?3, ?4, ?4)"};
  statement update_{db_, "UPDATE record SET version = ?, data = ?, updated_at = ? "
                         "WHERE type = ? AND id = ?"};
  statement remove_{db_, "DELETE FROM record WHERE type = ? AND id = ?"};
  statement show_{db_, "SELECT type, id, version, data, created_at, updated_at FROM record "
                       "WHERE type = ? AND id = ?"};
  statement show_after_{db_, "SELECT type, id, version, data, created_at, updated_at FROM record "
                             "WHERE type = ? AND id > ? ORDER BY id LIMIT ?"};
  statement count_{db_, "SELECT count(*) FROM record"};
};

} // namespace sojourn::storage
