#include "storage/sqlite/private_files.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace sojourn::storage {

namespace {

namespace fs = std::filesystem;

constexpr auto of_others = fs::perms::group_all | fs::perms::others_all;

std::string octal(fs::perms mode) {
  const auto bits = static_cast<unsigned>(mode) & 0777U;
  std::string text;
  for (const unsigned shift : {6U, 3U, 0U})
    text += static_cast<char>('0' + ((bits >> shift) & 7U));
  return text;
}

void say(const notice& tell, const std::string& what) {
  if (tell)
    tell(what);
}

/// The mode of a file that is there and that others may use; nullopt: it is closed to them.
std::optional<fs::perms> open_mode(const fs::path& path) {
  std::error_code failure;
  const auto mode = fs::status(path, failure).permissions();
  if (failure || (mode & of_others) == fs::perms::none)
    return std::nullopt;
  return mode;
}

/// Takes the rights of others away. False, with `tell` told, where that is not allowed.
bool close_to_others(const fs::path& path, fs::perms mode, const notice& tell) {
  std::error_code failure;
  fs::permissions(path, of_others, fs::perm_options::remove, failure);
  if (!failure)
    return true;
  say(tell, path.string() + " can be used by other users of this machine (mode " + octal(mode) +
                "), and that cannot be changed: " + failure.message() +
                "; make it belong to the user that runs Sojourn");
  return false;
}

bool is_empty_or_ours(const std::string& directory) {
  std::error_code failure;
  fs::directory_iterator entries{directory, failure};
  return entries == fs::directory_iterator{} ||
         std::any_of(begin(entries), end(entries), [](const fs::directory_entry& one) {
           return one.path().filename().string().starts_with("sojourn");
         });
}

} // namespace

result<void> make_private_directory(const std::string& path, const notice& tell) {
  std::error_code failure;
  const bool was_there = fs::is_directory(path, failure);
  fs::create_directories(path, failure);
  if (failure)
    return fail(error_code::data_unusable, "the directory " + path +
                                               " cannot be made: " + failure.message() +
                                               "; name another one, or make it by hand");
  const auto mode = open_mode(path);
  if (!mode)
    return {};
  if (!was_there) {
    (void)close_to_others(path, *mode, tell);
    return {};
  }
  if (!is_empty_or_ours(path))
    say(tell, "the directory " + path + " holds other files and is open to other users (mode " +
                  octal(*mode) + "); it stays so; better give Sojourn a directory of its own");
  else if (close_to_others(path, *mode, tell))
    say(tell, "the directory " + path + " was open to other users (mode " + octal(*mode) +
                  "); only its owner can enter it now");
  return {};
}

void create_private_file(const std::string& path) {
  // Never one that is there: closing it would end the locks that SQLite has on it.
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0)
    ::close(file);
}

void make_files_private(const std::string& directory, const std::string& prefix,
                        const notice& tell) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator{directory, failure}) {
    if (!entry.path().filename().string().starts_with(prefix) || !entry.is_regular_file(failure))
      continue;
    const auto mode = open_mode(entry.path());
    if (mode && close_to_others(entry.path(), *mode, tell))
      say(tell, entry.path().string() + " could be read by other users (mode " + octal(*mode) +
                    "); only its owner can now");
  }
}

void warn_if_readable_by_others(const std::string& path, const std::string& what,
                                const notice& tell) {
  if (const auto mode = open_mode(path))
    say(tell, path + ", which holds " + what + ", can be read by other users (mode " +
                  octal(*mode) + "); close it with: chmod 600 " + path);
}

} // namespace sojourn::storage
