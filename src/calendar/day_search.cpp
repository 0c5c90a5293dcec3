#include "calendar/day_search.hpp"

#include <libical/ical.h>
#include <mutex>

namespace sojourn::calendar {

namespace {

/// No error of libical ends the process; Debian builds it that way, and this makes it sure.
void tame_libical() {
  static std::once_flag once;
  std::call_once(once, [] { icalerror_set_errors_are_fatal(0); });
}

icaltimetype to_ical(date::local_days day) {
  const date::year_month_day date{day};
  auto time = icaltime_null_time();
  time.year = int{date.year()};
  time.month = static_cast<int>(unsigned{date.month()});
  time.day = static_cast<int>(unsigned{date.day()});
  return time;
}

} // namespace

bool is_walkable(const std::string& day_rule) {
  tame_libical();
  auto rule = icalrecurrencetype_from_string(day_rule.c_str());
  if (rule.freq == ICAL_NO_RECURRENCE)
    return false;
  const bool needs_skip = rule.rscale != nullptr;
  icalmemory_free_buffer(rule.rscale);
  return !needs_skip || icalrecurrencetype_rscale_is_supported() != 0;
}

struct day_search::step_executor {
  icalrecurrencetype rule{};
  icalrecur_iterator* iterator = nullptr;
};

day_search::day_search(const std::string& day_rule, date::local_days begin, date::local_days end)
    : walk_{std::make_unique<step_executor>()} {
  tame_libical();
  walk_->rule = icalrecurrencetype_from_string(day_rule.c_str());
  walk_->rule.until = to_ical(end);
  if (walk_->rule.freq != ICAL_NO_RECURRENCE)
    walk_->iterator = icalrecur_iterator_new(walk_->rule, to_ical(begin));
}

day_search::~day_search() {
  if (walk_->iterator != nullptr)
    icalrecur_iterator_free(walk_->iterator);
  if (walk_->rule.freq != ICAL_NO_RECURRENCE)
    icalmemory_free_buffer(walk_->rule.rscale);
}

std::optional<date::local_days> day_search::next() {
  if (walk_->iterator == nullptr)
    return std::nullopt;
  const auto time = icalrecur_iterator_next(walk_->iterator);
  if (icaltime_is_null_time(time))
    return std::nullopt;
  return date::local_days{date::year{time.year} / time.month / time.day};
}

} // namespace sojourn::calendar
