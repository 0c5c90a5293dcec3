// Reading at which hours people are active.
#include "calendar/calendar.hpp"
#include "storage/active_hours.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

/// Sends that are gone through on one state of the file.
constexpr std::int64_t sends_at_once = 20'000;

class pooled_active_hours_reader final : public active_hours_reader {
public:
  explicit pooled_active_hours_reader(reader_pool& pool) : pool_{pool} {}

  std::optional<reports::hours_of_people> people(instant since, const std::string& zone,
                                                 const std::stop_token& stop) override {
    reports::hours_of_people found;
    auto left =
        pool_.with_tables([&](table_set& tables) { return tables.active_hours.sent_since(since); });
    while (left.from <= left.to) {
      if (stop.stop_requested())
        return std::nullopt;
      const auto last = std::min(left.to, left.from + sends_at_once - 1);
      pool_.with_tables([&](table_set& tables) {
        tables.active_hours.each_touched({left.from, last}, [&](const auto& one) {
          const bool has_own = !one.zone.empty() && calendar::is_zone(one.zone);
          found.add(one.subject, one.read_at, one.clicked_at,
                    has_own ? one.zone : std::string_view{zone});
        });
      });
      left.from = last + 1;
    }
    return found;
  }
  reports::active_hours measured(const std::string& whose) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.active_hours.measured(whose); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<active_hours_reader> make_active_hours_reader(reader_pool& pool) {
  return std::make_unique<pooled_active_hours_reader>(pool);
}

} // namespace sojourn::storage
