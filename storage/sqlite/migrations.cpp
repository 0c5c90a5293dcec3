#include "storage/sqlite/migrations.hpp"

#include <sqlite3.h>

namespace sojourn::storage {

namespace {

result<void> apply(connection& db, const migration& step) {
  try {
    db.execute("BEGIN IMMEDIATE");
    db.execute(step.sql);
    db.execute("PRAGMA application_id = " + std::to_string(application_id));
    db.execute("PRAGMA user_version = " + std::to_string(step.number));
    db.execute("COMMIT");
    return {};
  } catch (const sqlite_error& failure) {
    if (sqlite3_get_autocommit(db.handle()) == 0)
      db.execute("ROLLBACK");
    if (failure.is_fatal() || failure.is_damage())
      return fail(to_error(failure));
    return fail(error_code::data_unusable, std::string{"the migration "} + step.name +
                                               " failed and was taken back: " + failure.what());
  }
}

} // namespace

result<int> schema_version(connection& db, std::span<const migration> known) {
  const auto version = db.integer("PRAGMA user_version");
  const auto application = db.integer("PRAGMA application_id");
  const bool is_empty = db.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (is_empty && application == 0 && version == 0)
    return 0;
  if (application != application_id || version < 1)
    return fail(error_code::data_unusable, "the data file is a database of another program");
  if (version > known.back().number)
    return fail(error_code::data_newer,
                "the data file has schema version " + std::to_string(version) +
                    "; this program knows versions up to " + std::to_string(known.back().number));
  return static_cast<int>(version);
}

result<void> migrate(connection& db, std::span<const migration> known,
                     const std::function<result<void>(int from)>& keep_copy) {
  const auto version = schema_version(db, known);
  if (!version)
    return fail(version.error());
  if (*version > 0 && *version < known.back().number) {
    if (auto kept = keep_copy(*version); !kept)
      return kept;
  }
  for (const auto& step : known) {
    if (step.number <= *version)
      continue;
    if (auto applied = apply(db, step); !applied)
      return applied;
  }
  return {};
}

} // namespace sojourn::storage
