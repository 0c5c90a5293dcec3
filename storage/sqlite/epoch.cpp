#include "storage/sqlite/epoch.hpp"

#include "signing/digest.hpp"
#include "signing/random.hpp"
#include "storage/campaigns.hpp"
#include "storage/journal.hpp"
#include "storage/operation.hpp"
#include "storage/restore.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/tables/journal.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace sojourn::storage {

namespace {

constexpr std::size_t epoch_bytes = 16;
constexpr std::chrono::minutes keep_every{1};
constexpr std::string_view copy_prefix = "copy-";

std::string path_of(const std::string& directory) { return directory + "/epoch"; }

bool write_mark(const std::string& directory, const epoch_mark& mark, bool durable) {
  const auto path = path_of(directory);
  const auto partial = path + ".partial";
  const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0)
    return false;
  const auto text = mark.epoch + " " + std::to_string(mark.head) + "\n";
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      (!durable || ::fsync(file) == 0);
  const int why = errno;
  ::close(file);
  errno = why;
  return written && std::rename(partial.c_str(), path.c_str()) == 0 &&
         (!durable || sync_directory(directory));
}

} // namespace

std::optional<epoch_mark> read_epoch_mark(const std::string& directory) {
  std::ifstream file{path_of(directory)};
  epoch_mark mark;
  if (!(file >> mark.epoch >> mark.head) || mark.head < 0)
    return std::nullopt;
  return mark;
}

bool is_restored(connection& db, const std::optional<epoch_mark>& beside) {
  const auto inside = epoch_table{db}.get();
  if (!beside)
    return !inside.value.empty();
  const bool is_same = beside->epoch == inside.value || beside->epoch == inside.previous;
  return !is_same || journal_table{db}.last() < beside->head;
}

std::string new_epoch() { return signing::hex_encode(signing::random_bytes(epoch_bytes)); }

void mark_as_copy(connection& copy) {
  epoch_table{copy}.put({.value = std::string{copy_prefix} + new_epoch(), .previous = ""});
}

result<void> epoch_keeper::begin(std::string epoch, journal_position head) {
  mark_ = {.epoch = std::move(epoch), .head = head};
  kept_at_ = std::chrono::steady_clock::now();
  if (!write_mark(directory_, mark_, true))
    return fail(error_code::data_unusable,
                path_of(directory_) + " cannot be written: " + std::strerror(errno));
  return {};
}

void epoch_keeper::keep(journal_position head) {
  if (mark_.epoch.empty() || mark_.head == head)
    return;
  mark_.head = head;
  kept_at_ = std::chrono::steady_clock::now();
  (void)write_mark(directory_, mark_, false);
}

void epoch_keeper::keep_in_time(journal_position head) {
  if (std::chrono::steady_clock::now() - kept_at_ >= keep_every)
    keep(head);
}

result<restored_hold> hold_restored(transaction& tx, const std::string& epoch,
                                    const std::string& beside, instant now, instant since) {
  auto begun = begin_restore(tx, now, since);
  if (!begun)
    return fail(std::move(begun.error()));
  restored_hold held;
  held.campaigns = std::move(begun->paused);
  held.messages = begun->messages;
  for (const auto& one : tx.tables.restore.all()) {
    if (one.is_asked)
      held.asked.push_back(one.campaign);
  }
  tx.tables.epoch.put({.value = epoch, .previous = beside});
  tx.tables.epoch.set_restored_at(now);
  return held;
}

} // namespace sojourn::storage
