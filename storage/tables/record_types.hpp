// Record types: those that users define, over those that are part of the program.
#pragma once

#include "base/json.hpp"
#include "records/record_type.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class record_type_table {
public:
  explicit record_type_table(connection& db) : db_{db} {}

  /// The type as it is now; nullptr for one that nobody described. Remembered, so only for
  /// the connection that writes, or one that sees a single state of the file.
  [[nodiscard]] records::record_type_ptr find(const std::string& name);
  /// The same with its version, without remembering it.
  [[nodiscard]] std::pair<std::int64_t, records::record_type_ptr> read(const std::string& name);
  /// Forgets what was put since it was last called, because it was taken back.
  void forget_unsettled();

  /// 0 for a type that no user has put.
  [[nodiscard]] std::int64_t version(const std::string& name);
  [[nodiscard]] std::int64_t count();
  void put(const records::record_type& type, std::int64_t version, instant now);

  /// As the API shows it.
  [[nodiscard]] std::optional<json> show(const std::string& name);
  /// All of them, shipped ones too, by name.
  [[nodiscard]] std::vector<json> show_all();

private:
  [[nodiscard]] static json show(const statement::rows& from);

  connection& db_;
  std::map<std::string, records::record_type_ptr, std::less<>> known_;
  bool unsettled_ = false;
  statement find_{db_, "SELECT name, version, schema, updated_at FROM record_type WHERE name = ?"};
  statement all_{db_, "SELECT name, version, schema, updated_at FROM record_type"};
  statement count_{db_, "SELECT count(*) FROM record_type"};
  statement put_{db_, "INSERT OR REPLACE INTO record_type (name, schema, version, updated_at) "
                      "VALUES (?, ?, ?, ?)"};
};

} // namespace sojourn::storage
