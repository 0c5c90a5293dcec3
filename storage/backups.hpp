// The backups of a data directory: who made them, how old they are, and whether they are whole.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

/// Who asked for a backup; its name says so.
enum class backup_origin {
  operators, ///< sojourn-UTC.db: POST /v1/backup
  plan,      ///< scheduled-UTC.db: the settings; old ones are removed
  migration, ///< before-migration-VERSION.db: the start of a newer program
};

[[nodiscard]] std::string_view to_text(backup_origin origin);

struct backup_file {
  std::string path;
  std::string name; ///< within its directory
  backup_origin made_by = backup_origin::operators;
  instant at{}; ///< what it holds is as of then; of a migration, when the file was written
  std::int64_t bytes = 0;
  /// Its length is what its header says. Every page was checked when it was written, and is checked
  /// again when it is restored.
  bool is_whole = false;
};

/// The backups in `directory`, the newest first; other files are passed over. Nothing where there
/// is no such directory. Reads the first bytes of each.
[[nodiscard]] std::vector<backup_file> list_backups(const std::string& directory);

/// Removes a backup of list_backups. One that is gone already is no error. Errors: storage_failed.
[[nodiscard]] result<void> remove_backup(const backup_file& one);

} // namespace sojourn::storage
