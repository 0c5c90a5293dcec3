#include "calendar/zone.hpp"

#include "base/rfc3339.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <array>
#include <date/tz.h>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

namespace sojourn::calendar {

namespace {

/// Where the date library looks, too.
constexpr std::string_view zone_folder = "/usr/share/zoneinfo/";
/// A footer is short; what is longer is none.
constexpr std::streamoff longest_footer = 256;

/// The rule at the end of a zone's file: between the last two ends of line. None where it is
/// empty, or the file is of the first version, which has none (RFC 8536, 3.3).
std::optional<posix_rule> footer_of(std::string_view name) {
  std::ifstream file{std::string{zone_folder}.append(name), std::ios::binary | std::ios::ate};
  const auto size = static_cast<std::streamoff>(file.tellg());
  if (!file || size <= 0)
    return std::nullopt;
  std::string tail(static_cast<std::size_t>(std::min(size, longest_footer)), '\0');
  file.seekg(-static_cast<std::streamoff>(tail.size()), std::ios::end);
  if (!file.read(tail.data(), static_cast<std::streamsize>(tail.size())) || tail.back() != '\n')
    return std::nullopt;
  tail.pop_back();
  const auto begin = tail.rfind('\n');
  return begin == std::string::npos ? std::nullopt
                                    : posix_rule::parse(std::string_view{tail}.substr(begin + 1));
}

/// Names that mean another zone on another machine, or none that people live in.
bool is_refused(std::string_view name) {
  constexpr auto names = std::to_array<std::string_view>({"localtime", "posixrules", "Factory"});
  return std::find(names.begin(), names.end(), name) != names.end() || name.starts_with("posix/") ||
         name.starts_with("right/");
}

/// The zones that were asked for, each made once.
class known_zones {
public:
  /// Throws what the date library throws.
  const zone& find(std::string_view name) {
    {
      const std::shared_lock lock{mutex_};
      if (const auto found = zones_.find(name); found != zones_.end())
        return *found->second;
    }
    const auto* table = date::locate_zone(name);
    // The database lists a zone before it reads it: ask once, so that a file which is
    // no zone fails here and nowhere else.
    (void)table->get_info(date::sys_seconds{});
    auto made = std::make_unique<const zone>(*table, footer_of(table->name()));
    const std::unique_lock lock{mutex_};
    return *zones_.emplace(name, std::move(made)).first->second;
  }

private:
  std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<const zone>, std::less<>> zones_; // as many as are listed
};

} // namespace

zone::zone(const date::time_zone& table, std::optional<posix_rule> later)
    : table_{&table}, later_{later} {
  const auto last = date::sys_seconds{date::sys_days{date::year{9999} / 12 / 31}};
  table_end_ = table_->get_info(last).begin;
}

zone_stretch zone::stretch_at(instant at) const {
  // Beyond the years of an instant nothing changes that anybody asks for, and no calendar
  // overflows.
  constexpr auto room = std::chrono::days{366};
  at = std::clamp(at, first_instant - room, last_instant + room);
  if (later_ && at >= table_end_) {
    auto stretch = later_->stretch_at(at);
    stretch.begin = std::max(stretch.begin, table_end_);
    return stretch;
  }
  const auto info = table_->get_info(date::floor<std::chrono::seconds>(at));
  return {info.begin, info.end, info.offset};
}

result<const zone*> find_zone(std::string_view name) {
  static known_zones zones;
  try {
    if (!is_refused(name))
      return &zones.find(name);
  } catch (const std::exception&) { // it is told below
  }
  return fail(error_code::unknown_zone,
              "\"" + std::string{name.substr(0, 64)} +
                  "\" is not a time zone; write an IANA name such as \"Asia/Ho_Chi_Minh\"");
}

bool is_zone(std::string_view name) { return find_zone(name).has_value(); }

local_instant to_wall(instant at, const zone& where) {
  return local_instant{at.time_since_epoch() + where.stretch_at(at).offset};
}

instant from_wall(local_instant wall, const zone& where, gap_rule gap) {
  // No clock is a day away from UTC, so the wall does not show that much a day before.
  constexpr std::chrono::days a_day{1};
  const instant as_utc{wall.time_since_epoch()};
  auto stretch = where.stretch_at(as_utc - a_day);
  while (stretch.end + stretch.offset <= as_utc) {
    const auto next = where.stretch_at(stretch.end);
    if (next.begin + next.offset > as_utc)
      return gap == gap_rule::first_valid ? next.begin : as_utc - stretch.offset;
    stretch = next;
  }
  return as_utc - stretch.offset;
}

} // namespace sojourn::calendar
