#include "doctor/judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace sojourn::doctor {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

finding found(const char* check, grade how, const char* code, json facts = json::object()) {
  return {check, how, code, std::move(facts)};
}

/// "0.42", "12".
std::string short_number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 10 ? "%.2f" : "%.0f", value);
  return text.data();
}

std::string in_mib(double bytes) { return short_number(bytes / (1024.0 * 1024.0)) + " MiB"; }

int year_of(instant at) { return std::atoi(sojourn::to_text(at).substr(0, 4).c_str()); }

std::int64_t whole_days(milliseconds length) {
  // Half a day before is no day: an end in 23 hours is in 0 days.
  return static_cast<std::int64_t>(
      std::floor(static_cast<double>(length.count()) / static_cast<double>(day_ms)));
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all)
    text += (text.empty() ? "" : ", ") + one;
  return text;
}

} // namespace

findings judge(const settings_state& what) {
  findings all;
  for (const auto& one : what.mistakes)
    all.push_back(found("settings", grade::problem, "settings_wrong", {{"what", one}}));
  for (const auto& one : what.warnings)
    all.push_back(found("settings", grade::warning, "settings_insecure", {{"what", one}}));
  if (all.empty())
    all.push_back(found("settings", grade::ok, "settings_fine"));
  return all;
}

findings judge(const directory_state& what, const std::string& check) {
  findings all;
  const auto add = [&](grade how, const char* code, json facts = json::object()) {
    facts["path"] = what.path;
    all.push_back({check, how, code, std::move(facts)});
  };
  if (!what.exists) {
    if (what.is_writable)
      add(grade::ok, "directory_not_yet");
    else
      add(grade::problem, "directory_cannot_be_made");
    return all;
  }
  if (!what.is_directory) {
    add(grade::problem, "directory_is_none");
    return all;
  }
  if (!what.is_own)
    add(grade::problem, "directory_of_other", {{"owner", what.owner}});
  else if (!what.is_writable)
    add(grade::problem, "directory_read_only");
  if ((what.mode & 077U) != 0) {
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", what.mode & 07777U);
    add(grade::warning, "directory_open", {{"mode", mode.data()}});
  }
  if (what.is_network)
    add(grade::problem, "directory_on_network", {{"filesystem", what.filesystem}});
  if (what.is_in_memory)
    add(grade::problem, "directory_in_memory", {{"filesystem", what.filesystem}});
  if (!what.readable_files.empty())
    add(grade::warning, "files_open", {{"files", joined(what.readable_files)}});
  if (all.empty())
    add(grade::ok, "directory_fine", {{"filesystem", what.filesystem}});
  return all;
}

findings judge(const disk_state& what) {
  if (what.fsync_ms.empty())
    return {found("disk", grade::problem, "disk_untried", {{"why", what.failure}})};
  auto sorted = what.fsync_ms;
  std::ranges::sort(sorted);
  const auto median = sorted[sorted.size() / 2];
  const auto worst = sorted.back();
  const json facts{{"median_ms", short_number(median)}, {"worst_ms", short_number(worst)}};
  if (median > very_slow_fsync_ms)
    return {found("disk", grade::problem, "disk_very_slow", facts)};
  if (median > slow_fsync_ms)
    return {found("disk", grade::warning, "disk_slow", facts)};
  if (worst > stalled_fsync_ms)
    return {found("disk", grade::warning, "disk_stalls", facts)};
  return {found("disk", grade::ok, "disk_fine", facts)};
}

findings judge(const space_state& what) {
  if (!what.free_bytes)
    return {found("space", grade::warning, "space_unknown")};
  const auto free = static_cast<double>(*what.free_bytes);
  json facts{{"free", in_mib(free)}, {"data", in_mib(static_cast<double>(what.data_bytes))}};
  const auto least = std::max<double>(static_cast<double>(least_free_bytes),
                                      static_cast<double>(what.data_bytes) / 10);
  if (free < least)
    return {found("space", grade::problem, "space_used_up", facts)};
  if (what.growth_bytes_per_day && *what.growth_bytes_per_day > 0) {
    const auto days = free / *what.growth_bytes_per_day;
    facts["days"] = static_cast<std::int64_t>(days);
    facts["growth"] = in_mib(*what.growth_bytes_per_day);
    if (days < very_short_of_space_days)
      return {found("space", grade::problem, "space_ends_soon", facts)};
    if (days < short_of_space_days)
      return {found("space", grade::warning, "space_ends_soon", facts)};
  }
  const auto next_backup = std::max(what.data_bytes, what.backup_bytes);
  if (what.backups_share_disk && *what.free_bytes < next_backup)
    return {found("space", grade::warning, "space_no_backup", facts)};
  return {found("space", grade::ok, "space_fine", facts)};
}

findings judge(const clock_state& what) {
  findings all;
  const json now{{"now", sojourn::to_text(what.now)}};
  if (year_of(what.now) < first_plausible_year || year_of(what.now) > last_plausible_year)
    all.push_back(found("clock", grade::problem, "clock_implausible", now));
  if (what.newest_file && *what.newest_file - what.now > clock_behind_files)
    all.push_back(found(
        "clock", grade::problem, "clock_went_back",
        {{"now", sojourn::to_text(what.now)}, {"written", sojourn::to_text(*what.newest_file)}}));
  if (std::abs(what.wall_minus_monotonic_ms) > clock_jump_ms)
    all.push_back(found("clock", grade::warning, "clock_jumps",
                        {{"ms", short_number(std::abs(what.wall_minus_monotonic_ms))}}));
  if (what.is_synchronized && !*what.is_synchronized)
    all.push_back(found("clock", grade::warning, "clock_not_synchronized"));
  if (what.is_virtual)
    all.push_back(found("clock", grade::warning, "clock_virtual"));
  if (all.empty())
    all.push_back(found("clock", grade::ok,
                        what.is_synchronized ? "clock_fine" : "clock_fine_unwatched", now));
  return all;
}

findings judge(const zone_state& what) {
  if (!what.has_database)
    return {found("zones", grade::problem, "zones_none")};
  findings all;
  if (!what.missing.empty())
    all.push_back(
        found("zones", grade::problem, "zones_missing", {{"zones", joined(what.missing)}}));
  const auto year = std::atoi(what.version.substr(0, 4).c_str());
  if (year > 0 && year + old_zone_data_years <= year_of(what.now))
    all.push_back(found("zones", grade::warning, "zones_old", {{"version", what.version}}));
  if (all.empty())
    all.push_back(found("zones", grade::ok, "zones_fine",
                        {{"version", what.version.empty() ? "?" : what.version}}));
  return all;
}

findings judge(const limits_state& what) {
  const auto needed = what.connections + what.own_files;
  const json facts{
      {"open_files", what.open_files}, {"needed", needed}, {"connections", what.connections}};
  if (what.open_files < what.own_files + std::min(what.connections, what.least_connections))
    return {found("limits", grade::problem, "limits_too_low", facts)};
  if (what.open_files < needed)
    return {found("limits", grade::warning, "limits_low", facts)};
  return {found("limits", grade::ok, "limits_fine", facts)};
}

findings judge(const std::vector<reach_state>& hosts) {
  findings all;
  for (const auto& one : hosts) {
    json facts{
        {"channel", one.channel}, {"host", one.host}, {"why", one.detail}, {"ms", one.took_ms}};
    const auto* code = one.stage == "name"          ? "reach_no_name"
                       : one.stage == "connect"     ? "reach_no_connection"
                       : one.stage == "tls"         ? "reach_no_tls"
                       : !one.stage.empty()         ? "reach_no_greeting"
                       : one.took_ms > slow_host_ms ? "reach_slow"
                                                    : "reach_fine";
    const auto how = !one.stage.empty()           ? grade::problem
                     : one.took_ms > slow_host_ms ? grade::warning
                                                  : grade::ok;
    all.push_back(found("channels", how, code, std::move(facts)));
  }
  if (all.empty())
    all.push_back(found("channels", grade::ok, "reach_nobody"));
  return all;
}

findings judge(const std::vector<certificate_state>& certificates) {
  findings all;
  for (const auto& one : certificates) {
    if (!one.ends) {
      all.push_back(found("certificates", grade::problem, "certificate_unreadable",
                          {{"name", one.name}, {"why", one.failure}}));
      continue;
    }
    const auto days = whole_days(*one.ends - one.now);
    const json facts{{"name", one.name}, {"days", days}, {"ends", sojourn::to_text(*one.ends)}};
    if (*one.ends <= one.now)
      all.push_back(found("certificates", grade::problem, "certificate_ended", facts));
    else if (days < certificate_warning_days)
      all.push_back(found("certificates",
                          days < certificate_problem_days ? grade::problem : grade::warning,
                          "certificate_ends_soon", facts));
    else
      all.push_back(found("certificates", grade::ok, "certificate_fine", facts));
  }
  if (all.empty())
    all.push_back(found("certificates", grade::ok, "certificate_none"));
  return all;
}

findings judge(const backup_state& what) {
  if (!what.has_data)
    return {found("backups", grade::ok, "backup_nothing_yet")};
  if (!what.newest)
    return {found("backups", what.is_planned ? grade::problem : grade::warning,
                  what.is_planned ? "backup_missing" : "backup_never")};
  const auto age = what.now - *what.newest;
  const json facts{
      {"days", whole_days(age)}, {"at", sojourn::to_text(*what.newest)}, {"count", what.count}};
  if (!what.newest_is_whole)
    return {found("backups", grade::problem, "backup_cut_short", facts)};
  if (what.is_planned && age > 2 * what.every)
    return {found("backups", grade::problem, "backup_overdue", facts)};
  if (!what.is_planned && whole_days(age) >= old_backup_days)
    return {found("backups", grade::warning, "backup_old", facts)};
  return {found("backups", grade::ok, what.is_planned ? "backup_fine" : "backup_by_hand", facts)};
}

findings judge(const data_state& what) {
  if (!what.failure.empty())
    return {found("data", grade::problem, "data_unreadable", {{"why", what.failure}})};
  if (!what.exists)
    return {found("data", grade::ok, "data_none_yet")};
  findings all;
  const json versions{{"version", what.version}, {"known", what.known_version}};
  if (what.version > what.known_version)
    all.push_back(found("data", grade::problem, "data_newer", versions));
  else if (what.version < what.known_version)
    all.push_back(found("data", grade::ok, "data_older", versions));
  if (what.is_key_missing)
    all.push_back(found("data", grade::problem, "data_key_missing"));
  if (what.damage && !what.damage->empty())
    all.push_back(found("data", grade::problem, "data_damaged", {{"what", *what.damage}}));
  if (all.empty())
    all.push_back(
        found("data", grade::ok, what.damage ? "data_checked" : "data_unchecked", versions));
  return all;
}

findings judge(const daemon_state& what) {
  const json facts{{"url", what.url}, {"why", what.failure}};
  if (!what.holds_directory && !what.answers)
    return {found("daemon", grade::ok, "daemon_none", facts)};
  if (!what.answers)
    return {found("daemon", grade::problem, "daemon_silent", facts)};
  if (!what.is_ready)
    return {found("daemon", grade::problem, "daemon_not_ready", facts)};
  if (what.backup_failing)
    return {found("daemon", grade::warning, "daemon_backup_failing", facts)};
  return {found("daemon", grade::ok, "daemon_fine", facts)};
}

} // namespace sojourn::doctor
