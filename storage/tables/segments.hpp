// Saved segments with their versions.
#pragma once

#include "storage/segments.hpp"
#include "storage/sqlite.hpp"

namespace sojourn::storage {

class segment_table {
public:
  explicit segment_table(connection& db) : db_{db} {}

  /// The newest version, or nullopt.
  [[nodiscard]] std::optional<stored_segment> find(const std::string& id);
  /// The newest versions of all, by id.
  [[nodiscard]] std::vector<stored_segment> all();
  /// All versions of one, from new to old.
  [[nodiscard]] std::vector<stored_segment> versions(const std::string& id);
  [[nodiscard]] std::int64_t count();
  void put(const stored_segment& version);
  void remove(const std::string& id);

private:
  [[nodiscard]] static stored_segment read(const statement::rows& from);

  connection& db_;
  statement find_{db_, "SELECT s.id, s.version, v.source, s.created_at, v.at, v.who FROM segment s "
                       "JOIN segment_version v ON v.segment = s.id AND v.version = s.version "
                       "WHERE s.id = ?"};
  statement all_{db_, "SELECT s.id, s.version, v.source, s.created_at, v.at, v.who FROM segment s "
                      "JOIN segment_version v ON v.segment = s.id AND v.version = s.version "
                      "ORDER BY s.id"};
  statement versions_{db_, "SELECT v.segment, v.version, v.source, s.created_at, v.at, v.who "
                           "FROM segment_version v JOIN segment s ON s.id = v.segment "
                           "WHERE v.segment = ? ORDER BY v.version DESC"};
  statement count_{db_, "SELECT count(*) FROM segment"};
  statement put_{db_, "INSERT OR REPLACE INTO segment (id, version, created_at) VALUES (?, ?, ?)"};
  statement put_version_{db_, "INSERT INTO segment_version (segment, version, source, at, who) "
                              "VALUES (?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM segment WHERE id = ?"};
  statement remove_versions_{db_, "DELETE FROM segment_version WHERE segment = ?"};
};

} // namespace sojourn::storage
