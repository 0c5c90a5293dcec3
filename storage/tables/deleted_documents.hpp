// The versions that deleted documents had come to.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <string>

namespace sojourn::storage {

/// Documents of one id go on counting where the last one ended, so that an ETag never fits another
/// document than the one that it was given for.
class deleted_document_table {
public:
  explicit deleted_document_table(connection& db) : db_{db} {}

  /// `kind` is "hook", or what a saved table calls its documents.
  void put(const std::string& kind, const std::string& id, std::int64_t version) {
    put_.run(kind, id, version);
  }
  /// 0: there was none of this id.
  [[nodiscard]] std::int64_t last_version(const std::string& kind, const std::string& id) {
    auto rows = find_.query(kind, id);
    return rows.next() ? rows.integer(0) : 0;
  }

private:
  connection& db_;
  statement put_{db_, "INSERT OR REPLACE INTO deleted_document (kind, id, version) "
                      "VALUES (?, ?, ?)"};
  statement find_{db_, "SELECT version FROM deleted_document WHERE kind = ? AND id = ?"};
};

} // namespace sojourn::storage
