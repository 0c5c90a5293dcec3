#include "daemon/examine.hpp"

#include "calendar/calendar.hpp"
#include "channels/reach/reach.hpp"
#include "daemon/open_files.hpp"
#include "daemon/reach_targets.hpp"
#include "daemon/small_file.hpp"
#include "daemon/translate.hpp"
#include "doctor/judge.hpp"
#include "signing/certificate.hpp"
#include "storage/backups.hpp"
#include "storage/data_look.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/magic.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <thread>
#include <unistd.h>

namespace sojourn::daemon {

namespace {

namespace fs = std::filesystem;

constexpr int fsyncs = 32;
constexpr std::size_t synced_bytes = 8192;
constexpr milliseconds clock_watch{200};
constexpr milliseconds host_patience{8'000};

struct file_system {
  long magic;
  const char* name;
  bool is_network;
  bool is_in_memory;
};

/// Those that matter; all others are called by their number.
constexpr auto file_systems = std::to_array<file_system>({
    {EXT4_SUPER_MAGIC, "ext4", false, false},
    {XFS_SUPER_MAGIC, "xfs", false, false},
    {BTRFS_SUPER_MAGIC, "btrfs", false, false},
    {0x2FC12FC1, "zfs", false, false},
    {OVERLAYFS_SUPER_MAGIC, "overlay", false, false},
    {TMPFS_MAGIC, "tmpfs", false, true},
    {RAMFS_MAGIC, "ramfs", false, true},
    {NFS_SUPER_MAGIC, "nfs", true, false},
    {0xFF534D42, "cifs", true, false},
    {0xFE534D42, "smb2", true, false},
    {0x65735546, "fuse", true, false},
    {V9FS_MAGIC, "9p", true, false},
    {AFS_SUPER_MAGIC, "afs", true, false},
    {CEPH_SUPER_MAGIC, "ceph", true, false},
});

/// The nearest path that is there.
fs::path nearest(fs::path path) {
  std::error_code failure;
  path = fs::absolute(path, failure);
  while (!fs::exists(path, failure) && path.has_relative_path())
    path = path.parent_path();
  return path;
}

void name_file_system(const fs::path& path, doctor::directory_state& into) {
  struct statfs found {};
  if (::statfs(path.c_str(), &found) != 0)
    return;
  for (const auto& one : file_systems) {
    if (one.magic != static_cast<long>(static_cast<unsigned long>(found.f_type) & 0xFFFFFFFFUL))
      continue;
    into.filesystem = one.name;
    into.is_network = one.is_network;
    into.is_in_memory = one.is_in_memory;
    return;
  }
  into.filesystem = "type " + std::to_string(found.f_type);
}

std::string user_name(uid_t user) {
  const auto* entry = ::getpwuid(user);
  return entry != nullptr ? entry->pw_name : std::to_string(user);
}

/// Files of ours whose mode lets others read them.
std::vector<std::string> open_files_in(const fs::path& directory) {
  std::vector<std::string> found;
  std::error_code failure;
  for (fs::directory_iterator each{directory, failure}, end; !failure && each != end;
       each.increment(failure)) {
    const auto name = each->path().filename().string();
    struct stat about {};
    const bool is_ours = name.starts_with("sojourn") || name.starts_with("scheduled-") ||
                         name.starts_with("before-migration") || name.starts_with("export-") ||
                         name == "secret.key";
    if (is_ours && ::stat(each->path().c_str(), &about) == 0 && S_ISREG(about.st_mode) &&
        (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
      found.push_back(name);
  }
  return found;
}

doctor::directory_state look_at_directory(const std::string& path) {
  doctor::directory_state state{.path = path};
  struct stat about {};
  state.exists = ::stat(path.c_str(), &about) == 0;
  const auto there = nearest(path);
  state.is_writable = ::access(there.c_str(), W_OK) == 0;
  name_file_system(there, state);
  if (!state.exists)
    return state;
  state.is_directory = S_ISDIR(about.st_mode);
  state.mode = about.st_mode & 07777U;
  state.is_own = about.st_uid == ::geteuid() || ::geteuid() == 0;
  state.owner = user_name(about.st_uid);
  if (state.is_directory)
    state.readable_files = open_files_in(path);
  return state;
}

/// Times so many small writes, each brought to the disk, as a commit is.
doctor::disk_state time_disk(const std::string& directory) {
  doctor::disk_state state;
  auto name = directory + "/sojourn-doctor-XXXXXX";
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) {
    state.failure = std::strerror(errno);
    return state;
  }
  const std::string bytes(synced_bytes, 'x');
  for (int i = 0; i < fsyncs; ++i) {
    const auto began = std::chrono::steady_clock::now();
    if (::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::fsync(file) != 0) {
      state.failure = std::strerror(errno);
      state.fsync_ms.clear();
      break;
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    state.fsync_ms.push_back(took.count());
  }
  ::close(file);
  ::unlink(name.c_str());
  return state;
}

doctor::space_state measure_space(const storage::store_options& options,
                                  const std::string& backup_directory,
                                  const std::vector<storage::backup_file>& backups,
                                  const storage::data_look& data) {
  doctor::space_state state{.data_bytes = data.bytes};
  std::error_code failure;
  const auto where = nearest(options.directory);
  if (const auto space = fs::space(where, failure); !failure)
    state.free_bytes = static_cast<std::int64_t>(space.available);
  struct stat of_data {};
  struct stat of_backups {};
  state.backups_share_disk = ::stat(where.c_str(), &of_data) != 0 ||
                             ::stat(nearest(backup_directory).c_str(), &of_backups) != 0 ||
                             of_data.st_dev == of_backups.st_dev;
  if (backups.empty())
    return state;
  state.backup_bytes = backups.front().bytes;
  const auto& oldest = backups.back();
  const std::chrono::duration<double, std::ratio<86'400>> apart = backups.front().at - oldest.at;
  if (apart.count() >= 1)
    state.growth_bytes_per_day =
        static_cast<double>(backups.front().bytes - oldest.bytes) / apart.count();
  return state;
}

/// What the kernel says of the clock; nullopt: nothing, as in most containers.
std::optional<bool> is_clock_synchronized() {
  timex told{};
  const int state = ::adjtimex(&told);
  if (state < 0)
    return std::nullopt;
  return state != TIME_ERROR && (told.status & STA_UNSYNC) == 0;
}

doctor::clock_state watch_clock(const config::settings& settings, const storage::data_look& data) {
  using std::chrono::steady_clock;
  using std::chrono::system_clock;
  const auto wall = system_clock::now();
  const auto monotonic = steady_clock::now();
  std::this_thread::sleep_for(clock_watch);
  const std::chrono::duration<double, std::milli> wall_passed = system_clock::now() - wall;
  const std::chrono::duration<double, std::milli> passed = steady_clock::now() - monotonic;
  return {.now = std::chrono::time_point_cast<milliseconds>(wall),
          .wall_minus_monotonic_ms = wall_passed.count() - passed.count(),
          .is_synchronized = is_clock_synchronized(),
          .newest_file = data.written,
          .is_virtual = settings.clock.mode == config::clock_mode::virtual_time};
}

doctor::zone_state look_at_zones(const config::settings& settings, instant now) {
  doctor::zone_state state{.has_database = calendar::is_zone("Asia/Ho_Chi_Minh"), .now = now};
  std::ifstream file{"/usr/share/zoneinfo/tzdata.zi"};
  std::string first;
  constexpr std::string_view before_version = "# version ";
  if (std::getline(file, first) && first.starts_with(before_version))
    state.version = first.substr(before_version.size());
  for (const auto& name : {settings.channels.zalo.zone, settings.backup.zone}) {
    if (!calendar::is_zone(name))
      state.missing.push_back(name);
  }
  return state;
}

doctor::limits_state look_at_limits(const config::settings& settings) {
  rlimit limit{};
  const bool is_known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0;
  return {.open_files = is_known ? limit.rlim_max : 1024,
          .connections = static_cast<std::uint64_t>(settings.http.max_connections),
          .own_files = own_descriptors,
          .least_connections = least_connections};
}

void reach_out(const config::settings& settings, instant now,
               std::vector<doctor::reach_state>& hosts,
               std::vector<doctor::certificate_state>& certificates) {
  for (const auto& target : reach_targets(settings)) {
    const auto name = target.host + ":" + std::to_string(target.port);
    auto told = channels::reach(target, host_patience);
    hosts.push_back({.channel = target.channel,
                     .host = name,
                     .stage = std::move(told.stage),
                     .detail = std::move(told.detail),
                     .took_ms = told.took_ms});
    if (told.certificate_ends)
      certificates.push_back(
          {.name = name, .ends = told.certificate_ends, .failure = "", .now = now});
  }
}

void read_own_certificate(const config::settings& settings, instant now,
                          std::vector<doctor::certificate_state>& certificates) {
  const auto& path = settings.http.tls_certificate;
  if (path.empty())
    return;
  const auto text = read_small_file(path);
  const auto facts = text ? signing::read_certificate(*text) : fail(text.error());
  certificates.push_back({.name = path,
                          .ends = facts ? std::optional{facts->ends} : std::nullopt,
                          .failure = facts ? std::string{} : facts.error().message,
                          .now = now});
}

doctor::backup_state look_at_backups(const config::settings& settings,
                                     const std::vector<storage::backup_file>& backups,
                                     const storage::data_look& data, instant now) {
  doctor::backup_state state{.is_planned = settings.backup.every > milliseconds{0},
                             .every = settings.backup.every,
                             .count = backups.size(),
                             .has_data = data.exists && data.bytes > 0,
                             .now = now};
  if (!backups.empty()) {
    state.newest = backups.front().at;
    state.newest_is_whole = backups.front().is_whole;
  }
  return state;
}

void add(doctor::findings& all, doctor::findings more) {
  std::ranges::move(more, std::back_inserter(all));
}

} // namespace

examined examine(const config::settings& settings, const examination& how) {
  const auto options = store_options_of(settings);
  const auto data = storage::look_at_data(options, how.every_page);
  const auto backup_directory =
      options.backup_directory.empty() ? options.directory + "/backups" : options.backup_directory;
  const auto backups = storage::list_backups(backup_directory);
  examined told{.found = {}, .holds_directory = data.is_in_use};
  auto& all = told.found;

  const auto directory = look_at_directory(options.directory);
  add(all, doctor::judge(directory, "directory"));
  if (!options.backup_directory.empty() || fs::exists(backup_directory))
    add(all, doctor::judge(look_at_directory(backup_directory), "backup_directory"));
  if (!data.is_in_use)
    add(all, doctor::judge(doctor::data_state{.exists = data.exists,
                                              .version = data.version,
                                              .known_version = data.known_version,
                                              .is_key_missing = data.is_key_missing,
                                              .failure = data.failure,
                                              .damage = data.damage}));
  if (directory.exists && directory.is_directory)
    add(all, doctor::judge(time_disk(options.directory)));
  add(all, doctor::judge(measure_space(options, backup_directory, backups, data)));
  add(all, doctor::judge(watch_clock(settings, data)));
  add(all, doctor::judge(look_at_zones(settings, how.now)));
  add(all, doctor::judge(look_at_limits(settings)));
  std::vector<doctor::reach_state> hosts;
  std::vector<doctor::certificate_state> certificates;
  read_own_certificate(settings, how.now, certificates);
  if (how.reaches_out) {
    reach_out(settings, how.now, hosts, certificates);
    add(all, doctor::judge(hosts));
  }
  add(all, doctor::judge(certificates));
  add(all, doctor::judge(look_at_backups(settings, backups, data, how.now)));
  return told;
}

} // namespace sojourn::daemon
