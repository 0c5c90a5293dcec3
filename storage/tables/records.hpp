// Records: the customer data.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/tables/numbers.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class record_table {
public:
  record_table(connection& db, number_table& numbers) : db_{db}, numbers_{numbers} {}

  struct row {
    std::int64_t version = 0;
    json data;
    std::optional<std::string> owner;
  };
  [[nodiscard]] std::optional<row> find(const subject_ref& record);
  /// Gives the version that the record begins with: above those of all records that were deleted,
  /// so that what was told of one of them never fits another one of its id.
  std::int64_t insert(const subject_ref& record, const json& data,
                      const std::optional<std::string>& owner, instant now);
  /// The same for a record whose data is text already. nullopt: there is one with its id.
  [[nodiscard]] std::optional<std::int64_t> insert_new(const subject_ref& record,
                                                       const std::string& data,
                                                       const std::optional<std::string>& owner,
                                                       instant now);
  /// Whether there is the record with exactly this data as text.
  [[nodiscard]] bool holds(const subject_ref& record, const std::string& data);
  void update(const subject_ref& record, std::int64_t version, const json& data,
              const std::optional<std::string>& owner, instant now);
  void remove(const subject_ref& record);

  void set_owner(const subject_ref& record, const std::optional<std::string>& owner) {
    set_owner_.run(owner, record.type, record.id);
  }

  struct owned_row {
    std::string id;
    json data;
    std::optional<std::string> owner;
  };
  /// Records of a type by id, after `after`.
  [[nodiscard]] std::vector<owned_row> after(const std::string& type, const std::string& after,
                                             std::size_t limit);
  /// Records of a type that belong to `owner`: id and data.
  [[nodiscard]] std::vector<std::pair<std::string, json>> owned(const std::string& owner,
                                                                std::string_view type);
  /// Records of all types but `but` that belong to `owner`, at most `limit`.
  [[nodiscard]] std::vector<std::pair<subject_ref, json>>
  owned_by(const std::string& owner, std::size_t limit, std::string_view but = {});
  /// The first owner after `after`.
  [[nodiscard]] std::optional<std::string> next_owner(const std::string& after);
  /// The first type after `after`.
  [[nodiscard]] std::optional<std::string> next_type(const std::string& after);

  /// As the API shows it.
  [[nodiscard]] std::optional<json> show(const subject_ref& record);
  [[nodiscard]] std::vector<json> show_after(const std::string& type, const std::string& after,
                                             std::size_t limit);
  /// Ids of records of a type that begin so, in their order.
  [[nodiscard]] std::vector<std::string>
  ids_beginning(const std::string& type, const std::string& prefix, std::size_t limit);
  /// The id of the record of a type that has so many less one between it and `after`; nullopt:
  /// there are fewer left.
  [[nodiscard]] std::optional<std::string>
  after_so_many(const std::string& type, const std::string& after, std::size_t count);
  /// Counts those of a type.
  [[nodiscard]] std::int64_t count(const std::string& type);
  [[nodiscard]] std::vector<json> show_owned_after(const std::string& owner,
                                                   const std::string& type,
                                                   const std::string& after, std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();

private:
  [[nodiscard]] static json show(const statement::rows& from);

  connection& db_;
  number_table& numbers_;
  statement find_{db_, "SELECT version, data, owner FROM record WHERE type = ? AND id = ?"};
  statement insert_{db_, "INSERT INTO record (type, id, version, data, owner, created_at, "
                         "updated_at) VALUES (?1, ?2, ?6, ?3, ?4, ?5, ?5)"};
  statement insert_new_{db_, "INSERT INTO record (type, id, version, data, owner, created_at, "
                             "updated_at) VALUES (?1, ?2, ?6, ?3, ?4, ?5, ?5) "
                             "ON CONFLICT DO NOTHING"};
  statement after_so_many_{db_, "SELECT id FROM record WHERE type = ? AND id > ? ORDER BY id "
                                "LIMIT 1 OFFSET ?"};
  statement ids_beginning_{db_, "SELECT id FROM record WHERE type = ? AND id >= ? AND id < ? "
                                "ORDER BY id LIMIT ?"};
  statement holds_{db_, "SELECT 1 FROM record WHERE type = ? AND id = ? AND data = ?"};
  statement update_{db_, "UPDATE record SET version = ?, data = ?, owner = ?, updated_at = ? "
                         "WHERE type = ? AND id = ?"};
  statement remove_{db_, "DELETE FROM record WHERE type = ? AND id = ? RETURNING version"};
  statement show_{db_, "SELECT type, id, version, data, created_at, updated_at FROM record "
                       "WHERE type = ? AND id = ?"};
  statement show_after_{db_, "SELECT type, id, version, data, created_at, updated_at FROM record "
                             "WHERE type = ? AND id > ? ORDER BY id LIMIT ?"};
  // Left to itself, SQLite goes through all records of the type.
  statement show_owned_after_{db_,
                              "SELECT type, id, version, data, created_at, updated_at FROM record "
                              "INDEXED BY record_by_owner "
                              "WHERE owner = ? AND type = ? AND id > ? ORDER BY id LIMIT ?"};
  statement set_owner_{db_, "UPDATE record SET owner = ? WHERE type = ? AND id = ?"};
  statement after_{db_, "SELECT id, data, owner FROM record WHERE type = ? AND id > ? "
                        "ORDER BY id LIMIT ?"};
  statement owned_{db_, "SELECT id, data FROM record INDEXED BY record_by_owner "
                        "WHERE owner = ? AND type = ? ORDER BY id"};
  statement owned_by_{db_, "SELECT type, id, data FROM record INDEXED BY record_by_owner "
                           "WHERE owner = ? AND type <> ? LIMIT ?"};
  statement next_owner_{db_, "SELECT owner FROM record WHERE owner > ? ORDER BY owner LIMIT 1"};
  statement next_type_{db_, "SELECT type FROM record WHERE type > ? ORDER BY type LIMIT 1"};
  statement count_type_{db_, "SELECT count(*) FROM record WHERE type = ?"};
  statement count_{db_, "SELECT count(*) FROM record"};
};

} // namespace sojourn::storage
