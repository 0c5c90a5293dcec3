// What the doctor measured on a machine: plain values, filled in by daemon/examine.cpp.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::doctor {

/// What is wrong with the settings, in the sentences of config/.
struct settings_state {
  std::vector<std::string> mistakes{}; ///< the daemon does not start
  std::vector<std::string> warnings{};
};

/// The data directory, or that of the backups.
struct directory_state {
  std::string path{};
  bool exists = false;
  bool is_directory = false;
  bool is_writable = false; ///< it can be written, or made
  bool is_own = true;       ///< it belongs to who asks
  std::string owner{};
  unsigned mode = 0700;
  std::string filesystem{};                  ///< "ext4", "nfs"; empty: unknown
  bool is_network = false;                   ///< locks and fsync are what a server makes of them
  bool is_in_memory = false;                 ///< gone with the power
  std::vector<std::string> readable_files{}; ///< of ours that others may read
};

/// How long writes took until they were on the disk.
struct disk_state {
  std::vector<double> fsync_ms{}; ///< one each; empty: it could not be tried
  std::string failure{};
};

struct space_state {
  std::optional<std::int64_t> free_bytes{}; ///< for the daemon; nullopt: unknown
  std::int64_t data_bytes = 0;              ///< file and log
  std::int64_t backup_bytes = 0;            ///< of the newest backup
  bool backups_share_disk = true;
  /// How much a day the data grew, from the sizes of two backups.
  std::optional<double> growth_bytes_per_day{};
};

struct clock_state {
  instant now{};
  double wall_minus_monotonic_ms = 0;    ///< how far the two ran apart while they were watched
  std::optional<bool> is_synchronized{}; ///< what the kernel says; nullopt: it does not say
  std::optional<instant> newest_file{};  ///< when the data were written last
  bool is_virtual = false;
};

struct zone_state {
  bool has_database = false;
  std::string version{};              ///< "2025b"; empty: unknown
  std::vector<std::string> missing{}; ///< zones that the settings name and nobody knows
  instant now{};
};

struct limits_state {
  std::uint64_t open_files = 0;  ///< the hard limit
  std::uint64_t connections = 0; ///< http.max_connections
  std::uint64_t own_files = 0;   ///< what the daemon needs beside
  std::uint64_t least_connections = 0;
};

/// One host that a channel speaks to.
struct reach_state {
  std::string channel{};
  std::string host{}; ///< "smtp.example:587"
  std::string
      stage{}; ///< where it ended: "name", "connect", "tls", "greeting"; empty: it went well
  std::string detail{};
  int took_ms = 0;
};

struct certificate_state {
  std::string name{}; ///< "http", or the host
  std::optional<instant> ends{};
  std::string failure{}; ///< it cannot be read
  instant now{};
};

struct backup_state {
  bool is_planned = false;
  milliseconds every{0};
  std::size_t count = 0;
  std::optional<instant> newest{};
  bool newest_is_whole = true;
  bool has_data = false; ///< there is something to back up
  instant now{};
};

struct data_state {
  bool exists = false;
  int version = 0; ///< of its schema
  int known_version = 0;
  bool is_key_missing = false;         ///< the key that opens its secrets
  std::string failure{};               ///< it cannot be opened
  std::optional<std::string> damage{}; ///< of a look at every page; empty: none was found
};

struct daemon_state {
  bool holds_directory = false; ///< a daemon has it open
  bool answers = false;
  bool is_ready = false;
  bool backup_failing = false;
  std::string url{};
  std::string failure{}; ///< why there is no answer, or why it is not ready
};

} // namespace sojourn::doctor
