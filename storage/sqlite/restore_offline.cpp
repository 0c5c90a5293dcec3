// Puts a copy into the place of the data of a directory, while no daemon has it open.
#include "storage/options.hpp"
#include "storage/restore.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/epoch.hpp"
#include "storage/sqlite/integrity.hpp"
#include "storage/sqlite/private_files.hpp"
#include "storage/sqlite/transaction.hpp"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace sojourn::storage {

namespace {

namespace fs = std::filesystem;

tl::unexpected<error> no_copy(const std::string& file, const std::string& why) {
  return fail(error_code::data_unusable, "the copy " + file + " cannot be restored: " + why);
}

/// Whether the file is whole, ours, and of this version.
result<void> check_copy(const std::string& file) {
  if (!fs::is_regular_file(file))
    return no_copy(file, "there is no such file");
  try {
    connection db{file, access::read_only};
    const auto version = schema_version(db, migrations());
    if (!version)
      return fail(version.error());
    if (*version != migrations().back().number)
      return no_copy(file, "it has the schema version " + std::to_string(*version) +
                               "; copy it to the data directory and start the daemon, which "
                               "migrates it and asks then");
    if (const auto mistakes = page_mistakes(db); !mistakes.empty())
      return no_copy(file, mistakes.front().where + ": " + mistakes.front().what);
    return {};
  } catch (const sqlite_error& why) {
    return no_copy(file, why.what());
  }
}

bool sync_copy(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

/// The data that lie there go to a folder of their own, whose name is given; empty: there are none.
std::string move_aside(const std::string& directory, instant now) {
  auto name = "replaced-" + to_text(now);
  std::erase_if(name, [](char c) { return c == ':'; });
  const auto aside = fs::path{directory} / name;
  bool is_any = false;
  for (const auto* file : {"sojourn.db", "sojourn.db-wal", "sojourn.db-shm"}) {
    if (!fs::exists(fs::path{directory} / file))
      continue;
    if (!std::exchange(is_any, true)) {
      fs::create_directory(aside);
      fs::permissions(aside, fs::perms::owner_all);
    }
    fs::rename(fs::path{directory} / file, aside / file);
  }
  return is_any ? aside.string() : std::string{};
}

/// Whatever ends this before its end, the next start knows the file for a copy.
void put_in_place(const std::string& file, const std::string& directory) {
  const auto target = directory + "/sojourn.db";
  const auto partial = target + ".partial";
  fs::copy_file(file, partial, fs::copy_options::overwrite_existing);
  fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write);
  if (!sync_copy(partial))
    throw fs::filesystem_error{"cannot be written to the disk", partial,
                               std::error_code{errno, std::generic_category()}};
  fs::rename(partial, target);
  (void)sync_directory(directory);
}

result<void> take_answers(transaction& tx, const restore_order& order, instant now) {
  std::optional<restore_answer> of_all_others;
  for (const auto& [campaign, answer] : order.answers) {
    if (campaign.empty()) {
      of_all_others = answer;
      continue;
    }
    if (auto taken = answer_restore(tx, campaign, answer, order.who, order.why, now); !taken)
      return fail(std::move(taken.error()));
  }
  if (!of_all_others)
    return {};
  const auto taken = answer_restore(tx, {}, *of_all_others, order.who, order.why, now);
  return taken ? result<void>{} : fail(taken.error());
}

/// In one transaction: what is asked, and what is answered.
result<void> begin_asking(connection& db, const store_options& options, const restore_order& order,
                          instant now, restored_offline& made) {
  db.execute("PRAGMA synchronous = FULL");
  transaction tx{db,
                 {.idempotency = std::chrono::hours{options.idempotency_hours},
                  .events = std::chrono::days{options.event_dedupe_days},
                  .send_content = std::chrono::days{options.send_content_days}}};
  const auto epoch = new_epoch();
  tx.begin();
  tx.begin_unit();
  auto held = hold_restored(tx, epoch, {}, now, order.since);
  auto taken = held ? take_answers(tx, order, now) : fail(held.error());
  if (!taken) {
    tx.undo_unit();
    tx.rollback();
    return taken;
  }
  made.when = tx.tables.restore.open().value();
  made.campaigns = tx.tables.restore.all();
  tx.release_unit();
  tx.write_counts();
  const auto head = tx.last_position();
  tx.commit();
  return epoch_keeper{options.directory}.begin(epoch, head);
}

} // namespace

result<restored_offline> restore_offline(const store_options& options, const restore_order& order,
                                         instant now) {
  if (!fs::is_directory(options.directory))
    return fail(error_code::data_unusable, "there is no directory " + options.directory);
  const auto lock = directory_lock::take(options.directory);
  if (!lock)
    return fail(lock.error());
  if (auto sound = check_copy(order.file); !sound)
    return fail(std::move(sound.error()));
  restored_offline made;
  try {
    made.replaced = move_aside(options.directory, now);
    put_in_place(order.file, options.directory);
    connection db{database_path(options), access::read_write};
    if (auto begun = begin_asking(db, options, order, now, made); !begun)
      return fail(std::move(begun.error()));
    return made;
  } catch (const fs::filesystem_error& why) {
    return no_copy(order.file, why.what());
  } catch (const sqlite_error& why) {
    return fail(to_error(why));
  } catch (const corrupt_row& why) {
    return fail(error_code::data_corrupt, why.what());
  }
}

} // namespace sojourn::storage
