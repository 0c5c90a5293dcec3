// What the measured values mean: each function gives at least one finding.
#pragma once

#include "doctor/finding.hpp"
#include "doctor/measured.hpp"

namespace sojourn::doctor {

// Where "fine" ends. Each is part of docs/administration.md.
inline constexpr double slow_fsync_ms = 20; ///< the median: commits begin to be felt
inline constexpr double very_slow_fsync_ms = 100;
inline constexpr double stalled_fsync_ms = 500; ///< the worst
inline constexpr std::int64_t least_free_bytes = 256LL * 1024 * 1024;
inline constexpr double short_of_space_days = 30;
inline constexpr double very_short_of_space_days = 7;
inline constexpr int first_plausible_year = 2026;
inline constexpr int last_plausible_year = 2100;
inline constexpr double clock_jump_ms = 50;
inline constexpr milliseconds clock_behind_files{300'000};
inline constexpr int old_zone_data_years = 2;
inline constexpr int slow_host_ms = 2'000;
inline constexpr int certificate_warning_days = 21;
inline constexpr int certificate_problem_days = 3;
inline constexpr int old_backup_days = 7;

[[nodiscard]] findings judge(const settings_state& what);
/// `check` is "directory" or "backup_directory".
[[nodiscard]] findings judge(const directory_state& what, const std::string& check);
[[nodiscard]] findings judge(const disk_state& what);
[[nodiscard]] findings judge(const space_state& what);
[[nodiscard]] findings judge(const clock_state& what);
[[nodiscard]] findings judge(const zone_state& what);
[[nodiscard]] findings judge(const limits_state& what);
[[nodiscard]] findings judge(const std::vector<reach_state>& all);
[[nodiscard]] findings judge(const std::vector<certificate_state>& all);
[[nodiscard]] findings judge(const backup_state& what);
[[nodiscard]] findings judge(const data_state& what);
[[nodiscard]] findings judge(const daemon_state& what);

} // namespace sojourn::doctor
