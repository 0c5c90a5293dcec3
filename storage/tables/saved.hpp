// Tables of saved documents: a row for each, and one for each version.
#pragma once

#include "storage/saved.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <vector>

namespace sojourn::storage {

/// The statements of such a pair of tables; statements take literals alone.
struct saved_sql {
  const char* find;
  const char* all;
  const char* versions;
  const char* count;
  const char* put;
  const char* put_version;
  const char* remove;
  const char* remove_versions;
};

/// The same SQL over the tables NAME and NAME_version, whose column NAME is the document's id.
#define SOJOURN_SAVED_SQL(NAME)                                                                    \
  {                                                                                                \
    .find =                                                                                        \
        "SELECT s.id, s.version, v.source, s.created_at, v.at, v.who FROM " NAME " s JOIN " NAME   \
        "_version v ON v." NAME " = s.id AND v.version = s.version WHERE s.id = ?",                \
    .all =                                                                                         \
        "SELECT s.id, s.version, v.source, s.created_at, v.at, v.who FROM " NAME " s JOIN " NAME   \
        "_version v ON v." NAME " = s.id AND v.version = s.version ORDER BY s.id",                 \
    .versions = "SELECT s.id, v.version, v.source, s.created_at, v.at, v.who FROM " NAME           \
                "_version v JOIN " NAME " s ON s.id = v." NAME " WHERE v." NAME                    \
                " = ? ORDER BY v.version DESC",                                                    \
    .count = "SELECT count(*) FROM " NAME,                                                         \
    .put = "INSERT OR REPLACE INTO " NAME " (id, version, created_at) VALUES (?, ?, ?)",           \
    .put_version = "INSERT INTO " NAME "_version (" NAME                                           \
                   ", version, source, at, who) VALUES (?, ?, ?, ?, ?)",                           \
    .remove = "DELETE FROM " NAME " WHERE id = ?",                                                 \
    .remove_versions = "DELETE FROM " NAME "_version WHERE " NAME " = ?",                          \
  }

class saved_table {
public:
  /// `what` names a document to people, and a row that cannot be read.
  saved_table(connection& db, const saved_sql& sql, const char* what);

  [[nodiscard]] const char* what() const { return what_; }
  /// The newest version, or nullopt.
  [[nodiscard]] std::optional<stored_document> find(const std::string& id);
  /// The newest versions of all, by id.
  [[nodiscard]] std::vector<stored_document> all();
  /// All versions of one, from new to old.
  [[nodiscard]] std::vector<stored_document> versions(const std::string& id);
  [[nodiscard]] std::int64_t count();
  void put(const stored_document& version);
  void remove(const std::string& id);

private:
  [[nodiscard]] stored_document read(const statement::rows& from) const;

  const char* what_;
  statement find_;
  statement all_;
  statement versions_;
  statement count_;
  statement put_;
  statement put_version_;
  statement remove_;
  statement remove_versions_;
};

class segment_table : public saved_table {
public:
  explicit segment_table(connection& db) : saved_table{db, sql, "segment"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("segment");
};

class library_message_table : public saved_table {
public:
  explicit library_message_table(connection& db) : saved_table{db, sql, "message"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("library_message");
};

class recommendation_table : public saved_table {
public:
  explicit recommendation_table(connection& db) : saved_table{db, sql, "recommendation"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("recommendation");
};

class scenario_table : public saved_table {
public:
  explicit scenario_table(connection& db) : saved_table{db, sql, "scenario"} {}

private:
  static constexpr saved_sql sql SOJOURN_SAVED_SQL("scenario");
};

} // namespace sojourn::storage
